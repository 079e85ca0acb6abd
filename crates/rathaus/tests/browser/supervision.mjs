// Supervision without a network: an inspector takes the tour along, the network is cut, a finding with
// a photo is entered, the page is closed and opened again, the network comes back, and the town
// has exactly one finding with its photo. And the same form without JavaScript.

import { deflateSync } from "node:zlib";
import { must } from "./findings.mjs";
import { Mouse } from "./hands.mjs";
import { look } from "./looks.mjs";
import { arrive } from "./visitor.mjs";
import { operatorPortal } from "./permits.mjs";
import { signIn } from "./wohngeld.mjs";

/// Longest time until a queue is empty again, in milliseconds.
const SENT_MS_MAX = 40_000;
const TEXT = "Kante steht 3 cm über";

/// A grey picture as PNG: `size` by `size` points.
function picture(size) {
  const crcOf = (bytes) => {
    let crc = ~0;
    for (const byte of bytes) {
      crc ^= byte;
      for (let n = 0; n < 8; n += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc >>> 0;
  };
  const chunk = (name, data) => {
    const [length, sum, body] = [Buffer.alloc(4), Buffer.alloc(4), Buffer.concat([Buffer.from(name), data])];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crcOf(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head[8] = 8;
  const rows = Buffer.alloc((size + 1) * size, 0x90);
  for (let n = 0; n < size; n += 1) rows[n * (size + 1)] = 0;
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

const photo = (size) => ({ name: "foto.png", mimeType: "image/png", buffer: picture(size) });
const box = (page) => page.locator("[data-rh-outdoors]");
const findings = (page) => page.locator("main table").first().locator("tbody tr");

async function inspector(town, visitors, options) {
  const visitor = await arrive(town.browser, town.base, options);
  visitors.push(visitor);
  await visitor.context.grantPermissions(["geolocation"]);
  await visitor.context.setGeolocation({ latitude: 51.5, longitude: 7.2, accuracy: 7 });
  await signIn(visitor, new Mouse(visitor.page), town.staff, town.staff.inspector);
  return visitor;
}

/// Four taps, of which the first opened the form.
async function enter(page, size) {
  await page.locator('[name="art"][value="kante"]').check();
  await page.locator('[name="foto"]').setInputFiles(photo(size));
  await page.locator('[name="text"]').fill(TEXT);
  await page.getByRole("button", { name: "Speichern", exact: true }).first().click();
}

async function withoutNetwork(visitor, work, form) {
  const { context, page } = visitor;
  await context.setOffline(true);
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "Befund eintragen" }).waitFor();
  await look(visitor, { state: "no network", picture: "aufsicht-ohne-netz" });
  await enter(page, 24);
  await box(page).getByText("wartet auf das Netz").waitFor();
  await look(visitor, { state: "waiting", picture: "aufsicht-wartet" });
  // The browser forgets the page; the device does not forget the entry. The tour is there, too.
  await page.close();
  const again = await context.newPage();
  await again.goto("/aufsicht");
  await again.getByRole("heading", { level: 1, name: "Tour heute" }).waitFor();
  await again.goto(form);
  await again.locator("[data-rh-outdoors][data-rh-waiting='1']").waitFor({ state: "attached" });
  await context.setOffline(false);
  await again.locator("[data-rh-outdoors][data-rh-waiting='0']").waitFor({ state: "attached", timeout: SENT_MS_MAX });
  // Nothing is sent a second time by another page.
  await again.goto(work);
  await again.waitForTimeout(1_000);
  return again;
}

export async function supervisionJourney(town, visitors) {
  const visitor = await inspector(town, visitors);
  const { page } = visitor;
  await page.goto("/aufsicht");
  await page.locator("[data-rh-outdoors][data-rh-taken]").waitFor({ state: "attached" });
  await look(visitor, { picture: "aufsicht-tour" });
  const form = await page.locator('main a[href$="/befund"]').first().getAttribute("href");
  const work = form.replace(/\/befund$/, "");
  await page.goto(work);
  await look(visitor, { picture: "aufsicht-arbeit" });
  const before = await findings(page).count();
  await page.goto(form);
  await page.locator("[data-rh-outdoors][data-rh-taken]").waitFor({ state: "attached" });
  await look(visitor, { picture: "aufsicht-befund" });
  const again = await withoutNetwork(visitor, work, form);
  visitor.page = again;
  const after = await findings(again).count();
  must(after === before + 1, `${after - before} findings arrived instead of one`);
  await findings(again).first().getByRole("link").first().click();
  await again.getByText(TEXT).waitFor();
  must((await again.locator("main img").count()) === 1, "its photo is not there");
  await again.getByText("Das Foto enthält keine Position").waitFor();
  await look(visitor, { picture: "aufsicht-befund-da" });
  for (const path of [`${work}/abnahme`, "/aufsicht/gewaehrleistung"]) {
    await again.goto(path);
    await look(visitor, { picture: `aufsicht${path.slice(path.lastIndexOf("/")).replace("/", "-")}` });
  }
  await scriptless(town, visitors, form, work);
  await company(town, visitors);
}

/// The form alone.
async function scriptless(town, visitors, form, work) {
  const quiet = await inspector(town, visitors, { js: false });
  await quiet.page.goto(work);
  const before = await findings(quiet.page).count();
  await quiet.page.goto(form);
  await enter(quiet.page, 32);
  await quiet.page.getByText(TEXT).waitFor();
  must((await quiet.page.locator("main img").count()) === 1, "its photo is not there");
  await quiet.page.goto(work);
  must((await findings(quiet.page).count()) === before + 1, "the form without scripts did not arrive once");
}

/// The company answers with a photo.
async function company(town, visitors) {
  const { visitor, page } = await operatorPortal(town, visitors);
  await page.goto("/maengel");
  await look(visitor, { picture: "maengel" });
  const open = page.locator("main tbody tr", { hasText: "Firma benachrichtigt" });
  if ((await open.count()) === 0) return;
  await open.first().getByRole("link").click();
  await look(visitor, { state: "told", picture: "mangel" });
  await page.getByLabel("Was haben Sie getan?").fill("Angeglichen.");
  await page.locator('[name="foto"]').setInputFiles(photo(40));
  await page.getByRole("button", { name: "Als behoben melden" }).click();
  await page.getByText("Angeglichen.").waitFor();
}
