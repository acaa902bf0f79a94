/**
 * The HTTP contract of Usher's web channel, as the browser sees it.
 * Every answer of the server is read through these types; nothing else crosses the boundary.
 */

/** What `POST /session` grants. */
export interface Grant {
  /** Opaque bearer token. */
  session: string;
  conversation: string;
  identity: "anonymous" | "customer";
  /** ISO instant after which the session is refused. */
  expires_at: string;
}

/** A suggested reply: either an opaque value to send back or a link to open. */
export type Choice = { title: string; choice: string } | { title: string; url: string };

/** A titled picture with text, e.g. one recommended film. */
export interface Card {
  title: string;
  subtitle?: string;
  text?: string;
  image?: string;
  url?: string;
  buttons?: Choice[];
}

/** Where an answer comes from; without `url` it is named only. */
export interface Source {
  title: string;
  url?: string;
}

/** A finished message. */
export interface Message {
  id: string;
  text: string;
  /** Missing means the assistant. */
  from?: "bot" | "customer" | "person";
  /** Name of the person who writes, when `from` is `person`. */
  author?: string;
  choices?: Choice[];
  cards?: Card[];
  sources?: Source[];
  /** A notice, an apology or a hand-over, which nobody is asked to rate. */
  formal?: boolean;
  /** The stream of drafts that this message replaces. */
  stream?: string;
  /** ISO instant at which it was written; missing means unknown. */
  at?: string;
}

/** One checked sentence of an answer that is still being written. */
export interface Draft {
  stream: string;
  /** Starts at 1. */
  sequence: number;
  /** The whole text so far. */
  text: string;
}

/** Who answers: a person was asked for, a person does, or the assistant does again. */
export type HandoffState = "requested" | "active" | "returned" | "bot";

export interface Handoff {
  state: HandoffState;
  /** Number the customer may quote; null or missing: none. */
  reference?: string | null;
}

export type ServerEvent =
  | { event: "typing"; data: unknown }
  | { event: "draft"; data: Draft }
  | { event: "message"; data: Message }
  | { event: "handoff"; data: Handoff }
  /** An answer has to wait; `text` says so in the customer's language. */
  | { event: "delayed"; data: { text: string } }
  /** The session is over. */
  | { event: "ended"; data: unknown };

/** What the customer sends: typed words or the opaque value of a suggested reply. */
export type Outgoing = { id: string; text: string } | { id: string; choice: string };

export interface Rating {
  message: string;
  rating: "up" | "down";
  comment?: string;
}
