// The map of the town, and the map on which a route is drawn. What the first shows stands in the
// lists too; what the second draws stands in a field of its form.
import { Map, setWorkerUrl } from "maplibre-gl";
import { draw } from "./draw.mjs";

const root = document.querySelector("[data-rh-map]");
const board = document.querySelector("[data-rh-draw]");

/** The map's own worker is the only script that may be loaded by name, and nothing is written as HTML. */
function trust(worker) {
  if (!window.trustedTypes) return;
  const allowed = new URL(worker, location.href).href;
  window.trustedTypes.createPolicy("default", {
    createScriptURL: (url) => (new URL(url, location.href).href === allowed ? url : null),
  });
}

async function styleOf(url) {
  const style = await (await fetch(url)).json();
  for (const source of Object.values(style.sources)) {
    source.tiles = source.tiles.map((tile) => location.origin + tile);
  }
  return style;
}

const numbers = (text) => (text ? text.split(",").map(Number) : null);

/** What people can read of features: a list with links, each feature once. */
function tell(features, found) {
  const seen = new Set();
  const list = document.createElement("ul");
  for (const feature of features) {
    const { id, title, url } = feature.properties;
    const key = `${feature.sourceLayer}/${id}`;
    if (!title || seen.has(key) || seen.size >= 12) continue;
    seen.add(key);
    const item = document.createElement("li");
    const line = document.createElement(url ? "a" : "span");
    if (url) line.href = (document.documentElement.lang === "en" ? "/en" : "") + url;
    line.textContent = title;
    item.append(line, ` – ${feature.layer.metadata.title}`);
    list.append(item);
  }
  const head = document.createElement("h3");
  head.textContent = found.dataset.rhHere;
  const none = document.createElement("p");
  none.textContent = found.dataset.rhNone;
  found.replaceChildren(head, seen.size ? list : none);
}

/** What lies around a place of the screen, on the layers above the base map. */
function around(map, point) {
  const reach = 8;
  const box = [[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]];
  return map.queryRenderedFeatures(box).filter((feature) => feature.layer.metadata && feature.layer.metadata.layer);
}

function addOutside(map, box) {
  box.addEventListener("change", () => {
    if (!map.getSource("outside")) {
      map.addSource("outside", { type: "raster", tiles: [box.dataset.rhOutside], tileSize: 256 });
      const first = map.getStyle().layers.find((layer) => layer.type !== "background").id;
      map.addLayer({ id: "outside", type: "raster", source: "outside" }, first);
    }
    map.setLayoutProperty("outside", "visibility", box.checked ? "visible" : "none");
    for (const id of ["areas", "waters", "rivers"]) map.setLayoutProperty(id, "visibility", box.checked ? "none" : "visible");
  });
}

/** Looks now and then whether something changed, and asks for the tiles again. */
function watch(map, url) {
  let known = null;
  setInterval(async () => {
    if (document.hidden) return;
    const answer = await fetch(url).then((one) => one.json(), () => null);
    if (!answer) return;
    if (known !== null && answer.stand !== known) {
      for (const source of Object.keys(map.getStyle().sources)) {
        if (map.getSource(source).type === "vector") map.refreshTiles(source);
      }
    }
    known = answer.stand;
  }, 10_000);
}

const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

/** A map in a component, with its buttons. `change` may add to the style; `begin` says where it opens. */
async function open(box, url, begin, change = () => {}) {
  trust(box.dataset.rhWorker);
  setWorkerUrl(box.dataset.rhWorker);
  const [style, canvas] = [await styleOf(url), box.querySelector("[data-rh-canvas]")];
  change(style);
  box.hidden = false;
  const map = new Map({
    container: canvas, style, ...begin, attributionControl: false, dragRotate: false, pitchWithRotate: false,
    touchPitch: false, maxPitch: 0, maxZoom: 19.5, minZoom: 8, fadeDuration: calm ? 0 : 200,
    locale: { "Map.Title": canvas.dataset.rhLabel },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.getCanvas().setAttribute("aria-describedby", box.querySelector("[data-rh-help]").id);
  const bounds = boundsOf(box);
  box.querySelectorAll("[data-rh-zoom]").forEach((button) => button.addEventListener("click", () => {
    map.zoomTo(map.getZoom() + Number(button.dataset.rhZoom), { animate: !calm });
  }));
  box.querySelector("[data-rh-home]").addEventListener("click", () => map.fitBounds(bounds, { padding: 24, animate: !calm }));
  map.on("idle", () => { box.dataset.rhReady = String(map.queryRenderedFeatures().length); });
  return map;
}

const boundsOf = (box) => {
  const extent = numbers(box.dataset.rhExtent);
  return [[extent[0], extent[1]], [extent[2], extent[3]]];
};

async function start() {
  const found = root.querySelector("[data-rh-found]");
  const point = numbers(root.dataset.rhPoint);
  const begin = point ? { center: point, zoom: 16.5 } : { bounds: boundsOf(root), fitBoundsOptions: { padding: 24 } };
  const map = await open(root, root.dataset.rhMap, begin, (style) => {
    if (!point) return;
    style.sources.point = { type: "geojson", data: { type: "Point", coordinates: point } };
    style.layers.push({ id: "point", type: "circle", source: "point", paint: { "circle-radius": 12, "circle-color": "#b3261e", "circle-opacity": 0.35, "circle-stroke-color": "#b3261e", "circle-stroke-width": 3 } });
  });
  const view = map.getCanvas();
  root.querySelectorAll("[data-rh-layer]").forEach((box) => box.addEventListener("change", () => {
    for (const layer of map.getStyle().layers) {
      if (layer.metadata && layer.metadata.layer === box.dataset.rhLayer) {
        map.setLayoutProperty(layer.id, "visibility", box.checked ? "visible" : "none");
      }
    }
  }));
  const outside = root.querySelector("[data-rh-outside]");
  if (outside) map.on("load", () => addOutside(map, outside));
  map.on("click", (event) => tell(around(map, event.point), found));
  view.addEventListener("keydown", (event) => {
    if (event.key === "Enter") tell(around(map, map.project(map.getCenter())), found);
  });
  watch(map, root.dataset.rhState);
}

// A device that cannot draw keeps the lists.
if (root) start().catch(() => { root.hidden = true; });
if (board) draw(board, (begin, change) => open(board, board.dataset.rhDraw, begin, change), boundsOf(board)).catch(() => { board.hidden = true; });
