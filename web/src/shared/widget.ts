import type { Session } from "./session.ts";
import type { Strings } from "./strings.ts";

/** What a website may set on the one script tag. */
export interface Options {
  /** Base address of Usher's web channel, without a final slash. */
  server: string;
  tokenUrl: string | null;
  /** `#rrggbb`. */
  accent: string;
  position: "left" | "right";
  /** BCP 47, e.g. `de-AT`. */
  locale: string;
  /** Name in the panel's header. */
  company: string;
  launcherText: string | null;
  /** Greeting shown at the top; null: the built-in one. */
  opening: string | null;
  /** Sent as the customer's first words when a conversation begins; null: nothing is sent. */
  firstMessage: string | null;
  /** Suggested first questions. */
  suggestions: readonly string[];
  /** Opens by itself when the page has loaded. */
  startOpen: boolean;
  /** Nonce of the page's Content-Security-Policy; null: none. */
  nonce: string | null;
}

/** What the launcher lends to the chat. */
export interface ChatContext {
  options: Options;
  strings: Strings;
  direction: "ltr" | "rtl";
  session: Session;
  /** Whether the panel is on screen. */
  isOpen: () => boolean;
  /** A message arrived while the panel was closed. */
  onUnread: () => void;
  /** The line under the company's name. */
  onStatus: (text: string) => void;
}

/** What the chat lends to the launcher. */
export interface Chat {
  focus(): void;
  /** Drops the conversation on screen and begins with the session that is now the visitor's. */
  restart(): void;
}

export type Mount = (host: HTMLElement, context: ChatContext) => Chat;
