// Drawing a route on the map: points by mouse, finger or keyboard become lines, and the lines stand
// as GeoJSON in a field of the form. Whoever does not draw fills the field or uses another way.

const EARTH = 6_371_000;
const rad = (degrees) => (degrees * Math.PI) / 180;

/** Metres of a line of longitudes and latitudes. */
function length(line) {
  let sum = 0;
  for (let n = 1; n < line.length; n += 1) {
    const [[a, b], [c, d]] = [line[n - 1], line[n]];
    const h = Math.sin(rad(d - b) / 2) ** 2 + Math.cos(rad(b)) * Math.cos(rad(d)) * Math.sin(rad(c - a) / 2) ** 2;
    sum += 2 * EARTH * Math.asin(Math.sqrt(h));
  }
  return sum;
}

/** Lines a field holds already; what is no line in degrees stays to the server. */
function linesIn(text) {
  try {
    const all = JSON.parse(text);
    const shapes = (all.features ?? [all]).map((one) => one.geometry ?? one);
    const lines = shapes.flatMap((one) => (one.type === "MultiLineString" ? one.coordinates : one.type === "LineString" ? [one.coordinates] : []));
    return lines.every((line) => line.every(([x, y]) => Math.abs(x) <= 180 && Math.abs(y) <= 90)) ? lines : null;
  } catch {
    return text.trim() ? null : [];
  }
}

const feature = (coordinates, kind = "LineString") => ({ type: "Feature", properties: {}, geometry: { type: kind, coordinates } });
const collection = (features) => ({ type: "FeatureCollection", features });

/** What the map shows of finished lines and of the one that is being drawn. */
function shown(lines, line) {
  const all = line.length > 1 ? [...lines, line] : lines;
  return collection([...all.map((one) => feature(one)), ...[...lines, line].flat().map((point) => feature(point, "Point"))]);
}

export async function draw(box, open, bounds) {
  const field = document.querySelector(`textarea[name="${box.dataset.rhField}"]`);
  const said = box.querySelector("[data-rh-drawn]");
  const lines = linesIn(field.value);
  // Somebody's own coordinates are not touched.
  if (!lines) return;
  let line = [];
  const known = lines.flat();
  const around = known.length > 1
    ? [[Math.min(...known.map((p) => p[0])), Math.min(...known.map((p) => p[1]))], [Math.max(...known.map((p) => p[0])), Math.max(...known.map((p) => p[1]))]]
    : bounds;
  const map = await open({ bounds: around, fitBoundsOptions: { padding: 48, maxZoom: 17 } }, (style) => {
    style.sources.drawn = { type: "geojson", data: shown(lines, line) };
    style.layers.push(
      { id: "drawn-edge", type: "line", source: "drawn", layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": "#ffffff", "line-width": 8 } },
      { id: "drawn", type: "line", source: "drawn", layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": "#0b4f8a", "line-width": 4.5 } },
      { id: "drawn-points", type: "circle", source: "drawn", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 5, "circle-color": "#ffffff", "circle-stroke-color": "#0b4f8a", "circle-stroke-width": 2.5 } },
    );
  });
  const view = map.getCanvas();

  function tell() {
    const all = line.length > 1 ? [...lines, line] : lines;
    const round = (point) => point.map((value) => Number(value.toFixed(7)));
    field.value = all.length ? JSON.stringify(collection(all.map((one) => feature(one.map(round))))) : "";
    const source = map.getSource("drawn");
    if (source) source.setData(shown(lines, line));
    const metres = Math.round(all.reduce((sum, one) => sum + length(one), 0));
    const words = line.length === 1 ? said.dataset.rhFirst : all.length ? said.dataset.rhSum : said.dataset.rhEmpty;
    said.textContent = words.replace("{n}", String(all.length)).replace("{m}", String(metres));
  }

  const acts = {
    point(at = map.getCenter()) {
      const [next, last] = [[at.lng, at.lat], line.at(-1)];
      // The second half of a double click is no point of its own.
      if (!last || length([last, next]) > 0.5) line.push(next);
    },
    end() { if (line.length > 1) lines.push(line); line = []; },
    back() { if (!line.length && lines.length) line = lines.pop(); line.pop(); },
    clear() { lines.length = 0; line = []; },
  };
  const act = (name, at) => { acts[name](at); tell(); };

  map.on("click", (event) => act("point", event.lngLat));
  map.doubleClickZoom.disable();
  map.on("dblclick", () => act("end"));
  view.addEventListener("keydown", (event) => {
    const name = { Enter: "point", Backspace: "back", Escape: "end" }[event.key];
    if (!name) return;
    event.preventDefault();
    act(name);
  });
  box.querySelectorAll("[data-rh-act]").forEach((button) => button.addEventListener("click", () => act(button.dataset.rhAct)));
  tell();
}
