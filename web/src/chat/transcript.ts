import type { Card, Choice, Draft, Handoff, Message, ServerEvent } from "../shared/contract.ts";
import { safeUrl } from "./address.ts";

/**
 * From the server's events to Web Chat's activities. Pure: one event in, the activities to show out.
 *
 * All activities carry a sequence number given here, in order of arrival: Web Chat would otherwise sort by
 * the clocks of two machines. Drafts of one answer and the message that ends them share one id, so each
 * takes the place of the one before.
 */

export const CARD = "application/vnd.usher.card";

export interface CardAction {
  type: "messageBack" | "openUrl" | "imBack";
  title: string;
  text?: string;
  displayText?: string;
  value?: unknown;
}

export interface Attachment {
  contentType: string;
  content: unknown;
}

/** The part of a Bot Framework activity that Web Chat reads. */
export interface Activity {
  type: "message" | "typing" | "event";
  id?: string;
  from: { id: string; name?: string; role: "bot" | "user" };
  timestamp?: string;
  name?: string;
  text?: string;
  textFormat?: "markdown" | "plain";
  value?: unknown;
  attachments?: Attachment[];
  attachmentLayout?: "carousel" | "list";
  suggestedActions?: { actions: CardAction[]; to: string[] };
  entities?: unknown[];
  channelData: Record<string, unknown>;
}

const BOT = "usher";

export class Transcript {
  private last = 0;
  private readonly streams = new Map<string, { place: number; sequence: number }>();
  private readonly mine = new Set<string>();

  constructor(private readonly now: () => Date = () => new Date()) {}

  /** The greeting at the top; it is the widget's own and never sent to the server. */
  greeting(text: string, suggestions: readonly string[]): Activity {
    const actions: CardAction[] = suggestions.map((title) => ({ type: "imBack", title, value: title }));
    return {
      ...this.message("greeting", text, BOT),
      ...(actions.length ? { suggestedActions: { actions, to: [] } } : {}),
    };
  }

  /** The customer's own message, shown at once; the server's replay of it is then left out. */
  own(activity: Activity, id: string): Activity {
    this.mine.add(id);
    const channelData = { ...activity.channelData, usherId: id, ...this.place() };
    return { ...activity, id, timestamp: this.now().toISOString(), channelData };
  }

  next(event: ServerEvent): Activity[] {
    switch (event.event) {
      case "typing":
        return [{ type: "typing", id: "typing", from: bot(), channelData: this.place() }];
      case "draft":
        return this.draft(event.data);
      case "message":
        return this.finished(event.data);
      case "handoff":
        return this.handoff(event.data);
      default:
        return [];
    }
  }

  private draft({ stream, sequence, text }: Draft): Activity[] {
    const known = this.streams.get(stream);
    if (known && sequence <= known.sequence) return [];
    const place = known?.place ?? this.step();
    this.streams.set(stream, { place, sequence });
    const channelData = {
      streamType: "streaming",
      streamId: stream,
      streamSequence: sequence,
      "webchat:sequence-id": place,
    };
    return [{ type: "typing", id: stream, from: bot(), text, textFormat: "markdown", channelData }];
  }

  private finished(message: Message): Activity[] {
    if (message.from === "customer") return this.replayed(message);
    const from = message.from === "person" ? "person" : BOT;
    const shown = this.message(message.stream ?? message.id, message.text, from, message.at);
    const place = message.stream ? this.streams.get(message.stream)?.place : undefined;
    if (place) shown.channelData["webchat:sequence-id"] = place;
    if (message.stream) {
      shown.channelData.streamType = "final";
      shown.channelData.streamId = message.stream;
      // A late or repeated draft must not open the answer again.
      this.streams.set(message.stream, { place: place ?? this.last, sequence: Number.POSITIVE_INFINITY });
    }
    if (message.author) {
      shown.from.name = message.author;
      shown.channelData.author = message.author;
    }
    if (message.sources?.length) shown.channelData.sources = message.sources;
    return [{ ...shown, ...extras(message, from === BOT && !message.formal) }];
  }

  private replayed(message: Message): Activity[] {
    if (this.mine.has(message.id)) return [];
    const from = { id: "me", role: "user" as const };
    const { id, text } = message;
    const channelData = this.place();
    return [{ type: "message", id, from, text, textFormat: "plain", ...written(message.at), channelData }];
  }

  private handoff(value: Handoff): Activity[] {
    // That a person was asked for stands in the assistant's own message, and in the header while one waits.
    if (value.state === "requested") return [];
    const id = `handoff-${value.state}-${this.last}`;
    return [{ type: "event", name: "usher/handoff", id, from: bot(), value, channelData: this.place() }];
  }

  private message(id: string, text: string, from: string, at?: string): Activity {
    return {
      type: "message",
      id,
      from: { id: from, role: "bot" },
      text,
      textFormat: "markdown",
      // Before the customer has spoken on this page, what comes is a replay: "now" would be untrue.
      ...written(at ?? (this.mine.size ? this.now().toISOString() : undefined)),
      channelData: this.place(),
    };
  }

  private place(): Record<string, unknown> {
    return { "webchat:sequence-id": this.step() };
  }

  private step(): number {
    this.last += 1;
    return this.last;
  }
}

const written = (timestamp: string | undefined): { timestamp?: string } => (timestamp ? { timestamp } : {});

const bot = (): Activity["from"] => ({ id: BOT, role: "bot" });

function extras(message: Message, rateable: boolean): Partial<Activity> {
  const extra: Partial<Activity> = {};
  const cards = message.cards ?? [];
  if (cards.length) {
    extra.attachments = cards.map((card: Card) => ({ contentType: CARD, content: card }));
    extra.attachmentLayout = cards.length > 1 ? "carousel" : "list";
  }
  if (message.choices?.length) {
    extra.suggestedActions = { actions: message.choices.flatMap(cardAction), to: [] };
  }
  const about: Record<string, unknown> = rateable ? { potentialAction: thumbs(message.id) } : {};
  extra.entities = [
    {
      "@context": "https://schema.org",
      "@id": "",
      "@type": "Message",
      type: "https://schema.org/Message",
      ...about,
    },
  ];
  return extra;
}

/**
 * What a press does: send the opaque value, showing its title as the customer's words, or open a link.
 * Nothing for a link that must not be opened.
 */
export function cardAction(choice: Choice): CardAction[] {
  const { title } = choice;
  if ("choice" in choice) {
    // Web Chat shows no message without `text`, whatever its `displayText`.
    return [
      { type: "messageBack", title, text: title, displayText: title, value: { choice: choice.choice } },
    ];
  }
  const url = safeUrl(choice.url);
  return url ? [{ type: "openUrl", title, value: url }] : [];
}

function thumbs(id: string): unknown[] {
  return [
    { "@type": "LikeAction", actionStatus: "PotentialActionStatus", "@id": `_:up/${id}` },
    { "@type": "DislikeAction", actionStatus: "PotentialActionStatus", "@id": `_:down/${id}` },
  ];
}

/** Reads a press on a thumb back: which message, and up or down. Null: not a thumb. */
export function ratingOf(
  entities: readonly unknown[] | undefined,
): { message: string; rating: "up" | "down" } | null {
  for (const entity of entities ?? []) {
    const id = (entity as { "@id"?: unknown })["@id"];
    const found = typeof id === "string" ? /^_:(up|down)\/(.+)$/u.exec(id) : null;
    if (found?.[1] && found[2]) return { message: found[2], rating: found[1] as "up" | "down" };
  }
  return null;
}
