import type { Grant } from "./contract.ts";

/**
 * The visitor's session: who the site says they are, and the conversation that belongs to it.
 *
 * It is kept in sessionStorage, not localStorage: on a shared device the next person, in a new tab or
 * after the browser was closed, must not find the last one's conversation. A reload or a walk through the
 * site in the same tab keeps it. What is stored is bound to the server and to the signed-in customer, so
 * signing in, out or over starts afresh.
 */

export interface Store {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export interface SessionSettings {
  /** Base address of the web channel, without a final slash. */
  server: string;
  /** Address of the site that yields a site token; null: visitors are always anonymous. */
  tokenUrl: string | null;
  locale: string;
}

export interface SessionPorts {
  fetch: typeof fetch;
  store: Store;
}

interface SiteIdentity {
  token: string | null;
  /** The customer the token names; null: anonymous. */
  who: string | null;
  /** When they signed in, seconds since 1970; null: unknown. */
  signedInAt: number | null;
}

interface Kept extends Grant {
  server: string;
  who: string | null;
  signedInAt: number | null;
}

const KEY = "usher-session";
const ANONYMOUS: SiteIdentity = { token: null, who: null, signedInAt: null };

/** The server refused or could not be reached. `retryAfter` is in milliseconds; null: as you like. */
export class SessionError extends Error {
  constructor(
    readonly status: number,
    readonly retryAfter: number | null,
  ) {
    super(`no session: ${status}`);
  }
  /** Worth another attempt: the network, an overload or a fault of the server. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** Reads a token's claims without trusting them: the server alone verifies. */
export function claimsOf(token: string): { sub?: string; auth_time?: number } {
  try {
    const part = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    return JSON.parse(atob(part));
  } catch {
    return {};
  }
}

export class Session {
  private pending: Promise<Grant> | null = null;

  constructor(
    private readonly settings: SessionSettings,
    private readonly ports: SessionPorts,
  ) {}

  /** The grant to use: the kept one if it still belongs to this visitor, else a new one. */
  current(): Promise<Grant> {
    this.pending ??= this.reuseOrStart().finally(() => {
      this.pending = null;
    });
    return this.pending;
  }

  /** Whether a conversation is kept in this tab. */
  get kept(): boolean {
    return this.read() !== null;
  }

  /**
   * Compares the site's word on who is signed in with the kept session, and deletes a session that is no
   * longer theirs. True when it was deleted.
   */
  async dropIfForeign(): Promise<boolean> {
    const kept = this.read();
    if (!kept) return false;
    const identity = await this.identity();
    if (!identity || belongs(kept, identity)) return false;
    await this.end();
    return true;
  }

  /** Forgets the kept grant, after the server refused it. */
  forget(): void {
    this.ports.store.removeItem(KEY);
  }

  /** Deletes the session here and on the server. */
  async end(): Promise<void> {
    const kept = this.read();
    this.ports.store.removeItem(KEY);
    if (!kept) return;
    const headers = { Authorization: `Bearer ${kept.session}` };
    // Left open it would still end by itself when idle; a failure here is no reason to disturb anyone.
    await this.ports
      .fetch(`${this.settings.server}/session`, { method: "DELETE", headers, keepalive: true })
      .catch(() => undefined);
  }

  private async reuseOrStart(): Promise<Grant> {
    const kept = this.read();
    const identity = await this.identity();
    if (kept && (!identity || (belongs(kept, identity) && !signedInAgain(kept, identity)))) return kept;
    return this.start(identity ?? ANONYMOUS, kept);
  }

  /** The session so far is shown to the server, which ends it: a renewed sign-in keeps its conversation. */
  private async start(identity: SiteIdentity, kept: Kept | null): Promise<Grant> {
    const body: Record<string, string> = { locale: this.settings.locale };
    if (identity.token) body.token = identity.token;
    const headers: Record<string, string> = { "Content-Type": "application/json" };
    if (kept) headers.Authorization = `Bearer ${kept.session}`;
    const response = await this.ports
      .fetch(`${this.settings.server}/session`, { method: "POST", headers, body: JSON.stringify(body) })
      .catch(() => null);
    if (!response?.ok) {
      const seconds = Number(response?.headers.get("Retry-After") ?? Number.NaN);
      throw new SessionError(response?.status ?? 0, Number.isFinite(seconds) ? seconds * 1000 : null);
    }
    const grant = (await response.json()) as Grant;
    const { who, signedInAt } = identity;
    const keep: Kept = { ...grant, server: this.settings.server, who, signedInAt };
    this.ports.store.setItem(KEY, JSON.stringify(keep));
    return grant;
  }

  /** Who the site says is signed in; null when the site cannot be asked just now. */
  private async identity(): Promise<SiteIdentity | null> {
    if (!this.settings.tokenUrl) return ANONYMOUS;
    const response = await this.ports
      .fetch(this.settings.tokenUrl, { credentials: "include", cache: "no-store" })
      .catch(() => null);
    if (!response || response.status >= 500) return null;
    if (!response.ok || response.status === 204) return ANONYMOUS;
    const token = tokenIn(await response.text());
    const claims = claimsOf(token);
    return { token, who: claims.sub ?? null, signedInAt: claims.auth_time ?? null };
  }

  private read(): Kept | null {
    try {
      const kept = JSON.parse(this.ports.store.getItem(KEY) ?? "null") as Kept | null;
      // Whether it has expired is for the server to say: each use of it moves the idle limit.
      return kept?.server === this.settings.server ? kept : null;
    } catch {
      return null;
    }
  }
}

/** The endpoint may answer with the bare token or with `{"token": "…"}`. */
function tokenIn(body: string): string {
  const text = body.trim();
  return text.startsWith("{") ? String((JSON.parse(text) as { token: string }).token) : text;
}

function belongs(kept: Kept, identity: SiteIdentity): boolean {
  return kept.who === identity.who;
}

/** A fresh sign-in by the same customer raises what they may do, so the server has to see it. */
function signedInAgain(kept: Kept, identity: SiteIdentity): boolean {
  return (identity.signedInAt ?? 0) > (kept.signedInAt ?? 0);
}

/** sessionStorage, or memory where the browser forbids it. */
export function tabStore(): Store {
  try {
    window.sessionStorage.setItem("usher-probe", "1");
    window.sessionStorage.removeItem("usher-probe");
    return window.sessionStorage;
  } catch {
    const kept = new Map<string, string>();
    return {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    };
  }
}
