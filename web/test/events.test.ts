import assert from "node:assert/strict";
import { test } from "node:test";
import { follow, Unauthorised } from "../src/chat/events.ts";
import type { ServerEvent } from "../src/shared/contract.ts";

/** A server whose answers are given in advance; it remembers what was asked. */
class Server {
  readonly asked: Headers[] = [];

  constructor(private readonly answers: (() => Response)[]) {}

  readonly fetch = (async (_url: RequestInfo | URL, init?: RequestInit) => {
    this.asked.push(new Headers(init?.headers));
    const answer = this.answers.shift();
    if (!answer) throw new TypeError("network");
    return answer();
  }) as typeof fetch;
}

const says =
  (...lines: string[]) =>
  () =>
    new Response(lines.join(""), { status: 200 });
const message = (id: number, text: string) =>
  `id: ${id}\nevent: message\ndata: {"id":"m${id}","text":"${text}"}\n\n`;

function run(server: Server, until: (events: ServerEvent[], online: boolean[]) => boolean) {
  const stop = new AbortController();
  const wake = new EventTarget();
  const events: ServerEvent[] = [];
  const online: boolean[] = [];
  const check = (): void => {
    if (until(events, online)) stop.abort();
  };
  const done = follow({
    url: "http://usher.test/events",
    session: "s-1",
    fetch: server.fetch,
    signal: stop.signal,
    wake,
    onOnline: (now) => {
      online.push(now);
      check();
    },
    onEvent: (event) => {
      events.push(event);
      check();
    },
  });
  // The test's network is always back at once.
  const nudge = setInterval(() => wake.dispatchEvent(new Event("online")), 2);
  return done.finally(() => clearInterval(nudge)).then(() => ({ events, online }));
}

test("after a broken connection the events go on where they ended", async () => {
  const server = new Server([says(message(1, "a"), message(2, "b")), says(message(3, "c"))]);

  const { events } = await run(server, (seen) => seen.length === 3);

  assert.deepEqual(
    events.map(({ data }) => (data as { id: string }).id),
    ["m1", "m2", "m3"],
  );
  assert.equal(server.asked[0]?.get("Last-Event-ID"), null);
  assert.equal(server.asked[1]?.get("Last-Event-ID"), "2");
  assert.equal(server.asked[0]?.get("Authorization"), "Bearer s-1");
});

test("one broken connection is not worth a word, several are told as offline", async () => {
  const server = new Server([says(message(1, "a"))]);

  const { online } = await run(server, (_events, told) => told.includes(false));

  assert.deepEqual(online, [true, false]);
});

test("when the browser loses the network it is told at once, though the connection still looks open", async () => {
  const wake = new EventTarget();
  const stop = new AbortController();
  const told: boolean[] = [];
  const open = (async (_url: RequestInfo | URL, init?: RequestInit) =>
    tied(new Response(new ReadableStream({ start: () => undefined })), init?.signal)) as typeof fetch;
  const online = [() => wake.dispatchEvent(new Event("offline")), () => stop.abort()];

  await follow({
    url: "http://usher.test/events",
    session: "s",
    fetch: open,
    signal: stop.signal,
    wake,
    onOnline: (now) => {
      told.push(now);
      if (now) setTimeout(online.shift() ?? (() => undefined), 5);
      else wake.dispatchEvent(new Event("online"));
    },
    onEvent: () => undefined,
  });

  assert.deepEqual(told, [true, false, true]);
});

test("a session that has ended is not tried again", async () => {
  const server = new Server([() => new Response("", { status: 401 }), says(message(1, "a"))]);

  await assert.rejects(
    run(server, () => false),
    Unauthorised,
  );
  assert.equal(server.asked.length, 1);
});

test("a session that the server ends while it is read is not tried again either", async () => {
  const server = new Server([says(message(1, "a"), "event: ended\ndata: {}\n\n"), says(message(2, "b"))]);

  await assert.rejects(
    run(server, () => false),
    Unauthorised,
  );
  assert.equal(server.asked.length, 1);
});

test("events of an unknown kind and unreadable ones are left out", async () => {
  const server = new Server([
    says("event: later\ndata: {}\n\n", "event: message\ndata: {not json\n\n", ": beat\n\n", message(4, "d")),
  ]);

  const { events } = await run(server, (seen) => seen.length === 1);

  assert.equal(events.length, 1);
});

test("a connection that falls silent is dropped and made anew", async () => {
  const silent = () => new Response(new ReadableStream({ start: () => undefined }), { status: 200 });
  const stop = new AbortController();
  const server = new Server([silent, says(message(1, "a"))]);
  const seen: ServerEvent[] = [];
  const abortable = ((url: RequestInfo | URL, init?: RequestInit) =>
    server.fetch(url, init).then((response) => tied(response, init?.signal))) as typeof fetch;

  await follow({
    url: "http://usher.test/events",
    session: "s",
    fetch: abortable,
    signal: stop.signal,
    silence: 20,
    onOnline: () => undefined,
    onEvent: (event) => {
      seen.push(event);
      stop.abort();
    },
  });

  assert.equal(seen.length, 1);
  assert.equal(server.asked.length, 2);
});

/** A body that fails when the request is aborted, as a browser's does. */
function tied(response: Response, signal: AbortSignal | null | undefined): Response {
  const body = response.body?.pipeThrough(new TransformStream(), signal ? { signal } : {});
  return new Response(body ?? null, { status: response.status });
}
