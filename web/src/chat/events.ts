import { createParser, type EventSourceMessage } from "eventsource-parser";
import { backoff, pause } from "../shared/clock.ts";
import type { ServerEvent } from "../shared/contract.ts";

/** The session was refused, or has ended. */
export class Unauthorised extends Error {}

export interface EventFeed {
  /** Address of `GET /events`. */
  url: string;
  session: string;
  fetch: typeof fetch;
  signal: AbortSignal;
  /**
   * Fires `offline` when the browser loses the network: an open connection would not notice for long. Fires
   * `online` when it is back; the next attempt is then made at once.
   */
  wake?: EventTarget;
  onOnline: (online: boolean) => void;
  onEvent: (event: ServerEvent) => void;
  /** Milliseconds without a byte after which the connection counts as dead. */
  silence?: number;
}

/**
 * Reads the server's events until `signal` aborts, reconnecting with `Last-Event-ID` so that nothing is
 * lost or shown twice. EventSource is not used: it cannot send the Authorization header.
 * Throws `Unauthorised` when the session has ended.
 */
export async function follow(feed: EventFeed): Promise<void> {
  let lastId = "";
  let failures = 0;
  const onMessage = (message: EventSourceMessage): void => {
    if (message.id) lastId = message.id;
    const event = decode(message);
    if (event?.event === "ended") throw new Unauthorised();
    if (event) feed.onEvent(event);
  };
  const onOffline = (): void => {
    failures += 1; // told at once: this is no proxy's time limit
  };
  while (!feed.signal.aborted) {
    try {
      await readOnce(feed, lastId, onMessage, onOffline, () => {
        failures = 0;
        feed.onOnline(true);
      });
    } catch (error) {
      if (error instanceof Unauthorised) throw error;
    }
    if (feed.signal.aborted) return;
    failures += 1;
    // One quick reconnect is normal (a proxy's time limit); only a second failure is worth telling.
    if (failures > 1) feed.onOnline(false);
    await pause(backoff(failures), feed.signal, feed.wake);
  }
}

async function readOnce(
  feed: EventFeed,
  lastId: string,
  onMessage: (message: EventSourceMessage) => void,
  onOffline: () => void,
  onOpen: () => void,
): Promise<void> {
  const attempt = new AbortController();
  const stop = (): void => attempt.abort();
  const lost = (): void => {
    onOffline();
    stop();
  };
  feed.signal.addEventListener("abort", stop);
  feed.wake?.addEventListener("offline", lost);
  const watchdog = new Watchdog(feed.silence ?? 45_000, stop);
  try {
    const headers: Record<string, string> = {
      Accept: "text/event-stream",
      Authorization: `Bearer ${feed.session}`,
    };
    if (lastId) headers["Last-Event-ID"] = lastId;
    const response = await feed.fetch(feed.url, { headers, cache: "no-store", signal: attempt.signal });
    if (response.status === 401) throw new Unauthorised();
    if (!response.ok || !response.body) throw new Error(`events: ${response.status}`);
    onOpen();
    await drain(response.body, onMessage, watchdog);
  } finally {
    watchdog.stop();
    feed.signal.removeEventListener("abort", stop);
    feed.wake?.removeEventListener("offline", lost);
  }
}

async function drain(
  body: ReadableStream<Uint8Array>,
  onMessage: (message: EventSourceMessage) => void,
  watchdog: Watchdog,
): Promise<void> {
  const parser = createParser({ onEvent: onMessage });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    watchdog.feed();
    parser.feed(decoder.decode(value, { stream: true }));
  }
}

/** Calls `bite` when it was not fed for `ms` milliseconds: a half-open connection never ends by itself. */
class Watchdog {
  private timer: ReturnType<typeof setTimeout>;

  constructor(
    private readonly ms: number,
    private readonly bite: () => void,
  ) {
    this.timer = setTimeout(bite, ms);
  }
  feed(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.bite, this.ms);
  }
  stop(): void {
    clearTimeout(this.timer);
  }
}

const KNOWN = new Set(["typing", "draft", "message", "handoff", "delayed", "ended"]);

/** An event of a kind unknown here, or one that cannot be read, is left out: a newer server may send it. */
function decode(message: EventSourceMessage): ServerEvent | null {
  if (!message.event || !KNOWN.has(message.event)) return null;
  try {
    return { event: message.event, data: JSON.parse(message.data) } as ServerEvent;
  } catch {
    return null;
  }
}
