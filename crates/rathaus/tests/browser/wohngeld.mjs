// The journey of housing benefit, in parts that both households walk: apply, follow, decide.

import fs from "node:fs";
import { must, report } from "./findings.mjs";
import { errors, fillIn } from "./forms.mjs";
import { pdf } from "./households.mjs";
import { look } from "./looks.mjs";
import { mustHaveNoCookie, place } from "./visitor.mjs";

const button = (page, name) => page.locator("main").getByRole("button", { name, exact: true }).first();
const link = (page, name) => page.locator("main").getByRole("link", { name, exact: true }).first();
/// Fails unless a page is at an address.
const at = (page, part) => must(page.url().includes(part), `expected ${part}, is at ${place(page.url())}: ${page.url()}`);

/// From the service page to the first page of the form. Returns number and code.
export async function begin(visitor, hands, picture = false, service = "wohngeld") {
  const { page } = visitor;
  const answer = await page.goto(`/leistungen/${service}`);
  if (answer.status() === 200) {
    await look(visitor, { picture: picture && "leistung" });
    await hands.press(link(page, "Online beantragen"), "the link to the online form");
  } else {
    // A flaw of its own, which fails the run; the rest of the journey is still worth walking.
    report("guard", `/leistungen/${service}`, `answers ${answer.status()}`);
    await page.goto(`/antrag/${service}`);
  }
  at(page, `/antrag/${service}`);
  await look(visitor, { picture: picture && "antrag-beginn" });
  await mustHaveNoCookie(visitor, "before the form was begun");
  await hands.press(button(page, "Antrag anfangen"), "the button to begin");
  at(page, "/antrag/code");
  await look(visitor, { picture: picture && "nummer-und-code" });
  const [number, code] = await page.locator("main dd").allInnerTexts();
  must(/^[A-Z0-9-]{6,}$/.test(number?.trim()), `no number on ${place(page.url())}: ${number}`);
  must(/^[A-Z0-9-]{10,}$/.test(code?.trim()), `no code on ${place(page.url())}: ${code}`);
  await hands.press(button(page, "Notiert, weiter zum Antrag"), "the button to go on");
  at(page, "/antrag/entwurf/");
  return { number: number.trim(), code: code.trim() };
}

/// All pages of the form, the documents, the review, the receipt. Returns the case.
export async function apply(visitor, hands, household, { onPage, picture = false } = {}) {
  const { page } = visitor;
  await fillIn(visitor, hands, household, onPage);
  await look(visitor, { picture: picture && "unterlagen" });
  await handIn(page, hands, pdf("Nachweis.pdf"));
  await look(visitor, { state: "uploaded" });
  await hands.press(page.locator("main button.kern-btn--primary").last(), "the button to the review");
  at(page, "/pruefen");
  await look(visitor, { picture: picture && "pruefen" });
  const text = await page.locator("main").innerText();
  for (const part of household.shown ?? [household.name.split(" ")[0]]) must(text.includes(part), `the review does not show ${part}`);
  for (const part of household.hidden ?? []) must(!text.includes(part), `the review shows ${part}`);
  must(text.includes("Nachweis.pdf"), "the review does not show the uploaded file");
  const [parts, links] = [await page.locator("main section dl").count(), await page.locator("main section a:has-text('Ändern')").count()];
  must(parts > 3 && links === parts, `the review has ${parts} parts and ${links} links to change them`);
  await hands.press(button(page, "Verbindlich absenden"), "the button to send");
  must((await errors(page)).length > 0, "the application was sent without confirmation");
  await look(visitor, { state: "not confirmed" });
  await hands.checkbox("bestaetigt", true);
  await hands.press(button(page, "Verbindlich absenden"), "the button to send");
  at(page, "/eingang");
  await look(visitor, { picture: picture && "eingang" });
  return receipt(visitor, hands);
}

/// Uploads to the first kind of document of the page.
export async function handIn(page, hands, file) {
  // What has arrived has its upload folded.
  const form = page.locator("main form:has(input[type=file]):visible").first();
  await hands.file(form.locator("input[type=file]"), "the field for a file", file);
  await hands.press(form.locator("button[type=submit]"), "the button to upload");
  must((await errors(page)).length === 0, `upload refused: ${(await errors(page)).join(" | ")}`);
  must((await page.locator("main").innerText()).includes(file.name), `${file.name} is not listed after the upload`);
}

/// Number, time and digest of the receipt; its PDF downloads.
async function receipt({ page }, hands) {
  const [number, time, digest] = await page.locator("main dd").allInnerTexts();
  must(/\d/.test(number ?? ""), `no case number on the receipt: ${number}`);
  must(/\d{1,2}:\d{2}/.test(time ?? ""), `no time on the receipt: ${time}`);
  must(/^[0-9a-f]{64}$/.test((digest ?? "").replace(/\s/g, "")), `no SHA-256 on the receipt: ${digest}`);
  const file = await hands.fetch(link(page, "Eingangsbestätigung (PDF) herunterladen"), "the receipt as PDF");
  await mustBePdf(file);
  const id = page.url().match(/vorgang\/([0-9a-f-]{36})/)[1];
  return { id, number: number.trim() };
}

/// A download that is a PDF.
export async function mustBePdf(download) {
  const head = fs.readFileSync(await download.path()).subarray(0, 5).toString("latin1");
  must(head === "%PDF-", `${download.suggestedFilename()} begins with ${JSON.stringify(head)}, not %PDF-`);
}

/// From the receipt to the status page.
export async function follow(visitor, hands, picture = false) {
  await hands.press(link(visitor.page, "Stand des Antrags ansehen"), "the link to the status");
  await look(visitor, { picture: picture && "stand" });
}

/// Signs somebody of the staff in.
export async function signIn(visitor, hands, staff, email) {
  const { page } = visitor;
  await page.goto("/verwaltung/anmelden");
  await look(visitor);
  await mustHaveNoCookie(visitor, "before signing in");
  await hands.text("email", email);
  await hands.text("passwort", staff.password);
  await hands.press(button(page, "Anmelden"), "the button to sign in");
  must(!page.url().includes("/anmelden"), `${email} cannot sign in: ${(await errors(page)).join(" | ")}`);
  at(page, "/schreibtisch");
}

/// Finds a case by its number, starting at the desk.
export async function openCase(visitor, hands, kase) {
  const { page } = visitor;
  await page.goto("/schreibtisch");
  await look(visitor, { picture: "schreibtisch" });
  const own = page.locator("main").getByRole("link", { name: kase.number }).first();
  if ((await own.count()) === 0) {
    await page.goto("/vorgaenge");
    await look(visitor, { picture: "vorgaenge" });
    await hands.text("q", kase.number);
    await hands.press(page.locator("main form:has([name=q]) button[type=submit]").first(), "the button to search");
  }
  await hands.press(page.locator("main").getByRole("link", { name: kase.number }).first(), `case ${kase.number}`);
  at(page, `/vorgaenge/${kase.id}`);
  await look(visitor, { picture: "vorgang-amt" });
}

/// Takes the case and writes the decision; returns whether a second person has to sign.
export async function decide(visitor, hands, kase, reasons, { isWhole = false } = {}) {
  const { page } = visitor;
  await hands.press(button(page, "Übernehmen"), "the button to take the case");
  await look(visitor, { state: "taken" });
  await hands.press(link(page, "Entscheiden"), "the link to decide");
  await look(visitor, { picture: "entscheiden" });
  await hands.radio("ergebnis", "granted");
  await hands.text("begruendung", reasons);
  await hands.press(button(page, "Weiter zur Prüfung"), "the button to the review of the decision");
  must((await errors(page)).length === 0, `decision refused: ${(await errors(page)).join(" | ")}`);
  at(page, "/entscheiden/pruefen");
  await look(visitor, { picture: "entscheidung-pruefen" });
  const submit = button(page, "Zur Mitzeichnung geben");
  const isDouble = (await submit.count()) > 0;
  const tellsGaps = (await page.locator("main").innerText()).includes("Es fehlen");
  must(tellsGaps !== isWhole, isWhole ? "the last look misses something of a whole application" : "the last look does not say what is missing");
  await hands.press(isDouble ? submit : button(page, "Bescheid jetzt erlassen"), "the button to issue the notice");
  await look(visitor, { state: "decided" });
  return isDouble;
}

/// The second pair of eyes.
export async function countersign(visitor, hands, kase) {
  const { page } = visitor;
  await page.goto(`/vorgaenge/${kase.id}/mitzeichnen`);
  await look(visitor, { picture: "mitzeichnen" });
  await hands.press(button(page, "Mitzeichnen und erlassen"), "the button to sign");
  must((await errors(page)).length === 0, `signature refused: ${(await errors(page)).join(" | ")}`);
}

/// The notice arrives on the citizen's page: jobs make it, so it takes a moment.
export async function notice(visitor, hands, kase, patienceMs = 30_000) {
  const { page } = visitor;
  const until = Date.now() + patienceMs;
  const paper = page.locator("main").getByRole("link", { name: /Bescheid/ }).first();
  await page.goto(`/vorgang/${kase.id}`);
  while ((await paper.count()) === 0) {
    must(Date.now() < until, `no notice on the status page after ${patienceMs / 1000} s`);
    await page.waitForTimeout(500);
    await page.reload();
  }
  await look(visitor, { state: "decided", picture: "stand-bescheid" });
  const text = await page.locator("main").innerText();
  must(!text.includes("fehlt noch"), "documents are said to be missing after the decision");
  must(text.search(/Bescheid vom/) < text.search(/Nachrichten/), "the notice does not come before the messages");
  await mustBePdf(await hands.fetch(paper, "the notice"));
}

/// The demo keeps mail on a page of its own.
export async function mail(visitor, recipient, patienceMs = 20_000) {
  const { page } = visitor;
  const until = Date.now() + patienceMs;
  await page.goto("/postausgang");
  while (!(await page.locator("main").innerText()).includes(recipient)) {
    must(Date.now() < until, `no mail to ${recipient} on /postausgang after ${patienceMs / 1000} s`);
    await page.waitForTimeout(500);
    await page.reload();
  }
  await look(visitor, { picture: "postausgang" });
}
