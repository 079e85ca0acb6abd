// Journeys through a running demo town, in a real browser.
//
//   node journeys.mjs FILE [NAME…]
//
// The town must be fresh: who has a passkey cannot sign in with a password alone any more.
// FILE holds what `rathaus demo` printed: its address and the sign-ins. With NAMEs only these
// journeys run. Pictures for people go to RATHAUS_PICTURES or to a folder of their own.

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";
import { dogJourney } from "./dog.mjs";
import { faces, menus } from "./faces.mjs";
import { findings, must } from "./findings.mjs";
import { mapJourney } from "./map.mjs";
import { keyboardJourney, scriptlessJourney } from "./citizens.mjs";
import { keepPicturesIn, looked, mustSeeFlaws, trouble } from "./looks.mjs";
import { mediaJourney } from "./media.mjs";
import { channelsJourney } from "./channels.mjs";
import { newsletterJourney } from "./newsletter.mjs";
import { newsroomJourney } from "./newsroom.mjs";
import { passkeyJourney } from "./passkey.mjs";
import { permitsJourney } from "./permits.mjs";
import { pushJourney } from "./push.mjs";
import { roadworksJourney } from "./roadworks.mjs";
import { sensorsJourney } from "./sensors.mjs";
import { studioJourney } from "./studio.mjs";
import { supervisionJourney } from "./supervision.mjs";
import { arrive } from "./visitor.mjs";
import { publicPages, staffPages } from "./pages.mjs";

/// Pages and states a whole run looks at, at least.
const LOOKS_MIN = 100;

const [file, ...wanted] = process.argv.slice(2);
if (!file) {
  console.error("Which town? node journeys.mjs FILE-WITH-THE-OUTPUT-OF-THE-DEMO [NAME…]");
  process.exit(2);
}

/// Address and sign-ins, as the demo prints them.
function readDemo(text) {
  const base = text.match(/https?:\/\/[^\s/]+/g)?.at(-1);
  const password = text.match(/Passwort[^:]*:\s*(\S+)/)?.[1];
  const people = [...text.matchAll(/^\s*(\S+@\S+)\s+(.+)$/gm)].map(([, email, role]) => ({ email, role }));
  const who = (role) => people.find((one) => role.test(one.role))?.email;
  const staff = {
    password,
    clerk: who(/Sachbearbeitung Wohngeld/),
    lead: who(/Teamleitung/),
    admin: who(/IT/),
    taxes: who(/Steuern/),
    editor: who(/Redaktion/),
    press: who(/Pressestelle/),
    roads: who(/Straßenbehörde, Leitungen/),
    order: who(/Ordnungsamt/),
    inspector: who(/Bauaufsicht/),
    sensors: who(/Sensoren und ihr Register/),
  };
  const all = [staff.clerk, staff.lead, staff.admin, staff.taxes, staff.editor, staff.press, staff.roads, staff.order, staff.inspector, staff.sensors];
  must(base && password && all.every(Boolean), `not the output of a demo:\n${text}`);
  return { base, staff };
}

const { base, staff } = readDemo(fs.readFileSync(file, "utf8"));
const pictures = process.env.RATHAUS_PICTURES ?? fs.mkdtempSync(path.join(os.tmpdir(), "rathaus-pictures-"));
keepPicturesIn(pictures);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const town = { browser, base, staff };

/// A journey fails with what was found on the way of all of them.
const nothing = (kind) => async () => {
  must(wanted.length || looked() >= LOOKS_MIN, `only ${looked()} looks: too few to say anything`);
  const found = findings(kind);
  must(found.length === 0, `${found.length} findings on ${looked()} looks\n    ${found.join("\n    ")}`);
};

async function examiners(_, visitors) {
  const visitor = await arrive(browser, base);
  visitors.push(visitor);
  await mustSeeFlaws(visitor);
}

const journeys = [
  ["the examiners see flaws planted on purpose", examiners],
  ["public pages in both languages", publicPages],
  ["public pages in every look and colour scheme", faces],
  ["the main menu by keyboard, on desk and phone, with and without JavaScript", menus],
  ["the map by keyboard, and the same as a list without JavaScript", mapJourney],
  ["road works: my street, mail, a report and its answer", roadworksJourney],
  ["sensors: what is measured, why, and a device that waits", sensorsJourney],
  ["housing benefit by keyboard only", keyboardJourney],
  ["housing benefit without JavaScript", scriptlessJourney],
  ["staff pages", staffPages],
  ["a schema becomes a service", studioJourney],
  ["two dogs registered with a form that was imported, without JavaScript", dogJourney],
  ["a news item from the first word to its correction", newsroomJourney],
  ["the newsletter without JavaScript, and its figures", newsletterJourney],
  ["messages in the browser, with and without JavaScript", pushJourney],
  ["a post for the channels, and the fediverse", channelsJourney],
  ["a picture from upload to withdrawn consent, and a warning, by keyboard", mediaJourney],
  ["lines in roads from the request to the notice", permitsJourney],
  ["supervision without a network, without JavaScript, and the company's answer", supervisionJourney],
  ["passkey of a colleague", passkeyJourney],
  ["no finding of axe (WCAG 2.2 AA) on any page", nothing("axe")],
  ["no scrolling sideways at 320 px on any page", nothing("reflow")],
  ["nothing foreign, no errors, no early cookies, quick answers", nothing("guard")],
];

let [passed, failed] = [0, 0];
for (const [name, run] of journeys) {
  if (wanted.length && !wanted.some((part) => name.includes(part))) continue;
  const started = Date.now();
  const visitors = [];
  try {
    await run(town, visitors);
    passed += 1;
    console.log(`ok ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed += 1;
    for (const [n, one] of visitors.entries()) await trouble(one, `${name.replaceAll(/\W+/g, "-")}-${n}`).catch(() => {});
    const where = error.stack?.split("\n").filter((line) => line.includes("/browser/")).slice(0, 2).map((l) => l.trim().replace(/\(.*\//, "(")).join(" ");
    console.log(`FAIL ${name}: ${error.message.split("\nCall log")[0]}${visitors.length ? ` [${where}]` : ""}`);
  }
  for (const one of visitors) await one.leave().catch(() => {});
}
await browser.close();
console.log(`${looked()} looks at distinct pages and states`);
console.log(`Pictures for people: ${pictures}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed || passed === 0 ? 1 : 0;
