// Writes a TypeScript file in which every piece of structured data of the pages given must be a
// value of schema.org's types, as the package schema-dts has them. The compiler judges it.
//
// Usage: structured.mjs OUT.ts PAGE.html…
import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";

const [out, ...pages] = process.argv.slice(2);
const lines = ['import type { Graph, WithContext, Thing } from "schema-dts";'];
let count = 0;
for (const page of pages) {
  const html = readFileSync(page, "utf8");
  for (const [, text] of html.matchAll(/<script[^>]*type="application\/ld\+json"[^>]*>([\s\S]*?)<\/script>/g)) {
    const value = JSON.parse(text);
    const type = "@graph" in value ? "Graph" : "WithContext<Thing>";
    lines.push(`// ${basename(page)}`, `export const data${count}: ${type} = ${JSON.stringify(value)};`);
    count += 1;
  }
}
writeFileSync(out, lines.join("\n") + "\n");
console.log(count);
