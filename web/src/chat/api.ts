import { backoff, pause } from "../shared/clock.ts";
import type { Outgoing, Rating } from "../shared/contract.ts";

export class Refused extends Error {
  constructor(readonly status: number) {
    super(`refused: ${status}`);
  }
}

export interface ApiPorts {
  fetch: typeof fetch;
  /** Fires `online` when the browser regains the network. */
  wake?: EventTarget;
  /** The bearer token to use now. */
  session: () => string;
}

/** How long a message is tried before it is shown as not sent, in milliseconds. */
export const PATIENCE = 60_000;

/**
 * Sends what the customer says. Attempts repeat the same id, so the server runs a message once.
 * Resolves to true when it was received, to false when the session has ended.
 */
export class Api {
  constructor(
    private readonly server: string,
    private readonly ports: ApiPorts,
  ) {}

  send(message: Outgoing, signal: AbortSignal): Promise<boolean> {
    return this.insist("/messages", message, signal);
  }

  rate(rating: Rating, signal: AbortSignal): Promise<boolean> {
    return this.insist("/feedback", rating, signal);
  }

  private async insist(path: string, body: unknown, signal: AbortSignal): Promise<boolean> {
    const deadline = Date.now() + PATIENCE;
    const session = this.ports.session();
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      const response = await this.post(path, body, session, signal);
      if (response?.ok) return true;
      const status = response?.status ?? 0;
      if (status === 401) return false;
      const wait = retryDelay(status, response, attempt);
      if (wait === null || Date.now() + wait > deadline) throw new Refused(status);
      await pause(wait, signal, this.ports.wake);
    }
    throw new Refused(0);
  }

  private async post(
    path: string,
    body: unknown,
    session: string,
    signal: AbortSignal,
  ): Promise<Response | null> {
    const headers = { "Content-Type": "application/json", Authorization: `Bearer ${session}` };
    return this.ports
      .fetch(this.server + path, { method: "POST", headers, body: JSON.stringify(body), signal })
      .catch(() => null);
  }
}

/** Milliseconds to the next attempt; null: the server's answer is final. */
function retryDelay(status: number, response: Response | null, attempt: number): number | null {
  if (status !== 0 && status !== 429 && status < 500) return null;
  const seconds = Number(response?.headers.get("Retry-After") ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : backoff(attempt);
}
