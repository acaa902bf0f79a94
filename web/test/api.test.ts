import assert from "node:assert/strict";
import { test } from "node:test";
import { Api, Refused } from "../src/chat/api.ts";
import { renderMarkdown } from "../src/chat/markdown.ts";

function server(...statuses: number[]) {
  const bodies: string[] = [];
  const fake = (async (_url: RequestInfo | URL, init?: RequestInit) => {
    bodies.push(String(init?.body));
    const status = statuses.shift() ?? 202;
    if (!status) throw new TypeError("network");
    return new Response("{}", { status, headers: { "Retry-After": "0" } });
  }) as typeof fetch;
  const wake = new EventTarget();
  const nudge = setInterval(() => wake.dispatchEvent(new Event("online")), 2);
  const api = new Api("http://usher.test", { fetch: fake, wake, session: () => "s" });
  return { api, bodies, stop: () => clearInterval(nudge) };
}

test("a message is repeated under the same id until it is received", async () => {
  const { api, bodies, stop } = server(0, 503, 429, 202);

  const received = await api.send({ id: "m1", text: "Hi" }, new AbortController().signal);
  stop();

  assert.equal(received, true);
  assert.equal(bodies.length, 4);
  assert.equal(new Set(bodies).size, 1);
});

test("a session that has ended is told apart from a refusal", async () => {
  const { api, stop } = server(401, 413);
  const { signal } = new AbortController();

  assert.equal(await api.send({ id: "m1", text: "Hi" }, signal), false);
  await assert.rejects(api.send({ id: "m2", text: "x" }, signal), Refused);
  stop();
});

test("neither HTML nor pictures nor scripts come out of a message's text", () => {
  const html = renderMarkdown(
    "<img src=x onerror=alert(1)> ![p](https://evil.example/?q=1) [go](javascript:alert(1)) [site](https://a.example/)",
  );

  assert.ok(!/<img|<script|javascript:[^<]*"/iu.test(html));
  assert.match(html, /<a href="https:\/\/a\.example\/" target="_blank" rel="noopener noreferrer">/u);
});

test("a plain line after a list stands on its own", () => {
  const html = renderMarkdown("You have:\n- Standard\n- Courier\nThe next bill is due soon.\n1. One\n2. Two");

  assert.match(html, /<li>Courier<\/li>\s*<\/ul>\s*<p>The next bill is due soon/u);
  assert.match(html, /<ol>\s*<li>One<\/li>\s*<li>Two<\/li>/u);
});
