/** The page's Content-Security-Policy nonce, for the style sheets that libraries make. */
let nonce: string | undefined;

export const setNonce = (value: string | null): void => {
  nonce = value ?? undefined;
};

export const pageNonce = (): string | undefined => nonce;
