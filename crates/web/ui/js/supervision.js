// Supervision outdoors: what an inspector enters is kept on the device first and sent as soon as there
// is a network. Nothing leaves the device's store before the town has said that it has it; what
// arrives twice is one, because every entry carries a number of its own. Without this script the
// forms are sent like any other.
"use strict";
(() => {
  const box = document.querySelector("[data-rh-outdoors]");
  if (!box || !window.indexedDB) return;
  const { rhAccount: account, rhState: state, rhWorker: worker, rhScope: scope } = box.dataset;
  const words = JSON.parse(box.dataset.rhWords);
  const list = box.querySelector("ul");
  const status = box.querySelector("[role=status]");
  const PAGES = "rathaus-aufsicht-seiten";

  const open = () => new Promise((done, failed) => {
    const ask = indexedDB.open("rathaus-aufsicht", 1);
    ask.onupgradeneeded = () => ask.result.createObjectStore("wartend", { keyPath: "id" });
    ask.onsuccess = () => done(ask.result);
    ask.onerror = () => failed(ask.error);
  });
  /** One act on the store; done when the disk has it. */
  async function kept(mode, act) {
    const db = await open();
    return new Promise((done, failed) => {
      const turn = db.transaction("wartend", mode, { durability: "strict" });
      const ask = act(turn.objectStore("wartend"));
      turn.oncomplete = () => { db.close(); done(ask.result); };
      turn.onerror = turn.onabort = () => { db.close(); failed(turn.error); };
    });
  }
  const waiting = () => kept("readonly", (store) => store.getAll());
  const put = (entry) => kept("readwrite", (store) => store.put(entry));
  const drop = (id) => kept("readwrite", (store) => store.delete(id));

  /** A number nobody else has. */
  function number() {
    const b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64;
    b[8] = (b[8] & 63) | 128;
    const hex = [...b].map((one) => one.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }
  async function digest(bytes) {
    if (!crypto.subtle) return "";
    const all = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return [...all].map((one) => one.toString(16).padStart(2, "0")).join("");
  }

  const time = (text) => new Date(text).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  const said = (text) => { status.textContent = text; };
  function button(label, act) {
    const one = document.createElement("button");
    one.type = "button";
    one.className = "rh-link-button";
    one.textContent = label;
    one.addEventListener("click", act);
    return one;
  }
  /** What waits on this device. */
  async function show() {
    const all = await waiting();
    const own = all.filter((entry) => entry.account === account);
    const foreign = all.length - own.length;
    list.replaceChildren(...own.map((entry) => {
      const item = document.createElement("li");
      item.textContent = `${entry.label}, ${time(entry.at)}: ${entry.refused || words.waits} `;
      if (entry.refused) {
        item.append(
          button(words.again, async () => { await put({ ...entry, refused: "" }); await send(); }), " · ",
          button(words.drop, async () => { if (confirm(words.sure)) { await drop(entry.id); await show(); } }),
        );
      }
      return item;
    }));
    if (foreign) {
      const item = document.createElement("li");
      item.textContent = words.foreign.replace("{n}", foreign);
      list.append(item);
    }
    box.dataset.rhWaiting = String(own.length);
    box.hidden = false;
  }

  async function hand(entry, token) {
    const body = new FormData();
    body.set("csrf", token);
    for (const [name, value] of entry.fields) body.append(name, value);
    for (const file of entry.files) body.append(file.field, new Blob([file.bytes], { type: file.type }), file.name);
    return fetch(entry.action, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
  }
  let sending = false;
  /** Sends what waits, one after the other, in the order it was entered. */
  async function send() {
    if (sending) return;
    sending = true;
    try {
      const all = (await waiting()).filter((entry) => entry.account === account && !entry.refused);
      all.sort((a, b) => a.at.localeCompare(b.at));
      if (!all.length) return;
      const asked = await fetch(state, { headers: { Accept: "application/json" }, redirect: "manual" });
      if (!asked.ok) { said(asked.status >= 500 ? words.later : words.signIn); return; }
      const now = await asked.json();
      if (now.account !== account) { said(words.signIn); return; }
      let done = 0;
      for (const entry of all) {
        const answer = await hand(entry, now.token);
        if (answer.ok) {
          const got = await answer.json();
          if (got.id !== entry.id) throw new Error("another number");
          await drop(entry.id);
          done += 1;
          said(words.sent.replace("{n}", done).replace("{m}", all.length));
        } else if (answer.status === 422 || answer.status === 409 || answer.status === 400 || answer.status === 404 || answer.status === 413) {
          const why = await answer.json().catch(() => ({}));
          await put({ ...entry, refused: why.detail || words.refused });
        } else {
          said(answer.status === 401 || answer.status === 403 ? words.signIn : words.later);
          break;
        }
      }
    } catch {
      said(words.offline);
    } finally {
      sending = false;
      await show();
    }
  }

  /** Keeps what a form holds, with its files and what they are worth. */
  async function keep(form, mark) {
    const data = [...new FormData(form)].filter(([name]) => name !== "csrf");
    const fields = data.filter(([, value]) => typeof value === "string");
    const files = [];
    for (const [field, file] of data.filter(([, value]) => typeof value !== "string" && value.size)) {
      const bytes = await file.arrayBuffer();
      files.push({ field, name: file.name, type: file.type, bytes });
      fields.push([`sha-${field}`, await digest(bytes)]);
    }
    const at = new Date().toISOString();
    fields.push(["geraet_zeit", at]);
    const id = form.elements.nummer.value;
    await put({ id, account, action: form.action, label: mark.dataset.rhQueue, at, fields, files, refused: "" });
  }
  document.querySelectorAll("[data-rh-queue]").forEach((mark) => {
    const form = mark.closest("form");
    const need = mark.dataset.rhNeed;
    const button = form.querySelector("button[type=submit]");
    form.elements.nummer.value = number();
    let busy = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopPropagation();
      if (busy) return;
      if (need && !new FormData(form).get(need)) {
        said(words.need);
        const first = form.querySelector(`[name="${need}"]`);
        first.focus();
        return;
      }
      busy = true;
      try {
        await keep(form, mark);
        form.reset();
        form.elements.nummer.value = number();
        said(words.saved);
        box.scrollIntoView({ block: "start" });
        await show();
      } catch {
        said(words.full);
        return;
      } finally {
        busy = false;
        button.removeAttribute("aria-busy");
      }
      await send();
    });
  });

  // Where the device is, from the beginning: whoever stands at a trench does not press for that.
  document.querySelectorAll("[data-rh-here]").forEach((place) => {
    const form = place.closest("form");
    const text = place.querySelector("p");
    if (!navigator.geolocation) return;
    navigator.geolocation.watchPosition((found) => {
      const { latitude, longitude, accuracy } = found.coords;
      form.elements.lat.value = latitude.toFixed(7);
      form.elements.lon.value = longitude.toFixed(7);
      form.elements.genauigkeit.value = Math.round(accuracy);
      text.textContent = place.dataset.rhDone.replace("{m}", Math.round(accuracy));
    }, () => { text.textContent = place.dataset.rhFailed; }, { enableHighAccuracy: true, maximumAge: 20000, timeout: 30000 });
  });

  // A signature by finger or mouse: its strokes stand as a path in a hidden field.
  document.querySelectorAll("[data-rh-sign]").forEach((place) => {
    const view = place.querySelector("canvas");
    const field = place.querySelector("input");
    const pen = view.getContext("2d");
    let path = "";
    let drawing = false;
    place.hidden = false;
    pen.lineWidth = 2.5;
    pen.lineCap = "round";
    const spot = (event) => {
      const edge = view.getBoundingClientRect();
      return [event.clientX - edge.left, event.clientY - edge.top].map((value, n) => Math.round((value * (n ? view.height : view.width)) / (n ? edge.height : edge.width)));
    };
    view.addEventListener("pointerdown", (event) => {
      const [x, y] = spot(event);
      drawing = true;
      view.setPointerCapture(event.pointerId);
      pen.beginPath();
      pen.moveTo(x, y);
      path += `M${x} ${y}`;
      event.preventDefault();
    });
    view.addEventListener("pointermove", (event) => {
      if (!drawing) return;
      const [x, y] = spot(event);
      pen.lineTo(x, y);
      pen.stroke();
      path += `L${x} ${y}`;
      field.value = path;
    });
    for (const end of ["pointerup", "pointercancel"]) view.addEventListener(end, () => { drawing = false; });
    place.querySelector("button").addEventListener("click", () => {
      path = "";
      field.value = "";
      pen.clearRect(0, 0, view.width, view.height);
    });
  });

  /** The pages of today stay on the device, for where there is no network. */
  async function take() {
    if (!("serviceWorker" in navigator) || !window.caches) return;
    const policy = window.trustedTypes
      ? window.trustedTypes.createPolicy("rathaus-aufsicht", { createScriptURL: (url) => (url === worker ? url : null) })
      : { createScriptURL: (url) => url };
    await navigator.serviceWorker.register(policy.createScriptURL(worker), { scope });
    await navigator.serviceWorker.ready;
    const pages = JSON.parse(box.dataset.rhPages || "[]");
    const cache = await caches.open(PAGES);
    let taken = 0;
    for (const url of [location.pathname, ...pages]) {
      const answer = await fetch(url, { headers: { Accept: "text/html" }, redirect: "manual" }).catch(() => null);
      if (!answer || !answer.ok) continue;
      await cache.put(url, answer);
      taken += 1;
    }
    box.dataset.rhTaken = String(taken);
    if (pages.length && taken > pages.length && !status.textContent) said(words.ready.replace("{n}", pages.length));
  }

  addEventListener("online", send);
  setInterval(() => { if (!document.hidden) send(); }, 30_000);
  show().then(send).then(take).catch(() => {});
})();
