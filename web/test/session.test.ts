import assert from "node:assert/strict";
import { test } from "node:test";
import { claimsOf, Session, SessionError, type Store } from "../src/shared/session.ts";

const SERVER = "http://usher.test/webhooks/web";

class Memory implements Store {
  readonly kept = new Map<string, string>();
  getItem = (key: string) => this.kept.get(key) ?? null;
  setItem = (key: string, value: string) => void this.kept.set(key, value);
  removeItem = (key: string) => void this.kept.delete(key);
}

const token = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.sig`;

/** The website and Usher's server in one. */
class World {
  signedIn: object | null = null;
  siteIsDown = false;
  status = 201;
  readonly calls: { method: string; path: string; bearer: string | null; body: Record<string, string> }[] =
    [];
  private sessions = 0;

  readonly fetch = (async (url: RequestInfo | URL, init?: RequestInit) => {
    const path = String(url);
    if (path === "/support-token") return this.site();
    const bearer = new Headers(init?.headers).get("Authorization");
    const body = JSON.parse(String(init?.body ?? "{}"));
    this.calls.push({ method: init?.method ?? "GET", path: path.replace(SERVER, ""), bearer, body });
    if (init?.method === "DELETE") return new Response(null, { status: 204 });
    this.sessions += 1;
    const grant = { session: `s${this.sessions}`, conversation: "c", identity: "anonymous", expires_at: "" };
    return new Response(JSON.stringify(grant), { status: this.status, headers: { "Retry-After": "7" } });
  }) as typeof fetch;

  private site(): Response {
    if (this.siteIsDown) throw new TypeError("network");
    if (!this.signedIn) return new Response(null, { status: 204 });
    return new Response(token(this.signedIn));
  }
}

function visitor(world: World, store: Store = new Memory()): Session {
  return new Session(
    { server: SERVER, tokenUrl: "/support-token", locale: "en" },
    { fetch: world.fetch, store },
  );
}

test("a reload keeps the session, without asking the server for another", async () => {
  const world = new World();
  const store = new Memory();
  const before = await visitor(world, store).current();

  const after = await visitor(world, store).current();

  assert.equal(after.session, before.session);
  assert.equal(world.calls.length, 1);
});

test("signing in begins anew and shows the server the session to end", async () => {
  const world = new World();
  const store = new Memory();
  await visitor(world, store).current();
  world.signedIn = { sub: "cus_1", auth_time: 100 };

  const after = await visitor(world, store).current();

  assert.equal(after.session, "s2");
  assert.equal(world.calls[1]?.bearer, "Bearer s1");
  assert.equal(claimsOf(world.calls[1]?.body.token ?? "").sub, "cus_1");
});

test("signing out deletes the session on the server as soon as a page shows it", async () => {
  const world = new World();
  const store = new Memory();
  world.signedIn = { sub: "cus_1", auth_time: 100 };
  await visitor(world, store).current();
  world.signedIn = null;

  const dropped = await visitor(world, store).dropIfForeign();

  assert.equal(dropped, true);
  assert.equal(store.kept.size, 0);
  assert.deepEqual([world.calls[1]?.method, world.calls[1]?.bearer], ["DELETE", "Bearer s1"]);
});

test("a renewed sign-in of the same customer is shown to the server", async () => {
  const world = new World();
  const store = new Memory();
  world.signedIn = { sub: "cus_1", auth_time: 100 };
  await visitor(world, store).current();
  world.signedIn = { sub: "cus_1", auth_time: 900 };

  const session = visitor(world, store);

  assert.equal(await session.dropIfForeign(), false);
  assert.equal((await session.current()).session, "s2");
});

test("a website that cannot be asked just now does not end the conversation", async () => {
  const world = new World();
  const store = new Memory();
  world.signedIn = { sub: "cus_1" };
  await visitor(world, store).current();
  world.siteIsDown = true;

  const session = visitor(world, store);

  assert.equal(await session.dropIfForeign(), false);
  assert.equal((await session.current()).session, "s1");
});

test("asking twice at once opens one session", async () => {
  const world = new World();
  const session = visitor(world);

  const [one, two] = await Promise.all([session.current(), session.current()]);

  assert.equal(one.session, two.session);
});

test("an overload is passing and says when to come back, a refusal is final", async () => {
  const world = new World();
  world.status = 429;
  const busy = await visitor(world)
    .current()
    .catch((error) => error as SessionError);
  world.status = 403;
  const refused = await visitor(world)
    .current()
    .catch((error) => error as SessionError);

  assert.ok(busy instanceof SessionError && busy.passing);
  assert.equal(busy.retryAfter, 7000);
  assert.ok(refused instanceof SessionError && !refused.passing);
});
