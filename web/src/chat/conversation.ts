import { BehaviorSubject, Observable, ReplaySubject } from "rxjs";
import { backoff, pause } from "../shared/clock.ts";
import type { Handoff, Outgoing, ServerEvent } from "../shared/contract.ts";
import { type Session, SessionError } from "../shared/session.ts";
import { Api } from "./api.ts";
import { follow, Unauthorised } from "./events.ts";
import { type Activity, ratingOf, Transcript } from "./transcript.ts";

/** Bot Framework's connection states, as far as they are used here. */
export const Connection = { connecting: 1, online: 2, failed: 4, ended: 5 } as const;

export interface Status {
  online: boolean;
  /** None: nobody was asked for. */
  handoff: Handoff | null;
  /** The message rated down just now, whose reason may be told; null: none. */
  askWhy: string | null;
  /** Why an answer has to wait, in the customer's language; null: it does not. */
  delay: string | null;
}

export interface ConversationSettings {
  server: string;
  greeting: string;
  suggestions: readonly string[];
  /** Sent as the customer's first words; null: nothing. */
  say: string | null;
  fetch: typeof fetch;
  wake: EventTarget;
  /** The server ended the session. `unsent` is what the customer had said last and nobody received. */
  onEnded: (unsent: string | null) => void;
  /** A message for the customer arrived. */
  onMessage: () => void;
}

/**
 * One conversation with Usher, in the shape Web Chat asks of a `directLine` object.
 *
 * `connectionStatus$` tells Web Chat when it may begin and when all is lost. A passing loss of the network is
 * told by `status$` instead: Web Chat drops what is typed while it believes to be reconnecting, whereas
 * here a message is kept, shown as being sent, and delivered once when the network returns.
 */
export class Conversation {
  readonly activity$ = new ReplaySubject<Activity>();
  readonly connectionStatus$ = new BehaviorSubject<number>(Connection.connecting);
  readonly status$ = new BehaviorSubject<Status>({ online: true, handoff: null, askWhy: null, delay: null });
  private readonly transcript = new Transcript();
  private readonly closing = new AbortController();
  private readonly api: Api;
  private token = "";

  constructor(
    private readonly session: Session,
    private readonly settings: ConversationSettings,
  ) {
    const { server, fetch, wake } = settings;
    this.api = new Api(server, { fetch, wake, session: () => this.token });
  }

  /** Begins, and goes on until `end`. */
  async start(): Promise<void> {
    this.token = (await this.grant()) ?? "";
    if (!this.token || this.closing.signal.aborted) return;
    this.activity$.next(this.transcript.greeting(this.settings.greeting, this.settings.suggestions));
    this.connectionStatus$.next(Connection.online);
    if (this.settings.say) this.say(this.settings.say);
    try {
      await follow({
        url: `${this.settings.server}/events`,
        session: this.token,
        fetch: this.settings.fetch,
        signal: this.closing.signal,
        wake: this.settings.wake,
        onOnline: (online) => this.tell({ online }),
        onEvent: (event) => this.receive(event),
      });
    } catch (error) {
      if (!(error instanceof Unauthorised)) throw error;
      this.settings.onEnded(null);
    }
  }

  end(): void {
    this.closing.abort();
    this.connectionStatus$.next(Connection.ended);
  }

  postActivity(activity: Activity): Observable<string> {
    return new Observable<string>((subscriber) => {
      const stop = new AbortController();
      this.post(activity, stop.signal).then(
        (id) => {
          subscriber.next(id);
          subscriber.complete();
        },
        (error) => subscriber.error(error),
      );
      return () => stop.abort();
    });
  }

  /** Sends the reason for a thumb down; an empty one closes the question. */
  async explain(comment: string): Promise<void> {
    const message = this.status$.value.askWhy;
    this.tell({ askWhy: null });
    if (!message || !comment.trim()) return;
    await this.api.rate({ message, rating: "down", comment: comment.trim() }, this.closing.signal);
  }

  private async post(activity: Activity, signal: AbortSignal): Promise<string> {
    if (activity.type === "message") return this.postMessage(activity, signal);
    const rating = ratingOf(activity.entities);
    if (!rating) return "ignored";
    const echo = this.transcript.own(activity, crypto.randomUUID());
    this.activity$.next(echo);
    await this.api.rate(rating, signal);
    this.tell({ askWhy: rating.rating === "down" ? rating.message : null });
    return echo.id ?? "";
  }

  private async postMessage(activity: Activity, signal: AbortSignal): Promise<string> {
    // A press on "retry" brings the first attempt's id along, so that the server runs the message once.
    const id = String(activity.channelData.usherId ?? crypto.randomUUID());
    const choice = (activity.value as { choice?: unknown } | undefined)?.choice;
    const text = activity.text ?? "";
    this.activity$.next(this.transcript.own(activity, id));
    const outgoing: Outgoing = typeof choice === "string" ? { id, choice } : { id, text };
    if (await this.api.send(outgoing, signal)) return id;
    // An opaque choice belongs to the session that ended; typed words can be said again in the next.
    this.settings.onEnded("text" in outgoing ? text : null);
    return id;
  }

  private say(text: string): void {
    const from = { id: "me", role: "user" as const };
    const activity: Activity = { type: "message", from, text, textFormat: "plain", channelData: {} };
    this.postMessage(activity, this.closing.signal).catch(() => this.tell({ online: false }));
  }

  private receive(event: ServerEvent): void {
    if (event.event === "handoff") this.tell({ handoff: event.data });
    if (event.event === "delayed") this.tell({ delay: event.data.text });
    else if (event.event === "message") this.tell({ delay: null });
    const activities = this.transcript.next(event);
    for (const activity of activities) this.activity$.next(activity);
    if (activities.some(({ type, from }) => type === "message" && from.role === "bot"))
      this.settings.onMessage();
  }

  /** A session's token, tried for until there is one; null: refused for good. */
  private async grant(): Promise<string | null> {
    for (let attempt = 1; !this.closing.signal.aborted; attempt += 1) {
      try {
        const { session } = await this.session.current();
        this.tell({ online: true });
        return session;
      } catch (error) {
        if (!(error instanceof SessionError) || !error.passing) {
          this.connectionStatus$.next(Connection.failed);
          return null;
        }
        this.tell({ online: false });
        await pause(error.retryAfter ?? backoff(attempt), this.closing.signal, this.settings.wake);
      }
    }
    return null;
  }

  private tell(change: Partial<Status>): void {
    this.status$.next({ ...this.status$.value, ...change });
  }
}
