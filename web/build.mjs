// Builds dist/: the chat under a name with its hash, then the launcher that knows this name.
import { createHash } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const LOADER_LIMIT = 10_000; // bytes, gzipped, before the first click

const common = {
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022", "safari16.4"],
  write: false,
  legalComments: "eof",
  loader: { ".css": "text" },
  define: { "process.env.NODE_ENV": '"production"', "process.env.node_env": '"production"' },
};

/** CSS is kept as text, so esbuild's CSS minifier has to be asked first. */
const cssAsText = {
  name: "css-as-text",
  setup(plugins) {
    plugins.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const result = await build({ entryPoints: [path], minify: true, write: false, target: common.target });
      return { contents: result.outputFiles[0].text.trim(), loader: "text" };
    });
  },
};

/** Every library's Emotion goes through src/chat/emotion.ts, which adds the page's nonce. */
const nonceForEmotion = {
  name: "nonce-for-emotion",
  setup(plugins) {
    const own = resolve("src/chat/emotion.ts");
    plugins.onResolve({ filter: /^@emotion\/css\/create-instance$/ }, ({ importer }) =>
      importer === own ? undefined : { path: own },
    );
  },
};

async function bundle(entry, define = {}) {
  const result = await build({
    ...common,
    plugins: [cssAsText, nonceForEmotion],
    entryPoints: [entry],
    define: { ...common.define, ...define },
  });
  return result.outputFiles[0].contents;
}

const chat = await bundle("src/chat/main.tsx");
const hash = createHash("sha256").update(chat).digest("hex").slice(0, 12);
const chatFile = `chat-${hash}.js`;
const loader = await bundle("src/loader/main.ts", { CHAT_FILE: JSON.stringify(chatFile) });

const size = gzipSync(loader, { level: 9 }).length;
if (size > LOADER_LIMIT) throw new Error(`widget.js is ${size} bytes gzipped, more than ${LOADER_LIMIT}`);

await rm("dist", { recursive: true, force: true });
await mkdir("dist");
await writeFile("dist/widget.js", loader);
await writeFile(`dist/${chatFile}`, chat);
await writeFile("dist/manifest.json", `${JSON.stringify({ loader: "widget.js", chat: chatFile })}\n`);
const chatSize = gzipSync(chat, { level: 9 }).length;
console.log(`widget.js ${size} bytes gzipped, ${chatFile} ${Math.round(chatSize / 1000)} kB gzipped`);
