/** An address that may be opened or shown as a picture; null: it is of a kind that is not let through. */
export function safeUrl(address: string | undefined): string | null {
  try {
    const url = new URL(address ?? "", globalThis.document?.baseURI);
    return ["https:", "http:", "mailto:", "tel:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}
