// Shows a stand-in's conversation and its calls, and lets a person write and press.
"use strict";

const EVERY = 700; // milliseconds between looks
const messages = document.querySelector("#messages");
const calls = document.querySelector("#calls");
const places = [...document.querySelectorAll("[data-place]")];
let place = places[0];
let seen = { messages: "", calls: "" };

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function post(path, body) {
  return fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

function button(given, message) {
  if (given.url) return element("a", { href: given.url, target: "_blank", rel: "noopener", textContent: given.title });
  const made = element("button", { type: "button", textContent: given.title });
  made.addEventListener("click", async () => {
    await post(`chat/${place.dataset.place}/presses`, { message, value: given.value });
    await look();
  });
  return made;
}

const MARK = /<([^<>|]+)(?:\|([^<>]*))?>|\*([^*\n]+)\*/g;

function unescaped(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function marked(text) {
  const shown = [];
  let end = 0;
  for (const match of text.matchAll(MARK)) {
    shown.push(unescaped(text.slice(end, match.index)));
    const [all, target, label, bold] = match;
    if (bold) shown.push(element("strong", {}, ...marked(bold)));
    else if (/^https?:/.test(target)) {
      const link = { href: unescaped(target), target: "_blank", rel: "noopener" };
      shown.push(element("a", { ...link, textContent: unescaped(label || target) }));
    } else shown.push(label || target);
    end = match.index + all.length;
  }
  return [...shown, unescaped(text.slice(end))];
}

function words(part) {
  return part.mrkdwn ? marked(part.text) : [part.text];
}

function title(part) {
  if (!part.url) return element("strong", { textContent: part.title });
  return element("a", { href: part.url, target: "_blank", rel: "noopener", textContent: part.title || part.url });
}

function shownPart(part, message) {
  const buttons = part.buttons.map((one) => button(one, message));
  const row = buttons.length ? [element("div", { className: "buttons" }, ...buttons)] : [];
  if (part.kind === "buttons") return element("div", {}, ...row);
  if (part.kind !== "card") return element("p", { className: part.kind }, ...words(part));
  const image = part.image ? [element("img", { src: part.image, alt: "" })] : [];
  const text = part.text ? [element("p", {}, ...words(part))] : [];
  const heading = part.title || part.url ? [title(part)] : [];
  return element("div", { className: "card" }, ...image, ...heading, ...text, ...row);
}

function shownMessage(message) {
  const parts = message.parts.map((part) => shownPart(part, message.id));
  return element("li", { className: message.who }, ...parts);
}

function shownCall(call) {
  const arrow = call.way === "in" ? "to the chatbot ·" : "from the chatbot ·";
  const summary = element("summary", {
    className: call.status >= 400 || call.answer?.ok === false ? "failed" : "",
    textContent: `${arrow} ${call.name} · ${call.status || "no answer"}`,
  });
  const sent = element("pre", { textContent: JSON.stringify(call.sent, null, 2) });
  const answer = element("pre", { textContent: JSON.stringify(call.answer, null, 2) });
  return element("details", {}, summary, sent, "Answer", answer);
}

function fill(list, name, items, show) {
  const now = JSON.stringify(items);
  if (now === seen[name]) return;
  seen[name] = now;
  const open = new Set([...list.children].flatMap((item, index) => (item.querySelector?.("[open]") ? [index] : [])));
  list.replaceChildren(...items.map(show));
  open.forEach((index) => list.children[index]?.querySelector("details")?.setAttribute("open", ""));
  list.scrollTop = list.scrollHeight;
}

async function look() {
  const response = await fetch(`chat/${place.dataset.place}`);
  if (!response.ok) return;
  const shown = await response.json();
  fill(messages, "messages", shown.messages, shownMessage);
  fill(calls, "calls", shown.calls, (call) => element("li", {}, shownCall(call)));
  document.querySelector("#status").textContent = shown.status;
}

function choose(chosen) {
  place = chosen;
  places.forEach((one) => one.setAttribute("aria-pressed", String(one === chosen)));
  document.querySelector("#hint").textContent = chosen.dataset.hint;
  look().catch(() => undefined);
}

async function send(event) {
  event.preventDefault();
  const text = document.querySelector("#text");
  if (!text.value.trim()) return;
  const said = text.value;
  text.value = "";
  await post(`chat/${place.dataset.place}/messages`, { text: said });
  await look();
}

document.querySelector("#write").addEventListener("submit", send);
document.querySelector("#text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) document.querySelector("#write").requestSubmit();
  if (event.key === "Enter" && !event.shiftKey) event.preventDefault();
});
document.querySelector("#failure")?.addEventListener("change", async (event) => {
  if (event.target.value) await post("failures", { name: event.target.value });
  event.target.value = "";
});
places.forEach((one) => one.addEventListener("click", () => choose(one)));
choose(place);
setInterval(() => !document.hidden && look().catch(() => undefined), EVERY);
document.querySelector("#text").focus();
