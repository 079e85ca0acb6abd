// Shows what the town sends and opens its page. It keeps nothing and touches no page; `DOORS` is put
// before it by the house.
"use strict";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  let told = {};
  try { told = event.data.json(); } catch { /* what cannot be read is shown as it is: browsers demand it */ }
  const { title, body, tag, lang, url } = told;
  event.waitUntil(self.registration.showNotification(title || location.host, { body: body || "", tag, lang, data: url || "/" }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data, location.origin);
  // Our own pages only, whatever the message says.
  if (url.origin === location.origin) event.waitUntil(self.clients.openWindow(url.href));
});

// The browser's maker changed the address: the town learns the new one, and keeps what was chosen.
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil((async () => {
  const old = event.oldSubscription;
  const { key, token } = await (await fetch(DOORS.state)).json();
  const raw = Uint8Array.from(atob(key.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const fresh = event.newSubscription ||
    await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: raw });
  if (!old) return;
  await fetch(DOORS.begin, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": token },
    body: JSON.stringify({ subscription: fresh.toJSON(), endpoint: old.endpoint }),
  });
})()));
