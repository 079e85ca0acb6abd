// What a form makes, drawn anew by the server while somebody types: previews that count as channels
// count. Nothing is kept by it; without a script a button saves and shows the same.
"use strict";
(() => {
  const form = document.querySelector("form[data-rh-live]");
  if (!form) return;
  let timer;
  let asked;
  const draw = () => {
    if (asked) asked.abort();
    asked = new XMLHttpRequest();
    asked.open("POST", form.dataset.rhLive);
    // The browser reads the answer as a page: no text becomes markup by our hands.
    asked.responseType = "document";
    asked.addEventListener("load", (event) => {
      const answer = event.target;
      if (answer.status !== 200 || !answer.response) return;
      answer.response.querySelectorAll("[data-rh-live-part]").forEach((part) => {
        const shown = document.getElementById(part.id);
        if (shown && shown.innerHTML !== part.innerHTML) shown.replaceChildren(...part.childNodes);
      });
    });
    asked.send(new URLSearchParams(new FormData(form)));
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(draw, 400);
  });
})();
