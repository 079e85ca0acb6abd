// Builds ui/dist/: the KERN stylesheet cut to what the components use, our own shell, fonts,
// scripts and licence texts; every file with a content hash in its name and pre-compressed.
// `manifest.tsv` tells build.rs what there is: name, file, MIME type, hash.
// Files whose bytes did not change are not written again, so that cargo sees no change.

import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import zlib from "node:zlib";
import { build, transform } from "esbuild";
import { transform as lightning } from "lightningcss";
import postcss from "postcss";
import { PurgeCSS } from "purgecss";

const here = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(here, "dist");
const modules = path.join(here, "node_modules");
const kern = path.join(modules, "@kern-ux/native");
const fira = path.join(modules, "@fontsource/fira-sans");
// Lowest browsers: the first ones that know oklch, color-mix and :has, which KERN itself needs.
const browsers = { chrome: 111 << 16, firefox: 121 << 16, safari: (16 << 16) | (2 << 8) };
const fonts = [["400", "normal"], ["400", "italic"], ["600", "normal"]];
// Aims per file in bytes (gzip for styles and for the editor with its library, raw for the other
// scripts); the build fails above them.
const limits = {
  "site.css": 17_500, "paper.css": 17_500, "staff.css": 6_000, scripts: 11_000,
  "editor.js": 80_000, "map.js": 330_000, "map-worker.js": 180_000, "supervision.js": 4_500, "supervision-worker.js": 1_000, "plot.js": 1_600, "push.js": 3_500, "live.js": 1_200, "push-worker.js": 1_500,
};

// Scripts of single pages, with the libraries they need and aims of their own.
const bundled = new Set(["editor.js", "map.js", "map-worker.js", "supervision.js", "supervision-worker.js", "plot.js", "push.js", "push-worker.js", "live.js"]);

const read = (file) => fs.readFileSync(file, "utf8");
const list = (dir, ext) =>
  fs.readdirSync(path.join(here, dir)).filter((name) => name.endsWith(ext)).sort();

/** All Rust sources of the crate in one string: the classes named there are the classes used. */
function rustSources(dir = path.join(here, "../src")) {
  return fs.readdirSync(dir, { withFileTypes: true })
    .map((entry) => {
      const file = path.join(dir, entry.name);
      if (entry.isDirectory()) return rustSources(file);
      return /\.(rs|svg)$/.test(entry.name) ? read(file) : "";
    })
    .join("\n");
}

/** KERN without what the house never uses: manual themes, comments, fallbacks of defined tokens. */
function trimKern(css) {
  const root = postcss.parse(css);
  const defined = new Set();
  root.walkComments((comment) => comment.remove());
  root.walkDecls(/^--/, (declaration) => void defined.add(declaration.prop));
  root.walkRules((rule) => {
    if (rule.selector.startsWith(":is(body")) {
      rule.selectors = ["body", ".kern-level-0"];
      return;
    }
    const kept = rule.selectors.filter((one) => !/data-kern-theme|\.kern-(light|dark)\b/.test(one));
    if (kept.length === 0) rule.remove();
    else if (kept.length < rule.selectors.length) rule.selectors = kept;
  });
  root.walkDecls((declaration) => {
    if (declaration.prop.startsWith("-webkit-mask")) { declaration.remove(); return; }
    declaration.value = declaration.value.replace(
      /var\((--[\w-]+)\s*,\s*[^()]*\)/g,
      (whole, name) => (defined.has(name) ? `var(${name})` : whole),
    );
  });
  return root.toString();
}

/** The sprite: the KERN icons named in icon.rs, taken out of its stylesheet, and our own. */
function sprite() {
  const names = new Set([...read(path.join(here, "../src/icon.rs")).matchAll(/= "([a-z-]+)",/g)].map((hit) => hit[1]));
  const own = read(path.join(here, "icons/own.svg"));
  const css = read(path.join(kern, "dist/kern.css"));
  const symbols = [...names].map((name) => {
    const mine = own.match(new RegExp(`<symbol id="${name}"[^]*?</symbol>`));
    if (mine) return mine[0];
    const found = css.match(new RegExp(`\\.kern-icon--${name} \\{[^}]*?url\\(['"]?data:image/svg\\+xml[^,]*,(.*?)['"]?\\)[^()]*;`));
    if (!found) throw new Error(`There is no icon called ${name}`);
    const svg = decodeURIComponent(found[1]);
    const box = svg.match(/viewBox=['"]([^'"]+)['"]/)[1];
    const inner = svg.replace(/^[^]*?<svg[^>]*>|<\/svg>[^]*$/g, "").replace(/ fill=(['"])(?!none)[^'"]*\1/g, "");
    return `<symbol id="${name}" viewBox="${box}" fill="currentColor">${inner}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

function fontFaces() {
  const faces = [];
  for (const [weight, style] of fonts) {
    const source = read(path.join(fira, style === "italic" ? `${weight}-italic.css` : `${weight}.css`));
    for (const subset of ["latin-ext", "latin"]) {
      const found = source.match(new RegExp(`fira-sans-${subset}-${weight}-${style} \\*/[^}]*unicode-range:([^;]+);`));
      faces.push(`@font-face{font-family:"Fira Sans";font-style:${style};font-weight:${weight};font-display:swap;` +
        `src:url("fira-sans-${subset}-${weight}-${style}.woff2") format("woff2");unicode-range:${found[1]}}`);
    }
  }
  return faces.join("\n");
}

/** Writes measures that never change straight into the rules; colours stay tokens, for the towns. */
function inlineMeasures(root) {
  const values = new Map();
  root.walkDecls(/^--kern-(?!color)/, (one) => {
    const fixed = one.parent.selector === ":root" && one.parent.parent.type === "root" && !values.has(one.prop);
    values.set(one.prop, fixed ? one.value : null);
  });
  const resolve = (text) => text.replace(/var\((--kern-[\w-]+)\)/g, (whole, name) => {
    const value = values.get(name);
    return value == null || value.includes("color") ? whole : resolve(value);
  });
  root.walkDecls((one) => { one.value = resolve(one.value); });
}

/** Drops custom properties nobody reads, again and again until nothing changes. */
function dropUnusedTokens(root, others) {
  for (let again = true; again;) {
    again = false;
    const used = new Set([...others.matchAll(/--[\w-]+/g)].map((hit) => hit[0]));
    root.walkDecls((declaration) => {
      for (const hit of declaration.value.matchAll(/var\(\s*(--[\w-]+)/g)) used.add(hit[1]);
    });
    root.walkDecls(/^--/, (declaration) => {
      if (!used.has(declaration.prop)) { declaration.remove(); again = true; }
    });
  }
  root.walkRules((rule) => { if (rule.nodes.length === 0) rule.remove(); });
  root.walkAtRules("media", (rule) => { if (rule.nodes.length === 0) rule.remove(); });
}

/** The rules as they hold on paper, for screens that show what a printer will do. */
function onPaper(css) {
  const root = postcss.parse(css);
  root.walkAtRules("media", (rule) => {
    if (/^print$/.test(rule.params)) rule.replaceWith(rule.nodes);
    else if (/prefers-color-scheme:\s*dark|forced-colors|\bscreen\b/.test(rule.params)) rule.remove();
  });
  return `${root.toString()}html{padding:15mm;background:#fff;color-scheme:light}`;
}

async function styles() {
  const sources = rustSources();
  const files = (wanted) => list("css", ".css").filter(wanted)
    .map((name) => read(path.join(here, "css", name))).join("\n");
  const staff = files((name) => name.startsWith("staff"));
  const site = files((name) => !name.startsWith("staff"));
  const used = sources + list("js", ".js").map((name) => read(path.join(here, "js", name))).join("\n");
  const cut = await new PurgeCSS().purge({
    content: [{ raw: used, extension: "rs" }],
    css: [{ raw: trimKern(read(path.join(kern, "dist/kern.css"))) }],
    defaultExtractor: (text) => text.match(/[\w-]+/g) ?? [],
    safelist: { standard: ["html", "body"] },
  });
  // Our own classes are not cut but must be in use.
  const words = new Set(used.match(/[\w-]+/g));
  const idle = [...new Set((site + staff).match(/\.rh-[\w-]+/g))].filter((name) => !words.has(name.slice(1)));
  if (idle.length > 0) throw new Error(`Nobody uses ${idle.join(", ")}`);
  const base = postcss.parse(`${cut[0].css}\n${site}`);
  inlineMeasures(base);
  dropUnusedTokens(base, staff + sources);
  const notice = "/*! Contains parts of @kern-ux/native 2.7.2 (KERN, EUPL-1.2), cut and changed; " +
    "licence texts: /assets/licences.txt */\n";
  const minify = (name, code) =>
    lightning({ filename: name, code: Buffer.from(code), minify: true, targets: browsers }).code.toString();
  const all = notice + minify("site.css", fontFaces() + base.toString());
  return {
    "site.css": all,
    "paper.css": onPaper(all),
    "staff.css": minify("staff.css", staff),
  };
}

async function scripts() {
  const out = {};
  for (const name of list("js", ".js")) {
    if (bundled.has(name)) {
      const options = { bundle: true, minify: true, write: false, format: "iife", target: "es2020", legalComments: "none",
        // The worker of the map is nothing but its effects.
        ignoreAnnotations: name === "map-worker.js", define: { "import.meta.url": "''" } };
      out[name] = (await build({ entryPoints: [path.join(here, "js", name)], ...options })).outputFiles[0].text;
      continue;
    }
    out[name] = (await transform(read(path.join(here, "js", name)), { minify: true, target: "es2020" })).code;
  }
  return out;
}

const mime = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
};

const written = new Set();
function write(name, bytes) {
  written.add(name);
  const file = path.join(dist, name);
  if (fs.existsSync(file) && Buffer.compare(fs.readFileSync(file), bytes) === 0) return;
  // Rename, so that a build running at the same time never sees half a file.
  fs.writeFileSync(`${file}.new`, bytes);
  fs.renameSync(`${file}.new`, file);
}

const hashOf = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 16);
const manifest = [];
/** Stores one asset with its compressed forms; returns its public address. */
function asset(name, content) {
  const bytes = Buffer.from(content);
  const hash = hashOf(bytes);
  const extension = path.extname(name);
  const file = `${name.slice(0, -extension.length)}.${hash}${extension}`;
  write(file, bytes);
  if (extension !== ".woff2") {
    const params = { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    write(`${file}.br`, zlib.brotliCompressSync(bytes, { params }));
    write(`${file}.gz`, zlib.gzipSync(bytes, { level: 9 }));
  }
  manifest.push([name, file, mime[extension], hash].join("\t"));
  return `/assets/${file}`;
}

async function main() {
  fs.mkdirSync(dist, { recursive: true });
  const fontUrls = {};
  for (const [weight, style] of fonts) {
    for (const subset of ["latin", "latin-ext"]) {
      const name = `fira-sans-${subset}-${weight}-${style}.woff2`;
      fontUrls[name] = asset(name, fs.readFileSync(path.join(fira, "files", name)));
    }
  }
  asset("icons.svg", sprite());
  const over = [];
  for (const [name, css] of Object.entries(await styles())) {
    const linked = css.replace(/url\("?(fira-sans-[\w-]+\.woff2)"?\)/g, (_, font) => `url(${fontUrls[font]})`);
    asset(name, linked);
    const size = zlib.gzipSync(linked, { level: 9 }).length;
    console.log(`${name}: ${linked.length} bytes, ${size} gzip`);
    if (size > limits[name]) over.push(`${name} has ${size} bytes gzip, limit ${limits[name]}`);
  }
  let all = 0;
  for (const [name, code] of Object.entries(await scripts())) {
    asset(name, code);
    if (bundled.has(name)) {
      const size = zlib.gzipSync(code, { level: 9 }).length;
      console.log(`${name}: ${code.length} bytes, ${size} gzip`);
      if (size > limits[name]) over.push(`${name} has ${size} bytes gzip, limit ${limits[name]}`);
      continue;
    }
    all += code.length;
  }
  console.log(`scripts: ${all} bytes`);
  if (all > limits.scripts) over.push(`scripts have ${all} bytes, limit ${limits.scripts}`);
  asset("licences.txt", [
    "This site contains parts of the KERN design system (@kern-ux/native 2.7.2), cut and changed.",
    "KERN is licensed under the EUPL 1.2; the stylesheet of this site is its own source.", "",
    read(path.join(kern, "LICENSE.md")), "",
    "The typeface Fira Sans (@fontsource/fira-sans 5.3.0) is licensed under the SIL Open Font License.", "",
    read(path.join(fira, "LICENSE")), "",
    "The map is drawn with MapLibre GL JS (maplibre-gl), licensed under the BSD licence.", "",
    read(path.join(modules, "maplibre-gl/LICENSE.txt")), "",
    "The editor of running text is built with ProseMirror (packages prosemirror-*), licensed under the MIT licence.", "",
    read(path.join(modules, "prosemirror-view/LICENSE")),
  ].join("\n"));
  write("manifest.tsv", Buffer.from(manifest.join("\n") + "\n"));
  for (const name of fs.readdirSync(dist)) if (!written.has(name)) fs.rmSync(path.join(dist, name));
  if (over.length > 0) {
    console.error(over.join("\n"));
    process.exit(1);
  }
}

await main();
