import type { Options } from "../shared/widget.ts";

export const ACCENT = "#2f4bd8";

/** The part of a script element that is read here. */
export interface ScriptTag {
  src: string;
  nonce?: string | undefined;
  dataset: Record<string, string | undefined>;
}

/** Reads the script tag's data attributes. `documentLocale` is the page's own language. */
export function optionsFrom(script: ScriptTag, documentLocale: string): Options {
  const data = script.dataset;
  return {
    server: `${(data.server || new URL(script.src).origin).replace(/\/+$/u, "")}/webhooks/web`,
    tokenUrl: given(data.tokenUrl),
    accent: given(data.accent) ?? ACCENT,
    position: data.position === "left" ? "left" : "right",
    locale: data.locale || documentLocale || "en",
    company: data.company || "Support",
    launcherText: data.launcherText ?? null,
    opening: given(data.opening),
    firstMessage: given(data.firstMessage),
    suggestions: (data.suggestions ?? "").split("|").flatMap((text) => text.trim() || []),
    startOpen: data.start === "open",
    nonce: given(data.nonce) ?? given(script.nonce),
  };
}

/** An attribute left empty counts as not given. */
const given = (value: string | undefined): string | null => value || null;
