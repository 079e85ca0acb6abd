// The newsroom: a news item from the first word to a correction that everybody reads, with the page
// beside the text, a second pair of eyes, two editors on one text; and all its pages without a script.

import { must } from "./findings.mjs";
import { Keyboard, Mouse } from "./hands.mjs";
import { look } from "./looks.mjs";
import { arrive, place } from "./visitor.mjs";

const BASE = "/verwaltung/redaktion";
const TITLE = "Neue Bänke am Bachufer";
const ROOMS = ["", "/neu", "/alle", "/kalender", "/kalender?ansicht=monat", "/vorlagen", "/befunde"];
const PARTS = ["", "/angaben", "/vorschau", "/freigabe", "/fassungen", "/gespraech", "/ganz", "/medien?feld=bild"];

const named = (page, name) => page.locator("main").getByRole("button", { name, exact: true }).first();
const said = (page) => page.locator("main").innerText();

/// Signs somebody in; newsroom people begin wherever the house sends them.
async function enter(town, visitors, email, options = {}, Hands = Mouse) {
  const visitor = await arrive(town.browser, town.base, options);
  visitors.push(visitor);
  const { page } = visitor;
  await page.goto("/verwaltung/anmelden");
  const hands = new Hands(page);
  await hands.text("email", email);
  await hands.text("passwort", town.staff.password);
  await hands.press(named(page, "Anmelden"), "the button to sign in");
  must(!page.url().includes("/anmelden"), `${email} cannot sign in`);
  return { visitor, page, hands };
}

/// A new item with its teaser; answers its path.
async function begin({ page, hands }) {
  await page.goto(`${BASE}/neu`);
  await hands.text("titel", TITLE);
  await hands.radio("art", "news");
  await hands.press(page.locator("main form button.kern-btn--primary").first(), "the button to begin");
  const path = new URL(page.url()).pathname;
  must(/redaktion\/[0-9a-f-]{36}$/.test(path), `not a text: ${path}`);
  await page.locator('main [name="kurztext"]').fill("Zwölf Bänke aus Lärche laden zum Sitzen ein.");
  await hands.press(named(page, "Speichern"), "the button to save");
  return path;
}

/// What is typed stands in the page beside the text without anybody pressing a button.
async function type({ page }, path) {
  const paper = page.locator(".rh-writing__paper").first();
  await paper.click();
  await page.keyboard.type("Am Bach stehen jetzt zwölf neue Bänke. Sie sind aus Lärche.");
  const shown = page.frameLocator(".rh-proof__frame >> nth=0").getByText("zwölf neue Bänke");
  await shown.first().waitFor({ state: "attached" });
  for (const [view, width] of [["Bildschirm", 1280], ["Druck", 794], ["Handy", 360]]) {
    await page.locator("main").getByRole("link", { name: view, exact: true }).first().click();
    await page.waitForFunction((wanted) => {
      const all = [...document.querySelectorAll(".rh-proof iframe")];
      return all.length === 1 && all[0].contentWindow.innerWidth === wanted;
    }, width);
  }
  await page.goto(path);
  must((await page.locator("main textarea[name=worte]").first().inputValue()).includes("Lärche"), "typing was not saved");
}

async function press(person, path, name, fill = async () => {}) {
  await person.page.goto(`${path}/freigabe`);
  await fill();
  await person.hands.press(named(person.page, name), `the button "${name}"`);
}

/// Two people change the same words: the second one is asked, and nothing is lost.
async function collide(one, other, path) {
  for (const person of [one, other]) await person.page.goto(`${path}/ganz`);
  const words = (person, text) => person.page.locator("main textarea[name=worte]").fill(text);
  await words(one, "Am Bach stehen jetzt vierzehn neue Bänke.");
  await one.hands.press(named(one.page, "Speichern"), "the button to save");
  await words(other, "Am Bach stehen jetzt dreizehn neue Bänke.");
  await other.hands.press(named(other.page, "Speichern"), "the button to save");
  const text = await said(other.page);
  must(/hat dieselbe Stelle/.test(text) && text.includes("vierzehn"), "nobody is told of the other one's words");
  must((await other.page.locator("main textarea[name=worte]").inputValue()).includes("dreizehn"), "typed words are lost");
  await look(other.visitor, { state: "two editors" });
  await other.hands.press(named(other.page, "Speichern"), "the button to save once more");
}

/// Written, seen beside, approved by another, published, corrected: and the public reads the correction.
export async function newsroomJourney(town, visitors) {
  const editor = await enter(town, visitors, town.staff.editor);
  const chief = await enter(town, visitors, town.staff.press);
  const path = await begin(editor);
  await type(editor, path);
  await look(editor.visitor, { picture: "redaktion-schreiben" });
  await press(editor, path, "Zur Prüfung geben");
  await chief.page.goto(BASE);
  must((await said(chief.page)).includes(TITLE), "nobody is asked to review");
  await press(chief, path, "Freigeben");
  await collide(editor, chief, path);
  await chief.page.goto(`${path}/freigabe`);
  await chief.hands.press(chief.page.locator('main button[value="veroeffentlichen"]'), "the button to publish");
  const visitor = await arrive(town.browser, town.base);
  visitors.push(visitor);
  await visitor.page.goto("/aktuelles");
  await visitor.page.locator("main").getByRole("link", { name: TITLE }).first().click();
  must((await said(visitor.page)).includes("dreizehn neue Bänke"), "the public reads something else");
  const address = new URL(visitor.page.url()).pathname;
  await chief.page.goto(`${path}/ganz`);
  await chief.page.locator("main textarea[name=worte]").fill("Am Bach stehen jetzt zwölf neue Bänke.");
  await chief.hands.press(named(chief.page, "Speichern"), "the button to save");
  await chief.page.goto(`${path}/freigabe`);
  await chief.page.locator('main [name="aenderung"][value="correction"]').check();
  await chief.hands.text("hinweis_de", "Die Zahl der Bänke war falsch.");
  await chief.hands.press(chief.page.locator('main button[value="veroeffentlichen"]'), "the button to correct");
  await visitor.page.goto(address);
  const text = await said(visitor.page);
  must(text.includes("zwölf neue Bänke") && text.includes("Die Zahl der Bänke war falsch."), "the correction is silent");
  await look(visitor, { state: "corrected" });
  await rooms(chief, path);
  await scriptless(town, visitors, path);
  await keys(town, visitors);
}

/// From the first word to the review with keys alone; the editor lets go of the focus again.
async function keys(town, visitors) {
  const person = await enter(town, visitors, town.staff.editor, {}, Keyboard);
  const { page, hands } = person;
  await page.goto(`${BASE}/neu`);
  await hands.text("titel", "Bänke, nur mit Tasten geschrieben");
  await hands.radio("art", "news");
  await hands.press(page.locator("main form button.kern-btn--primary").first(), "the button to begin");
  const path = new URL(page.url()).pathname;
  await hands.text("kurztext", "Zwölf Bänke aus Lärche laden zum Sitzen ein.");
  await hands.press(named(page, "Speichern"), "the button to save");
  const paper = page.locator(".rh-writing__paper").first();
  await hands.reach(page.locator(".rh-writing__paper[contenteditable], .rh-writing__paper [contenteditable]").first(), "the paper to write on");
  await page.keyboard.type("Am Bach stehen Bänke. ");
  await page.keyboard.press("Control+b");
  await page.keyboard.type("Alle sind neu.");
  must((await paper.locator("strong").innerText()) === "Alle sind neu.", "Ctrl+B makes nothing bold");
  await hands.reach(page.locator("main").getByRole("link", { name: "Handy", exact: true }).first(), "what lies behind the paper");
  await page.waitForFunction(() => document.querySelector("main textarea[name=worte]").value.includes("**Alle sind neu.**"));
  await page.goto(`${path}/freigabe`);
  await hands.press(named(page, "Zur Prüfung geben"), "the button to ask for a review");
  must(/Prüfung/.test(await said(page)), "the text is not in review");
}

/// Every room and every part of a text.
async function rooms(person, path) {
  for (const where of [...ROOMS.map((room) => BASE + room), ...PARTS.map((part) => path + part)]) {
    const answer = await person.page.goto(where);
    must(answer.status() === 200, `${where} answers ${answer.status()}`);
    await look(person.visitor, { picture: place(person.page.url()).replace(/\W+/g, "-").slice(1) });
  }
}

/// The same without a script: writing, a block put in, moved and copied, the preview beside it.
async function scriptless(town, visitors, path) {
  const person = await enter(town, visitors, town.staff.editor, { js: false });
  const { page, hands } = person;
  await page.goto(path);
  must((await page.locator("main textarea[name=worte]").count()) > 0, "there is nothing to write in");
  must((await page.locator(".rh-proof iframe").count()) === 1, "the page is not beside its text");
  await page.locator("main details").first().locator("summary").click();
  await page.locator("main details").first().locator("select").first().selectOption("quote");
  await hands.press(page.locator('main details button[value="neu"]').first(), "the button to insert");
  await hands.text("content", "Hier sitzt man gut.");
  await hands.press(named(page, "Speichern und schließen"), "the button to save the block");
  await hands.press(page.locator("main").getByRole("link", { name: /Verschieben oder kopieren/ }).first(), "the way to move it");
  await hands.select("ziel", "anfang");
  await hands.press(named(page, "Kopie dort einfügen"), "the button to copy");
  must((await page.locator("main .rh-piece").count()) === 2, "the copy is missing");
  await look(person.visitor, { state: "without script" });
}
