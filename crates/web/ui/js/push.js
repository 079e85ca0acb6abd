// Messages in the browser: asks for permission only after the button was pressed, hands the address the
// browser's maker gives to the town, and takes it back when it is ended. Where the browser cannot, the
// page stays as it is.
"use strict";
(() => {
  const form = document.querySelector("[data-rh-push]");
  if (!form || !navigator.serviceWorker || !window.PushManager || !window.Notification) return;
  const { rhPush: key, rhWorker: worker, rhScope: scope, rhCsrf: token, rhChosen: chosen, rhBegin: begin, rhEnd: end } = form.dataset;
  const words = JSON.parse(form.dataset.rhWords);
  const status = form.querySelector("[role=status]");
  const [on, off] = form.querySelectorAll("button");
  const boxes = [...form.querySelectorAll("[name=thema]")];

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const said = (text) => { status.textContent = text; };
  async function send(url, body) {
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": token };
    const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    const json = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(json.error || words.failed);
    return json;
  }
  async function current() {
    const there = await navigator.serviceWorker.getRegistration(scope);
    return there && there.pushManager.getSubscription();
  }
  /** Shows whether this browser gets messages. */
  function show(topics) {
    if (topics) boxes.forEach((box) => { box.checked = topics.includes(box.value); });
    if (topics) on.after(off); else off.remove();
    (on.querySelector(".kern-label") || on).textContent = topics ? words.save : words.begin;
  }
  // The one address of a script these pages load by themselves.
  const policy = window.trustedTypes &&
    window.trustedTypes.createPolicy("rathaus-push", { createScriptURL: (url) => (url === worker ? url : null) });
  const allowed = (url) => (policy ? policy.createScriptURL(url) : url);

  /** The address of this browser for the key of the town; one for an older key is of no use. */
  async function address() {
    await navigator.serviceWorker.register(allowed(worker), { scope });
    const ready = await navigator.serviceWorker.getRegistration(scope);
    const active = ready.active || await new Promise((done) => {
      const coming = ready.installing || ready.waiting;
      coming.addEventListener("statechange", () => { if (coming.state === "activated") done(coming); });
    });
    if (!active) throw new Error(words.failed);
    const options = { userVisibleOnly: true, applicationServerKey: bytes(key) };
    return ready.pushManager.subscribe(options).catch(async () => {
      const old = await ready.pushManager.getSubscription();
      if (old) await old.unsubscribe();
      return ready.pushManager.subscribe(options);
    });
  }
  async function start() {
    const topics = boxes.filter((box) => box.checked).map((box) => box.value);
    if (!topics.length) { said(words.none); boxes[0].focus(); return; }
    if (await Notification.requestPermission() !== "granted") { said(words.denied); return; }
    const found = await address();
    const kept = await send(begin, { subscription: found.toJSON(), topics });
    show(kept.topics);
    said(words.on);
  }
  async function stop() {
    const found = await current();
    if (found) {
      await send(end, { endpoint: found.endpoint });
      await found.unsubscribe();
    }
    show(null);
    said(words.off);
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said("");
    on.disabled = off.disabled = true;
    try {
      await (event.submitter === off ? stop() : start());
    } catch (error) {
      said(error.constructor === Error ? error.message : words.failed);
    }
    on.disabled = off.disabled = false;
  });

  show(null);
  form.hidden = false;
  const without = document.querySelector("[data-rh-push-without]");
  if (without) without.hidden = true;
  current().then(async (found) => {
    if (found) show((await send(chosen, { endpoint: found.endpoint })).topics);
  }).catch(() => {});
})();
