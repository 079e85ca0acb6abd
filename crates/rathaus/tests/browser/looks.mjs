// Looking at pages: accessibility by axe, no scrolling sideways at 320 px, pictures for people.

import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { findings, forget, must, report } from "./findings.mjs";
import { mustHaveNoCookie, place } from "./visitor.mjs";

const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/// CSS pixels of WCAG 1.4.10 (reflow), and of a small phone.
const NARROW = 320;
const PHONE = 360;
const WIDE = { width: 1280, height: 900 };

const seen = new Set();
let folder;

/// Where pictures go.
export function keepPicturesIn(dir) {
  folder = dir;
  fs.mkdirSync(dir, { recursive: true });
}

/// How many pages were looked at.
export const looked = () => seen.size;

/// Looks at the page a visitor stands on, once per address and state. With `picture` a picture at
/// phone width is kept under that name.
export async function look(visitor, { state = "", picture } = {}) {
  const { page } = visitor;
  const where = place(page.url()) + (state && ` (${state})`);
  if (!seen.has(where)) {
    seen.add(where);
    await scripted(visitor, (double) => examine(double, where));
    await ids(page, where);
    await narrow(page, where);
  }
  if (picture && folder) {
    await page.setViewportSize({ width: PHONE, height: 740 });
    await page.screenshot({ path: path.join(folder, `${picture}.png`), fullPage: true });
    await page.setViewportSize(WIDE);
  }
}

/// Plants a flaw for every examiner on a page and fails unless each of them finds it.
export async function mustSeeFlaws(visitor) {
  const { page, base } = visitor;
  const start = "/planted";
  await page.route("**/planted", (route) => route.fulfill({
    contentType: "text/html",
    body: `<!doctype html><html lang="de"><title>x</title><main><img src="data:,"><div style="width:900px" id="a">x</div><p id="a">x</p>
      <script>console.error("planted"); fetch("http://foreign.invalid/").catch(() => {});</script></main></html>`,
  }));
  await page.goto(start);
  await page.context().addCookies([{ name: "planted", value: "1", url: base }]);
  await mustHaveNoCookie(visitor, "planted");
  await look(visitor);
  const all = ["axe", "reflow", "guard"].flatMap((kind) => findings(kind)).filter((line) => line.startsWith(start));
  for (const mark of ["image-alt", "px wide at", "console: planted", "asks http://foreign.invalid", "cookie planted", "ids stand twice: a"]) {
    must(all.some((line) => line.includes(mark)), `nobody saw "${mark}" in: ${all.join(" | ")}`);
  }
  forget(start);
}

/// A picture of where something went wrong.
export async function trouble(visitor, name) {
  if (!folder) return;
  await visitor.page.screenshot({ path: path.join(folder, `FAIL-${name}.png`), fullPage: true });
  fs.writeFileSync(path.join(folder, `FAIL-${name}.html`), await visitor.page.content());
}

/// Axe is a script: where the visitor has none, a double of the page in a profile with scripts is
/// examined, without those of the page.
async function scripted(visitor, act) {
  if (visitor.js) return act(visitor.page);
  const context = await visitor.context.browser().newContext({ viewport: WIDE, reducedMotion: "reduce" });
  try {
    const page = await context.newPage();
    const [url, body] = [visitor.page.url(), await visitor.page.content()];
    await page.route("**/*.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
    await page.route(url, (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body }));
    await page.goto(url);
    return await act(page);
  } finally {
    await context.close();
  }
}

async function examine(page, where) {
  await page.evaluate(axe);
  const violations = await page.evaluate(async (tags) => {
    const result = await globalThis.axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
    return result.violations.map((v) => ({
      id: v.id,
      nodes: v.nodes.map((n) => `${n.target.join(" ")} – ${n.failureSummary?.split("\n")[1]?.trim() ?? ""}`),
    }));
  }, TAGS);
  for (const { id, nodes } of violations) {
    for (const node of nodes.slice(0, 3)) report("axe", where, `${id}: ${node}`);
  }
}

/// Every id stands once, however deep the fields are nested.
async function ids(page, where) {
  const twice = await page.evaluate(() => {
    const all = [...document.querySelectorAll("[id]")].map((one) => one.id);
    return [...new Set(all.filter((id, at) => all.indexOf(id) !== at))];
  });
  if (twice.length) report("guard", where, `ids stand twice: ${twice.slice(0, 5).join(", ")}`);
}

async function narrow(page, where) {
  await page.setViewportSize({ width: NARROW, height: 640 });
  const wide = await page.evaluate(() => {
    const limit = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= limit) return null;
    const culprits = [...document.querySelectorAll("body *")]
      .filter((one) => one.getBoundingClientRect().right > limit + 1)
      .map((one) => `${one.tagName.toLowerCase()}.${one.className?.baseVal ?? one.className}`);
    return { width: document.documentElement.scrollWidth, culprits: culprits.slice(-3) };
  });
  if (wide) report("reflow", where, `${wide.width} px wide at ${NARROW} px: ${wide.culprits.join(", ")}`);
  await page.setViewportSize(WIDE);
}
