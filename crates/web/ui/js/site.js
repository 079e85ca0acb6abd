// Small improvements; every page works without them.
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // The summary of errors gets the focus; its links lead into the field.
  const summary = document.querySelector("[data-rh-focus]");
  if (summary) {
    summary.focus();
    summary.addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='#']");
      const field = link && document.getElementById(link.hash.slice(1));
      if (!field) return;
      event.preventDefault();
      const place = field.closest("fieldset, .kern-form-input") || field;
      place.scrollIntoView({ block: "start" });
      field.focus({ preventScroll: true });
    });
  }

  // Older browsers forget what the parts of a table are once rows become cards. In the markup the
  // same roles would be errors: elements have them already.
  const roles = { table: "table", thead: "rowgroup", tbody: "rowgroup", tr: "row", td: "cell" };
  all(".rh-table, .rh-steps").forEach((table) => {
    [table, ...all("thead, tbody, tr, td, th", table)].forEach((part) => {
      const name = part.localName;
      const header = part.scope === "row" ? "rowheader" : "columnheader";
      part.setAttribute("role", name === "th" ? header : roles[name]);
    });
  });

  // A form is sent once, however often the button is pressed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.rhSent) { event.preventDefault(); return; }
    form.dataset.rhSent = "1";
    all("button[type=submit]", form).forEach((button) => button.setAttribute("aria-busy", "true"));
  });
  // Coming back with the browser's button, the form can be sent again.
  addEventListener("pageshow", () => all("form[data-rh-sent]").forEach((form) => {
    delete form.dataset.rhSent;
    all("[aria-busy]", form).forEach((button) => button.removeAttribute("aria-busy"));
  }));

  // Answers not yet sent: a hint at the form, a question before leaving.
  all("form[data-rh-autosave]").forEach((form) => {
    let changed = false;
    const hint = document.createElement("p");
    hint.className = "rh-saved";
    hint.setAttribute("role", "status");
    form.append(hint);
    let timer;
    // Some forms save themselves: soon after the last key, and at once when the page is left.
    const save = async (keepalive) => {
      clearTimeout(timer);
      if (!changed || !form.dataset.rhSave || form.dataset.rhSent) return;
      changed = false;
      const [name, value] = form.dataset.rhSave.split("=");
      const body = new URLSearchParams(new FormData(form));
      body.set(name, value);
      const answer = await fetch(form.action, { method: "POST", body, keepalive, redirect: "manual" }).catch(() => null);
      if (!answer || !answer.ok) { changed = true; hint.textContent = form.dataset.rhUnsaved; return; }
      const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
      if (!changed) hint.textContent = form.dataset.rhSaved.replace("{time}", time);
      document.dispatchEvent(new Event("rh-saved"));
    };
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(true); });
    form.addEventListener("input", () => {
      changed = true;
      hint.textContent = form.dataset.rhAutosave;
      clearTimeout(timer);
      timer = setTimeout(save, 1500, false);
    });
    form.addEventListener("submit", () => { changed = false; clearTimeout(timer); });
    addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  });

  // Files that are too large are refused before they are sent.
  all("input[data-rh-max-bytes]").forEach((input) => input.addEventListener("change", () => {
    const large = [...input.files].some((file) => file.size > Number(input.dataset.rhMaxBytes));
    input.setCustomValidity(large ? input.dataset.rhTooLarge : "");
    if (large) { input.reportValidity(); input.value = ""; input.setCustomValidity(""); }
  }));

  // Sending large files takes its time: how far it is. The answer takes the place of the page.
  all("form[data-rh-progress]").forEach((form) => form.addEventListener("submit", (event) => {
    const files = all("input[type=file]", form).flatMap((input) => [...input.files]);
    if (!files.length || form.dataset.rhSent) return;
    event.preventDefault();
    const [sent, looking, broken] = form.dataset.rhProgress.split("|");
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.setAttribute("aria-label", sent.replace("{percent}", ""));
    const words = document.createElement("p");
    words.setAttribute("role", "status");
    form.append(bar, words);
    const sender = new XMLHttpRequest();
    const action = new URL(form.action).href;
    let said = -1;
    sender.open("POST", action);
    sender.responseType = "document";
    sender.upload.addEventListener("progress", ({ loaded, total }) => {
      const percent = Math.floor((loaded / total) * 100);
      bar.value = percent;
      // Screen readers hear every tenth, not every one.
      if (Math.floor(percent / 10) > said) {
        said = Math.floor(percent / 10);
        words.textContent = sent.replace("{percent}", percent);
      }
    });
    sender.upload.addEventListener("load", () => { bar.removeAttribute("value"); words.textContent = looking; });
    sender.addEventListener("load", () => {
      if (sender.status < 400 && sender.responseURL !== action) { location.assign(sender.responseURL); return; }
      const answer = sender.response && sender.response.querySelector("main");
      if (!answer) { location.reload(); return; }
      document.title = sender.response.title;
      const main = document.adoptNode(answer);
      document.querySelector("main").replaceWith(main);
      scrollTo(0, 0);
      const heading = main.querySelector("[data-rh-focus], h1");
      if (heading) { heading.tabIndex = -1; heading.focus(); }
    });
    sender.addEventListener("error", () => {
      bar.remove();
      words.textContent = broken;
      delete form.dataset.rhSent;
      all("[aria-busy]", form).forEach((button) => button.removeAttribute("aria-busy"));
    });
    sender.send(new FormData(form));
  }));

  // Suggestions while typing: the town's street names and the like.
  all("input[data-rh-suggest]").forEach((input) => {
    const list = document.createElement("datalist");
    list.id = `${input.id}-suggestions`;
    input.after(list);
    input.setAttribute("list", list.id);
    let timer;
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const typed = input.value.trim();
        if (typed.length < 2) return;
        const url = `${input.dataset.rhSuggest}?q=${encodeURIComponent(typed)}`;
        const answer = await fetch(url).then((a) => (a.ok ? a.json() : null)).catch(() => null);
        if (!answer || input.value.trim() !== typed) return;
        list.replaceChildren(...answer.suggestions.map((text) => {
          const option = document.createElement("option");
          option.value = text;
          return option;
        }));
      }, 150);
    });
  });

  // Where the device is, for forms that ask for a place.
  all("[data-rh-locate]").forEach((place) => {
    const form = place.closest("form");
    const status = place.querySelector("[role=status]");
    if (!form || !navigator.geolocation) return;
    place.hidden = false;
    place.querySelector("button").addEventListener("click", () => {
      navigator.geolocation.getCurrentPosition((found) => {
        const { latitude, longitude, accuracy } = found.coords;
        const values = { lat: latitude.toFixed(6), lon: longitude.toFixed(6), genauigkeit: Math.round(accuracy) };
        all("input[type=hidden]", place).forEach((input) => {
          input.disabled = false;
          input.value = values[input.name];
        });
        // The place is known: nothing else has to be typed.
        form.noValidate = true;
        status.textContent = place.dataset.rhDone;
      }, () => { status.textContent = place.dataset.rhFailed; }, { enableHighAccuracy: true, timeout: 15000 });
    });
  });

  // One open entry of the navigation at a time; Escape and a click beside it close it.
  const groups = all(".rh-nav__group, .rh-menu");
  const closeGroups = (keep) => groups.forEach((group) => { if (group !== keep) group.open = false; });
  document.addEventListener("click", (event) => closeGroups(event.target.closest(".rh-nav__group, .rh-menu")));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const open = groups.find((group) => group.open && group.contains(document.activeElement));
      if (open) open.querySelector("summary").focus();
      closeGroups();
    }
    // One key leads to the search of the staff area, except while typing.
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    const target = !typing && !event.ctrlKey && !event.altKey && !event.metaKey &&
      all("[data-rh-key]").find((one) => one.dataset.rhKey === event.key);
    if (target) { event.preventDefault(); target.focus(); }
  });

  // Narrow a table while typing.
  all("[data-rh-filter]").forEach((box) => {
    const rows = all(`#${box.dataset.rhFilter} tbody tr`);
    const input = box.querySelector("input");
    const status = box.querySelector("[role=status]");
    box.hidden = false;
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/);
      const shown = rows.filter((row) => {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        return !row.hidden;
      });
      status.textContent = status.dataset.rhTemplate.replace("{n}", shown.length);
    });
  });

  // Dialogs improve pages that exist as well.
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-rh-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.rhDialog);
    if (dialog) { event.preventDefault(); dialog.showModal(); }
    if (event.target.closest("[data-rh-close]")) event.target.closest("dialog").close();
  });

  // Two minutes before the session ends: a question, and one button to go on.
  const warning = document.getElementById("rh-session");
  const seconds = Number(document.body.dataset.rhSession);
  if (warning && seconds > 0) {
    let timer;
    const arm = (left) => {
      clearTimeout(timer);
      timer = setTimeout(() => warning.showModal(), Math.max(left - 120, 5) * 1000);
    };
    arm(seconds);
    warning.querySelector("[data-rh-keep-session]").addEventListener("click", async () => {
      const body = new URLSearchParams({ [warning.dataset.rhCsrfName]: warning.dataset.rhCsrf || "" });
      const answer = await fetch(warning.dataset.rhKeep, { method: "POST", body }).catch(() => null);
      if (!answer || !answer.ok) { location.reload(); return; }
      warning.close();
      arm(seconds);
    });
  }
})();
