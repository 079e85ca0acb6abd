// Opens every pattern page in Chromium and fails on anything that a person would stumble over:
// findings of axe (WCAG 2.2 A and AA) in light and dark, horizontal scrolling at 320 px, requests
// to foreign hosts, cookies, breaches of the content security policy.
//
//   cargo run -p web --example patterns -- OUTDIR
//   node check-pages.mjs OUTDIR [--shots DIR] [--only NAME]

import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const [root, ...options] = process.argv.slice(2);
const option = (name) => { const at = options.indexOf(name); return at < 0 ? undefined : options[at + 1]; };
if (!root) {
  console.error("Which folder? node check-pages.mjs OUTDIR");
  process.exit(2);
}
const shots = option("--shots");
const only = option("--only");
const policy = "default-src 'none'; img-src 'self' data:; style-src 'self'; font-src 'self'; " +
  "script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const types = {
  ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript",
  ".svg": "image/svg+xml", ".woff2": "font/woff2", ".txt": "text/plain",
};
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const server = http.createServer((request, response) => {
  const file = path.join(root, path.normalize(new URL(request.url, "http://x").pathname));
  if (!file.startsWith(path.resolve(root)) && !path.resolve(file).startsWith(path.resolve(root))) return response.writeHead(403).end();
  fs.readFile(file, (error, bytes) => {
    if (error) return response.writeHead(404).end();
    response.writeHead(200, { "Content-Type": types[path.extname(file)] ?? "application/octet-stream", "Content-Security-Policy": policy });
    response.end(bytes);
  });
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const base = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

const findings = [];
const views = [
  { name: "wide", width: 1280, height: 900, axe: true },
  { name: "dark", width: 1280, height: 900, colorScheme: "dark", axe: true },
  { name: "phone", width: 360, height: 740, axe: true },
  { name: "narrow", width: 320, height: 640 },
  { name: "forced", width: 1280, height: 900, forcedColors: "active" },
];
const pages = fs.readdirSync(root).filter((name) => name.endsWith(".html") && (!only || name.startsWith(only))).sort();
for (const view of views) {
  const context = await browser.newContext({
    viewport: { width: view.width, height: view.height },
    colorScheme: view.colorScheme ?? "light",
    forcedColors: view.forcedColors ?? "none",
    reducedMotion: "reduce",
    bypassCSP: false,
  });
  for (const name of pages) {
    const page = await context.newPage();
    const note = (text) => findings.push(`${name} (${view.name}): ${text}`);
    page.on("request", (request) => {
      if (!request.url().startsWith(base) && !request.url().startsWith("data:")) note(`asks ${request.url()}`);
    });
    page.on("console", (message) => { if (message.type() === "error") note(`console: ${message.text()}`); });
    page.on("pageerror", (error) => note(`script: ${error.message}`));
    await page.goto(`${base}/${name}`, { waitUntil: "load" });
    if (shots) {
      fs.mkdirSync(shots, { recursive: true });
      await page.screenshot({ path: path.join(shots, `${name.replace(".html", "")}-${view.name}.png`), fullPage: true });
    }
    const wide = await page.evaluate(() => {
      const limit = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= limit) return null;
      return [...document.querySelectorAll("body *")]
        .filter((one) => one.getBoundingClientRect().right > limit + 1)
        .slice(0, 3).map((one) => `${one.tagName}.${one.className.baseVal ?? one.className}`).join(", ");
    });
    if (wide !== null) note(`scrolls sideways: ${wide}`);
    if (view.axe) {
      // Through the debugging channel, which the content security policy does not touch.
      await page.evaluate(axe);
      const result = await page.evaluate((values) => window.axe.run(document, { runOnly: { type: "tag", values } }), tags);
      for (const one of result.violations) {
        for (const node of one.nodes.slice(0, 4)) note(`${one.id}: ${node.target.join(" ")} ${node.any?.[0]?.message ?? one.help}`);
      }
    }
    await page.close();
  }
  const cookies = await context.cookies();
  if (cookies.length > 0) findings.push(`${view.name}: ${cookies.length} cookies`);
  await context.close();
}
await browser.close();
server.close();
for (const text of findings) console.log(text);
console.log(`${pages.length} pages in ${views.length} views: ${findings.length} findings`);
process.exit(findings.length > 0 ? 1 : 0);
