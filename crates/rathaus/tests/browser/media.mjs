// The media library and the room for warnings: every page in light, dark and forced colours; a picture
// from the upload, whose progress one sees, to the withdrawal of a consent, by keyboard only; what the
// check of a PDF says; a warning from the desk to all pages and its end.

import zlib from "node:zlib";
import { must } from "./findings.mjs";
import { pdf } from "./households.mjs";
import { Keyboard, Mouse } from "./hands.mjs";
import { look } from "./looks.mjs";
import { arrive } from "./visitor.mjs";

const LIBRARY = "/verwaltung/medien";
const DESK = "/verwaltung/warnung";
const TITLE = "Gruppenbild vor dem Rathaus";
const WARNING = "Rauch im Gewerbegebiet. Schließen Sie Fenster und Türen.";
/// Faces a page has besides the light one.
const FACES = [
  ["dark", { colorScheme: "dark", forcedColors: "none" }],
  ["forced", { colorScheme: "dark", forcedColors: "active" }],
];
/// Bytes a second of a slow line, so that one sees how far an upload is.
const SLOW = 400_000;
/// Longest time until the sizes of a picture are made.
const PRINTED_MS = 240_000;

const named = (page, name) => page.locator("main").getByRole("button", { name, exact: true }).first();
const said = (page) => page.locator("main").innerText();

function chunk(name, body) {
  const content = Buffer.concat([Buffer.from(name, "latin1"), body]);
  const out = Buffer.alloc(content.length + 8);
  out.writeUInt32BE(body.length, 0);
  content.copy(out, 4);
  out.writeUInt32BE(zlib.crc32(content), content.length + 4);
  return out;
}

/// A picture that packs badly, so that it takes its time to send. No two are alike.
function png(width, height) {
  const points = Buffer.alloc(height * (1 + width * 3));
  let dice = Math.floor(Math.random() * 2 ** 31) | 1;
  for (let at = 0; at < points.length; at += 1) {
    dice = Math.imul(dice, 1_103_515_245) + 12_345;
    points[at] = at % (1 + width * 3) ? (dice >>> 16) & 255 : 0;
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk("IHDR", head), chunk("IDAT", zlib.deflateSync(points)), chunk("IEND", Buffer.alloc(0)),
  ]);
}

/// Signs somebody in by mouse; the rest of the way is theirs.
async function enter(town, visitors, email, options = {}) {
  const visitor = await arrive(town.browser, town.base, options);
  visitors.push(visitor);
  const hands = new Mouse(visitor.page);
  await visitor.page.goto("/verwaltung/anmelden");
  await hands.text("email", email);
  await hands.text("passwort", town.staff.password);
  await hands.press(named(visitor.page, "Anmelden"), "the button to sign in");
  must(!visitor.page.url().includes("/anmelden"), `${email} cannot sign in`);
  return visitor;
}

/// The page in all its faces.
async function allFaces(visitor, picture) {
  await look(visitor, { picture });
  for (const [name, media] of FACES) {
    await visitor.page.emulateMedia({ ...media, reducedMotion: "reduce" });
    await look(visitor, { state: name });
  }
  await visitor.page.emulateMedia({ colorScheme: "light", forcedColors: "none", reducedMotion: "reduce" });
}

/// Sends a picture over a slow line and sees how far it is; answers the path of its page.
async function upload(editor, keys) {
  const { page } = editor;
  await page.goto(`${LIBRARY}/hochladen`);
  await allFaces(editor, "medien-hochladen");
  await keys.press(named(page, "Hochladen"), "the button to upload");
  must((await said(page)).includes("Wählen Sie mindestens eine Datei"), "nothing was sent and nobody said so");
  await look(editor, { state: "nothing chosen" });
  await page.goto(`${LIBRARY}/hochladen`);
  const file = { name: `${TITLE}.png`, mimeType: "image/png", buffer: png(900, 600) };
  await keys.file(page.locator('main input[name="dateien"]'), "the field for files", file);
  await keys.text("nachweis", "Foto: Erika Muster");
  await keys.select("lizenz", "own");
  await keys.radio("personen", "consent");
  const line = await page.context().newCDPSession(page);
  await line.send("Network.enable");
  await line.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: SLOW });
  await page.evaluate(() => {
    globalThis.heard = [];
    new MutationObserver(() => {
      const words = document.querySelector("main form p[role=status]")?.textContent;
      if (words && globalThis.heard.at(-1) !== words) sessionStorage.setItem("heard", JSON.stringify(globalThis.heard = [...globalThis.heard, words]));
    }).observe(document.querySelector("main"), { subtree: true, childList: true, characterData: true });
  });
  await keys.press(named(page, "Hochladen"), "the button to upload");
  await line.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  const heard = await page.evaluate(() => JSON.parse(sessionStorage.getItem("heard") ?? "[]"));
  await page.evaluate(() => sessionStorage.clear());
  const steps = heard.filter((words) => /\d+ %|\d+\s%/.test(words));
  must(steps.length >= 3, `the upload does not say how far it is: ${heard.join(" | ")}`);
  const path = new URL(page.url()).pathname;
  must(/medien\/[0-9a-f-]{36}$/.test(path), `not the page of a picture: ${path}`);
  return path;
}

/// Describes it, sets its point, enters the consent: then it can be used.
async function describe(editor, keys, path) {
  const { page } = editor;
  must((await said(page)).includes("Noch nicht nutzbar"), "a picture without consent can be used");
  await allFaces(editor, "medium");
  await keys.text("titel", TITLE);
  await keys.text("alt_de", "Drei Menschen stehen vor dem Rathaus und lachen.");
  await keys.press(named(page, "Speichern"), "the button to save");
  await keys.text("x", "25");
  await keys.text("y", "75");
  await keys.press(named(page, "Punkt setzen"), "the button to set the point");
  must((await page.locator('main [name="x"]').inputValue()) === "25", "the point is not kept");
  const part = page.locator("main details", { hasText: "Einwilligung eintragen" });
  if ((await part.getAttribute("open")) === null) {
    await keys.reach(part.locator("summary"), "the part for consents");
    await page.keyboard.press("Enter");
  }
  await keys.text("person", "Erika Muster");
  await keys.select("form", "written");
  await keys.text("am", "1.1.2026");
  await keys.press(named(page, "Eintragen"), "the button to enter a consent");
  const until = Date.now() + PRINTED_MS;
  while (!((await said(page)).includes("Hochformat") && (await page.locator("main input[type=image]").count()))) {
    must(Date.now() < until, "the sizes of the picture are not made");
    await page.waitForTimeout(500);
    await page.goto(path);
  }
  must(!(await said(page)).includes("Noch nicht nutzbar"), "with a consent it still cannot be used");
  await look(editor, { state: "usable", picture: "medium-nutzbar" });
}

/// A news item with the picture; answers its public address.
async function publish(editor, hands) {
  const { page } = editor;
  await page.goto("/verwaltung/redaktion/neu");
  await hands.text("titel", TITLE);
  await hands.radio("art", "news");
  await hands.press(page.locator("main form button.kern-btn--primary").first(), "the button to begin");
  const item = new URL(page.url()).pathname;
  await page.locator('main [name="kurztext"]').fill("Alle sind gekommen.");
  await hands.press(named(page, "Speichern"), "the button to save");
  await page.goto(`${item}/ganz`);
  await page.locator("main textarea[name=worte]").fill("Am Samstag war das Rathaus offen. Es kamen viele.");
  await hands.press(named(page, "Speichern"), "the button to save");
  await page.goto(`${item}/medien?feld=bild&q=Gruppenbild`);
  await page.locator('main input[name="medium"]').first().check();
  await hands.press(named(page, "Übernehmen"), "the button to take the picture");
  await page.goto(`${item}/freigabe`);
  await hands.press(page.locator('main button[value="veroeffentlichen"]'), "the button to publish");
  return item;
}

/// What everybody sees of it.
async function shown(visitor) {
  await visitor.page.goto("/aktuelles");
  await visitor.page.locator("main").getByRole("link", { name: TITLE }).first().click();
  await visitor.page.waitForLoadState("load");
  return visitor.page.locator("main img").evaluateAll((all) => all.map((one) => one.currentSrc || one.src));
}

/// A PDF without structure: the check says what is wrong with it.
async function paper(editor, keys) {
  const { page } = editor;
  await page.goto(`${LIBRARY}/hochladen`);
  await keys.file(page.locator('main input[name="dateien"]'), "the field for files", pdf("Plan der Turnhalle.pdf"));
  await keys.select("lizenz", "own");
  await keys.press(named(page, "Hochladen"), "the button to upload");
  const text = await said(page);
  must(/Das ist beim Prüfen aufgefallen/.test(text) && /nicht getaggt|keinen Text/.test(text), `nothing is said of a PDF without structure: ${text.slice(0, 300)}`);
  must(/keinen Titel/.test(text) && /Sprache/.test(text), "title and language of the PDF are not asked for");
  await allFaces(editor, "medium-pdf");
}

/// A warning by keyboard: on all pages, seen in all faces, and gone with the all-clear.
async function warn(town, visitors) {
  const press = await enter(town, visitors, town.staff.press);
  const keys = new Keyboard(press.page);
  const { page } = press;
  await page.goto(DESK);
  await allFaces(press, "warnung");
  await keys.press(named(page, "Jetzt auf allen Seiten zeigen"), "the button to warn");
  must((await page.locator('main [aria-invalid="true"]').count()) > 0, "an empty warning is taken");
  await look(press, { state: "with errors" });
  await keys.radio("stufe", "danger");
  await keys.text("text", WARNING);
  await keys.press(named(page, "Jetzt auf allen Seiten zeigen"), "the button to warn");
  const visitor = await arrive(town.browser, town.base);
  visitors.push(visitor);
  for (const path of ["/", "/kontakt", "/warnungen"]) {
    await visitor.page.goto(path);
    must((await visitor.page.locator("body").innerText()).includes("Rauch im Gewerbegebiet"), `${path} does not warn`);
  }
  await allFaces(visitor, "warnungen");
  await visitor.page.goto("/");
  await allFaces(visitor, "start-mit-warnung");
  await visitor.page.goto("/warnungen");
  await visitor.page.locator('main a[href*="/warnungen/"]').first().click();
  await visitor.page.waitForLoadState("load");
  await allFaces(visitor, "warnung-einzeln");
  await page.goto(DESK);
  await keys.press(page.locator("main").getByRole("link", { name: "Aktualisieren" }).first(), "the way to update it");
  await allFaces(press, "warnung-aktualisieren");
  await page.goto(DESK);
  await keys.press(named(page, "Entwarnung geben"), "the button to give the all-clear");
  await visitor.page.goto("/kontakt");
  const text = await visitor.page.locator("body").innerText();
  must(/Entwarnung/.test(text), "nobody is told that it is over");
}

/// Upload, description, consent, use, withdrawal; a PDF; the library itself; a warning.
export async function mediaJourney(town, visitors) {
  const editor = await enter(town, visitors, town.staff.editor);
  const keys = new Keyboard(editor.page);
  const path = await upload(editor, keys);
  await describe(editor, keys, path);
  const item = await publish(editor, new Mouse(editor.page));
  const visitor = await arrive(town.browser, town.base);
  visitors.push(visitor);
  const before = await shown(visitor);
  const key = path.split("/").at(-1);
  const own = before.filter((src) => src.includes(key));
  must(own.length > 0, `the picture is not shown: ${before.join(", ")}`);
  const { page } = editor;
  await page.goto(path);
  must((await said(page)).includes(TITLE) && (await page.locator(`main a[href*="/aktuelles/"]`).count()) > 0, "nobody says where it is used");
  await page.goto(LIBRARY);
  await allFaces(editor, "medien");
  await page.goto(`${LIBRARY}?q=Gruppenbild`);
  await look(editor, { state: "searched" });
  await page.goto(path);
  await keys.press(named(page, "Widerruf eintragen und sperren"), "the button to note a withdrawal");
  must(/Gesperrt: niemand sieht es mehr/.test(await said(page)), "nobody says that it is blocked");
  await allFaces(editor, "medium-gesperrt");
  const after = await shown(visitor);
  must(!after.some((src) => src.includes(key)), `a withdrawn picture still stands on the page: ${after.join(", ")}`);
  const answer = await visitor.context.request.get(own[0]);
  must([404, 410].includes(answer.status()), `the picture itself still answers ${answer.status()}`);
  await page.goto(item);
  await paper(editor, keys);
  await warn(town, visitors);
}
