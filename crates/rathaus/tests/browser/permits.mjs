// Lines in roads: an operator asks, the road authority says what is missing, others are asked and
// settled with, consent is given with conditions, and the operator reads the notice.

import { must } from "./findings.mjs";
import { errors } from "./forms.mjs";
import { Mouse } from "./hands.mjs";
import { look } from "./looks.mjs";
import { arrive } from "./visitor.mjs";
import { decide, mustBePdf, signIn } from "./wohngeld.mjs";

const OPERATOR = "planung@lindnetz.example";
const TITLE = "Verdichtung am Wasserturm";
const OFFICE = "/verwaltung/leitungen";

const main = (page) => page.locator("main");
const button = (page, name) => main(page).getByRole("button", { name, exact: true }).first();
const link = (page, name) => main(page).getByRole("link", { name, exact: true }).first();
const said = (page) => main(page).innerText();

/// Days from today, as people write them.
const inDays = (days) => {
  const day = new Date(Date.now() + days * 86_400_000);
  return [day.getDate(), day.getMonth() + 1, day.getFullYear()].map((n) => String(n).padStart(2, "0")).join(".");
};

/// Signs somebody in who acts for a company: the code comes by mail, which the demo keeps.
export async function operatorPortal(town, visitors, options = {}) {
  const visitor = await arrive(town.browser, town.base, options);
  visitors.push(visitor);
  const { page } = visitor;
  const hands = new Mouse(page);
  // Codes of earlier visits lie there, too.
  const post = await visitor.context.newPage();
  const latest = async () => {
    await post.goto("/postausgang");
    return (await post.locator("main").innerText()).split(OPERATOR)[1]?.match(/Ihr Code: (\d{4} \d{4})/)?.[1];
  };
  const before = await latest();
  await page.goto("/anmelden?zurueck=/leitungen");
  await hands.text("email", OPERATOR);
  await hands.press(button(page, "Code anfordern"), "the button for a code");
  let code = await latest();
  for (let n = 0; n < 20 && (!code || code === before); n += 1) {
    await post.waitForTimeout(300);
    code = await latest();
  }
  must(code && code !== before, "no code for the operator on /postausgang");
  await post.close();
  await hands.text("code", code);
  await hands.press(button(page, "Anmelden"), "the button to sign in");
  must(page.url().endsWith("/leitungen"), `the operator lands at ${page.url()}`);
  return { visitor, page, hands };
}

async function staff(town, visitors, email) {
  const visitor = await arrive(town.browser, town.base);
  visitors.push(visitor);
  const hands = new Mouse(visitor.page);
  await signIn(visitor, hands, town.staff, email);
  return { visitor, page: visitor.page, hands };
}

/// Points by mouse and by keyboard become lines in the field; all of it can be taken back.
async function drawing({ page }) {
  const board = page.locator("[data-rh-draw]");
  const field = page.locator('textarea[name="linie"]');
  await page.waitForFunction(() => Number(document.querySelector("[data-rh-draw]").dataset.rhReady) > 0);
  const canvas = board.locator("canvas");
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  for (const [x, y] of [[0.4, 0.4], [0.5, 0.45], [0.6, 0.6]]) await page.mouse.click(box.x + x * box.width, box.y + y * box.height, { delay: 30 });
  await board.getByRole("button", { name: "Linie beenden" }).click();
  const drawn = JSON.parse(await field.inputValue());
  must(drawn.features.length === 1 && drawn.features[0].geometry.coordinates.length === 3, `three clicks make ${await field.inputValue()}`);
  await canvas.focus();
  await page.keyboard.press("Enter");
  must((await board.locator("[data-rh-drawn]").innerText()).includes("Erster Punkt"), "nobody says that a point was set");
  await page.keyboard.press("ArrowRight");
  await page.waitForTimeout(400);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  must(JSON.parse(await field.inputValue()).features.length === 2, "the keyboard draws no line");
  await page.keyboard.press("Backspace");
  must(JSON.parse(await field.inputValue()).features.length === 1, "the keyboard takes no point back");
  return field.inputValue();
}

/// Asks for consent with a list of streets; something is missing, and the check says so.
async function ask(operator, streets) {
  const { visitor, page, hands } = operator;
  await hands.press(link(page, "Neuer Antrag"), "the link to a new request");
  await look(visitor);
  const line = await drawing(operator);
  await look(visitor, { state: "drawn", picture: "leitungen-neu" });
  await hands.press(button(page, "Prüfen"), "the button to check");
  must((await errors(page)).length > 0, "an empty request is taken");
  must((await page.locator('textarea[name="linie"]').inputValue()).length > 20, "what was drawn is lost when something is wrong");
  await look(visitor, { state: "with errors" });
  await page.waitForFunction(() => /1 Linie/.test(document.querySelector("[data-rh-drawn]").textContent));
  await page.locator("[data-rh-draw]").getByRole("button", { name: "Alles löschen" }).click();
  await hands.radio("art", "consent");
  await hands.text("titel", TITLE);
  await hands.text("von", inDays(60));
  await hands.text("bis", inDays(120));
  await hands.text("strassen", streets.join("\n"));
  await hands.select("verfahren", "open");
  await hands.select("belag", "footway");
  await hands.text("tiefe", "70");
  await hands.text("breite", "30");
  await hands.text("firma", "Grabenbau Hollender GmbH");
  await hands.press(button(page, "Prüfen"), "the button to check");
  const text = await said(page);
  must(text.includes("Es fehlt noch etwas") && text.includes("Bauleitung oder Telefon fehlen"), "the check does not say what is missing");
  for (const street of streets) must(text.includes(street), `${street} is not in the request`);
  await look(visitor, { state: "draft", picture: "leitungen-entwurf" });
  const path = new URL(page.url()).pathname;
  await hands.press(button(page, "Antrag absenden"), "the button to send");
  must((await said(page)).includes("Wir entscheiden spätestens am"), "nobody says until when the town decides");
  await look(visitor, { state: "sent", picture: "leitungen-gesendet" });
  return { path, line };
}

/// The office asks for what is missing, with the text that is ready.
async function incomplete(engineer) {
  const { visitor, page, hands } = engineer;
  await page.goto(OFFICE);
  await look(visitor, { picture: "leitungen-amt" });
  const row = main(page).locator("tr").filter({ hasText: TITLE });
  await hands.press(row.getByRole("link").first(), "the request in the list");
  await look(visitor, { state: "received", picture: "leitungen-antrag" });
  const text = await page.locator('textarea[name="text"]').inputValue();
  must(text.includes("• Verantwortliche Bauleitung mit Telefonnummer"), `the text is not ready: ${text}`);
  const path = new URL(page.url()).pathname;
  await hands.press(button(page, "Nachforderung absenden"), "the button to ask for it");
  must((await said(page)).includes("Die Frist steht"), "the clock does not stand");
  return path;
}

/// The operator reads what is missing and hands it in.
async function supplement({ visitor, page, hands }, path) {
  await page.goto(path);
  const text = await said(page);
  must(text.includes("Bitte ergänzen Sie Ihren Antrag") && text.includes("Verantwortliche Bauleitung"), "the operator does not read what is missing");
  await look(visitor, { state: "incomplete", picture: "leitungen-nachgefordert" });
  await hands.press(link(page, "Ergänzen oder ändern"), "the link to supplement");
  await look(visitor);
  await hands.text("bauleitung", "Rita Polier");
  await hands.text("telefon", "0151 2345678");
  await hands.text("verkehr", "Halbseitige Sperrung nach RSA 21, Regelplan B I/2.");
  await hands.checkbox("auskunft", true);
  await hands.press(button(page, "Speichern"), "the button to save");
  must(!(await said(page)).includes("Bauleitung oder Telefon fehlen"), "what was handed in is still missing");
}

/// Works nearby are settled: a choice is needed, and a reason where nothing is done.
async function settle({ visitor, page, hands }, path) {
  await page.goto(path);
  await hands.press(button(page, "Vollständigkeit bestätigen"), "the button to confirm that it is complete");
  const open = () => main(page).locator('form[action$="/abstimmen"]');
  must((await open().count()) > 0, "nobody else digs in these streets");
  await hands.press(open().first().locator("button[type=submit]"), "the button without a choice");
  must((await errors(page)).join().includes("Wählen Sie, was geschieht"), `no choice is taken: ${await errors(page)}`);
  await look(visitor, { state: "coordination refused" });
  const all = await open().count();
  for (let n = 0; n < all; n += 1) {
    await page.locator(`main [name="abstimmung-${n}"][value="sequence"]`).check();
    await page.locator(`main [name="absprache-${n}"]`).fill("Gemeinsame Bauberatung am Montag, Reihenfolge vereinbart.");
    await hands.press(open().nth(n).locator("button[type=submit]"), "the button to save what is done");
  }
  must((await main(page).getByText("noch offen", { exact: true }).count()) === 0, "something is still open after all was settled");
}

/// Another office is asked and answers.
async function involve(engineer, office) {
  const { page, hands } = engineer;
  await main(page).locator("summary").filter({ hasText: "Stelle beteiligen" }).click();
  const stelle = await page.locator('main select[name="stelle"] option').filter({ hasText: /^32 / }).first().getAttribute("value");
  await hands.select("stelle", stelle);
  await hands.text("frage", "Stört das Vorhaben den Markt?");
  await hands.press(button(page, "Beteiligen"), "the button to ask an office");
  must((await said(page)).includes("Stört das Vorhaben den Markt?"), "the question is not on the page");
  await office.page.goto("/verwaltung/stellungnahmen");
  const card = main(office.page).locator("form").filter({ has: office.page.locator("textarea") });
  await look(office.visitor, { picture: "stellungnahmen" });
  must((await said(office.page)).includes("Stört das Vorhaben den Markt?"), "the office does not see the question");
  const mine = main(office.page).locator(".rh-card, section, article").filter({ hasText: TITLE }).last().locator("form");
  const form = (await mine.count()) ? mine : card.last();
  await form.locator("textarea").fill("Nein, der Markt ist auf dem Marktplatz.");
  await office.hands.press(form.locator("button[type=submit]"), "the button to answer");
  must((await said(office.page)).includes("Stellungnahme abgegeben"), "nobody says that the answer arrived");
  await page.reload();
  must((await said(page)).includes("der Markt ist auf dem Marktplatz"), "the answer does not reach the office");
}

/// Conditions with their ground, and a ruling on all sections.
async function consent({ visitor, page, hands }) {
  await main(page).locator("summary").filter({ hasText: "Aus der Bibliothek" }).click();
  for (const name of ["gehweg", "lage"]) await page.locator(`main [name="vorlage"][value="${name}"]`).check();
  await hands.press(button(page, "Übernehmen"), "the button to add conditions");
  await main(page).locator("summary").filter({ hasText: "Eigene Nebenbestimmung" }).click();
  await hands.text("wortlaut", "Vor der Schule nur in den Ferien.");
  await hands.press(button(page, "Hinzufügen"), "the button to add a condition");
  must((await errors(page)).join().includes("Ohne Grund"), "a condition without ground is taken");
  must((await page.locator('main [name="wortlaut"]').inputValue()).includes("Ferien"), "the text of the condition is lost");
  await look(visitor, { state: "condition without ground" });
  await page.locator('main [name="grund"][value="traffic"]').check();
  await hands.press(button(page, "Hinzufügen"), "the button to add the condition");
  await hands.press(button(page, "Ablehnen"), "the button to refuse without a ground");
  must((await errors(page)).join().includes("Eine Ablehnung braucht einen Grund"), "a refusal without ground is taken");
  await hands.press(button(page, "Zustimmen"), "the button to consent");
  await look(visitor, { state: "ruled", picture: "leitungen-entschieden" });
}

/// The notice arrives at the operator, with everything in it.
async function notice({ visitor, page, hands }, path, patienceMs = 40_000) {
  const until = Date.now() + patienceMs;
  const paper = main(page).getByRole("link", { name: /Bescheid oder Anlage/ }).first();
  await page.goto(path);
  while ((await paper.count()) === 0) {
    must(Date.now() < until, `no notice after ${patienceMs / 1000} s`);
    await page.waitForTimeout(500);
    await page.reload();
  }
  await look(visitor, { state: "granted", picture: "leitungen-bescheid" });
  const text = await said(page);
  must(text.includes("zugestimmt") && text.includes("Vor der Schule nur in den Ferien."), "the page does not say what was decided");
  const file = await hands.fetch(paper, "the notice");
  await mustBePdf(file);
  if (process.env.RATHAUS_PICTURES) await file.saveAs(`${process.env.RATHAUS_PICTURES}/leitungen-bescheid.pdf`);
}

/// The periods in somebody's own calendar: an address with a key, which can be taken away.
async function calendar({ visitor, page, hands }) {
  await page.goto(OFFICE);
  await hands.press(link(page, "Fristen im eigenen Kalender"), "the link to the calendar");
  await look(visitor);
  await hands.press(button(page, "Adresse für meinen Kalender anlegen"), "the button to make an address");
  await look(visitor, { state: "made", picture: "leitungen-kalender" });
  const url = await page.locator('main [name="adresse"]').inputValue();
  const feed = await page.request.get(url);
  must(feed.ok() && (await feed.text()).includes("BEGIN:VEVENT"), `the calendar answers ${feed.status()}`);
  await hands.press(button(page, "Adresse widerrufen"), "the button to take it away");
  must((await page.request.get(url)).status() === 404, "the address still opens the calendar");
}

/// The same form without a script: no map that does nothing, and a line can still be handed in.
async function scriptless(town, visitors, line) {
  const person = await operatorPortal(town, visitors, { js: false });
  const { visitor, page, hands } = person;
  await look(visitor, { state: "without script", picture: "leitungen-liste" });
  await page.goto("/leitungen/neu");
  must(!(await page.locator("[data-rh-draw]").isVisible()), "an empty map without scripts");
  await hands.radio("art", "minor");
  await hands.text("titel", "Ein Hausanschluss");
  await hands.text("von", inDays(30));
  await hands.text("bis", inDays(40));
  await hands.text("linie", line);
  await hands.press(button(page, "Prüfen"), "the button to check");
  must((await said(page)).includes("1 Abschnitt"), `a drawn line is no section: ${await errors(page)}`);
  await look(visitor, { state: "drawn line, without script" });
  await hands.press(button(page, "Entwurf verwerfen"), "the button to discard");
}

export async function permitsJourney(town, visitors) {
  const operator = await operatorPortal(town, visitors);
  await look(operator.visitor);
  // Streets somebody else is about to dig up.
  await operator.page.goto("/leitungen");
  await operator.hands.press(link(operator.page, "Ausbau Nord, Abschnitt 1"), "an earlier request");
  await look(operator.visitor, { picture: "leitungen-frueher" });
  const cells = await main(operator.page).locator("table").last().locator("tbody tr").evaluateAll((rows) => rows.map((row) => row.cells[1].innerText.trim()));
  const streets = [...new Set(cells)].slice(0, 3);
  await operator.page.goto("/leitungen");
  const { path, line } = await ask(operator, streets);
  const engineer = await staff(town, visitors, town.staff.roads);
  const room = await incomplete(engineer);
  await supplement(operator, path);
  await settle(engineer, room);
  const office = await staff(town, visitors, town.staff.order);
  await involve(engineer, office);
  await consent(engineer);
  await engineer.hands.press(link(engineer.page, "Zum Vorgang: entscheiden, schreiben"), "the link to the case");
  await look(engineer.visitor, { picture: "leitungen-vorgang" });
  await decide(engineer.visitor, engineer.hands, null, "Belange anderer stehen nicht entgegen.", { isWhole: true });
  await notice(operator, path);
  await calendar(engineer);
  await scriptless(town, visitors, line);
}
