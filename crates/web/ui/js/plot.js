// Reads the values of a plot by pointer and by keys, and changes the period without loading the
// page anew. The page says the same without: a sentence and a table beside each plot.
"use strict";
(() => {
  const svgNs = "http://www.w3.org/2000/svg";
  const part = (name, className) => {
    const element = document.createElementNS(svgNs, name);
    element.setAttribute("class", className);
    return element;
  };

  // A slider below the plot: arrow keys go from value to value, screen readers say it; the pointer
  // over the drawing moves the same slider.
  const enrich = (figure) => {
    const points = figure.dataset.rhPlot.trim().split("\n").map((line) => {
      const [x, y, ...words] = line.split(" ");
      return { x: Number(x), y: Number(y), words: words.join(" ") };
    });
    const svg = figure.querySelector("svg");
    if (points.length < 2 || !svg) return;
    const [rule, dot] = [part("line", "rh-plot__rule"), part("circle", "rh-plot__dot")];
    dot.setAttribute("r", 5);
    rule.setAttribute("y1", 0);
    rule.setAttribute("y2", 208);
    svg.append(rule, dot);
    const label = document.createElement("label");
    label.className = "rh-plot__read";
    const name = document.createElement("span");
    name.textContent = figure.dataset.rhRead;
    const value = document.createElement("output");
    const slider = document.createElement("input");
    Object.assign(slider, { type: "range", min: 0, max: points.length - 1, step: 1, value: points.length - 1 });
    label.append(name, slider, value);
    figure.insertBefore(label, figure.querySelector("figcaption"));
    const show = () => {
      const { x, y, words } = points[slider.value];
      for (const [element, names] of [[rule, ["x1", "x2"]], [dot, ["cx"]]]) {
        names.forEach((one) => element.setAttribute(one, `${x}%`));
      }
      dot.setAttribute("cy", y);
      value.textContent = words;
      slider.setAttribute("aria-valuetext", words);
    };
    slider.addEventListener("input", show);
    const follow = (event) => {
      const box = svg.getBoundingClientRect();
      const at = ((event.clientX - box.left) / box.width) * 100;
      let best = 0;
      points.forEach((point, index) => { if (Math.abs(point.x - at) < Math.abs(points[best].x - at)) best = index; });
      slider.value = best;
      show();
    };
    svg.addEventListener("pointermove", follow);
    svg.addEventListener("pointerdown", follow);
    show();
  };
  const enrichAll = () => document.querySelectorAll("[data-rh-plot]").forEach(enrich);

  // Another period: only the part of the page with the plots changes, and the address.
  const load = (url, isNew) => {
    const place = document.querySelector("[data-rh-swap]");
    place.setAttribute("aria-busy", "true");
    const asker = new XMLHttpRequest();
    asker.open("GET", url);
    asker.responseType = "document";
    asker.addEventListener("error", () => location.assign(url));
    asker.addEventListener("load", () => {
      const fresh = asker.response && asker.response.querySelector("[data-rh-swap]");
      if (asker.status !== 200 || !fresh) { location.assign(url); return; }
      place.replaceWith(document.adoptNode(fresh));
      if (isNew) history.pushState(null, "", url);
      enrichAll();
      const current = document.querySelector("[data-rh-swap] nav [aria-current]");
      if (current && isNew) current.focus();
    });
    asker.send();
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-rh-swap] nav a");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    load(link.href, true);
  });
  addEventListener("popstate", () => { if (document.querySelector("[data-rh-swap]")) load(location.href, false); });
  enrichAll();
})();
