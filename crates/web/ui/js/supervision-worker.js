// Shows the pages of the supervision that were taken along where there is no network. It keeps pages
// of /aufsicht and the files of the look, nothing else; `KEEP` is put before it by the house.
"use strict";
const PAGES = "rathaus-aufsicht-seiten";
const FILES = "rathaus-aufsicht-dateien";
/** After this long a network counts as none, in milliseconds. */
const PATIENCE = 8_000;

self.addEventListener("install", (event) => event.waitUntil((async () => {
  const files = await caches.open(FILES);
  await Promise.all(KEEP.map((url) => files.add(url).catch(() => {})));
  await self.skipWaiting();
})()));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  const files = await caches.open(FILES);
  for (const request of await files.keys()) {
    if (!KEEP.includes(name(new URL(request.url)))) await files.delete(request);
  }
  await self.clients.claim();
})()));

const name = (url) => url.pathname + url.search;
const late = () => new Promise((_, failed) => { setTimeout(failed, PATIENCE, new Error("late")); });

async function page(request) {
  const pages = await caches.open(PAGES);
  const key = new URL(request.url).pathname;
  try {
    const answer = await Promise.race([fetch(request), late()]);
    if (answer.status === 200) await pages.put(key, answer.clone());
    // Whoever is signed out does not read on from the device.
    if (answer.status === 401 || answer.status === 403) await caches.delete(PAGES);
    return answer;
  } catch {
    const root = new URL(self.registration.scope).pathname;
    return (await pages.match(key)) || (await pages.match(root)) || Response.error();
  }
}

async function file(request) {
  const files = await caches.open(FILES);
  return (await files.match(request)) || fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (KEEP.includes(name(url))) event.respondWith(file(request));
});
