// Keeps the lists fresh while a page is open: [data-refresh] is replaced, [data-append] grows.
"use strict";

async function piece(address) {
  const response = await fetch(address, { headers: { Accept: "text/html" } });
  if (response.redirected) location.assign("/sign-in");
  return response.ok ? response.text() : "";
}

async function refresh(element) {
  if (element.contains(document.activeElement)) return;
  const fresh = await piece(element.dataset.refresh);
  if (fresh && fresh.trim() !== element.dataset.shown) {
    element.innerHTML = fresh;
    element.dataset.shown = fresh.trim();
  }
}

async function append(list) {
  const last = list.lastElementChild?.dataset.number ?? "0";
  const fresh = await piece(`${list.dataset.append}?after=${last}`);
  if (!fresh.trim()) return;
  list.insertAdjacentHTML("beforeend", fresh);
  toEnd(list);
}

function toEnd(list) {
  list.parentElement.scrollTop = list.parentElement.scrollHeight;
}

function repeat(element, action) {
  const step = async () => {
    if (!document.hidden) await action(element).catch(() => undefined);
    setTimeout(step, 1000 * Number(element.dataset.every));
  };
  setTimeout(step, 1000 * Number(element.dataset.every));
}

for (const element of document.querySelectorAll("[data-refresh]")) repeat(element, refresh);
for (const list of document.querySelectorAll("[data-append]")) {
  toEnd(list);
  repeat(list, append);
}
document.querySelector("#text")?.focus();
