import assert from "node:assert/strict";
import { test } from "node:test";
import { accentFrom, contrast, parse } from "../src/loader/color.ts";
import { optionsFrom } from "../src/loader/options.ts";

function rgb(css: string): readonly [number, number, number] {
  const [red = 0, green = 0, blue = 0] = css.match(/\d+/gu)?.map(Number) ?? [];
  return css.startsWith("#") ? (parse(css) ?? [0, 0, 0]) : [red, green, blue];
}

test("words can be read on and in any accent a website asks for", () => {
  for (const color of ["#2f4bd8", "#ffcc00", "#777777", "#ff6600", "#000", "#ffffff", "#19a974", "#e6e6fa"]) {
    const accent = accentFrom(color, "#000000");

    assert.ok(contrast(rgb(accent.fill), rgb(accent.on)) >= 4.5, `${color}: on the accent`);
    assert.ok(contrast(rgb(accent.onLight), [239, 241, 245]) >= 4.5, `${color}: by day`);
    assert.ok(contrast(rgb(accent.onDark), [42, 47, 56]) >= 4.5, `${color}: by night`);
  }
});

test("an accent that is no colour falls back", () => {
  assert.deepEqual(accentFrom("url(x)", "#2f4bd8"), accentFrom("#2f4bd8", "#2f4bd8"));
});

test("the server is where the script came from, unless the page says otherwise", () => {
  const src = "https://chat.example.org/widget/widget.js";

  assert.equal(optionsFrom({ src, dataset: {} }, "en").server, "https://chat.example.org/webhooks/web");
  assert.equal(
    optionsFrom({ src, dataset: { server: "https://other.example.org/" } }, "en").server,
    "https://other.example.org/webhooks/web",
  );
});

test("attributes are read, and the page's language and nonce fill in", () => {
  const dataset = {
    suggestions: "One? | Two?|",
    position: "left",
    start: "open",
    tokenUrl: "/support-token",
  };

  const options = optionsFrom({ src: "https://a.example/w.js", nonce: "n1", dataset }, "de-AT");

  assert.deepEqual(options.suggestions, ["One?", "Two?"]);
  assert.equal(options.position, "left");
  assert.equal(options.startOpen, true);
  assert.equal(options.locale, "de-AT");
  assert.equal(options.nonce, "n1");
  assert.equal(options.tokenUrl, "/support-token");
});
