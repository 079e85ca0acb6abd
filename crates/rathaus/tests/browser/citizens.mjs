// Two households apply for housing benefit, from the first page to the notice.

import { must, report } from "./findings.mjs";
import { errors, fillPage } from "./forms.mjs";
import { Keyboard, Mouse } from "./hands.mjs";
import { pdf, pensioner, singleParent } from "./households.mjs";
import { look } from "./looks.mjs";
import { place } from "./visitor.mjs";
import { arrive } from "./visitor.mjs";
import { apply, begin, countersign, decide, follow, handIn, mail, notice, openCase, signIn } from "./wohngeld.mjs";

/// A visitor that the runner photographs if the journey fails.
async function visit(town, visitors, options) {
  const visitor = await arrive(town.browser, town.base, options);
  visitors.unshift(visitor);
  return visitor;
}

/// Name and postcode of the demo town, from its own pages.
async function identity(visitor) {
  await visitor.page.goto("/");
  const name = (await visitor.page.locator(".rh-brand__name").first().innerText()).trim();
  const [, postcode] = (await visitor.page.locator("footer").innerText()).match(/\b(\d{5})\b/) ?? [];
  if (!postcode) report("guard", "/", "has no address with a postcode in its footer");
  return { name, postcode: postcode ?? "46999" };
}

/// The case worker grants, the team lead signs where the house demands it.
async function grant(town, visitors, hand, kase, js) {
  const clerk = await visit(town, visitors, { js });
  const hands = hand(clerk.page);
  await signIn(clerk, hands, town.staff, town.staff.clerk);
  await openCase(clerk, hands, kase);
  const reasons = "Die Angaben sind nachgewiesen. Das Wohngeld folgt aus der Berechnung.";
  if (await decide(clerk, hands, kase, reasons)) {
    const lead = await visit(town, visitors, { js });
    await signIn(lead, hand(lead.page), town.staff, town.staff.lead);
    await countersign(lead, hand(lead.page), kase);
  }
  return { clerk, hands };
}

/// One pensioner; no mouse is touched by anybody.
export async function keyboardJourney(town, visitors) {
  const visitor = await visit(town, visitors);
  const hand = (page) => new Keyboard(page);
  const hands = hand(visitor.page);
  const household = pensioner(await identity(visitor));
  await skipLink(visitor);
  await begin(visitor, hands, true);
  const kase = await apply(visitor, hands, household, { picture: true });
  await follow(visitor, hands, true);
  await grant(town, visitors, hand, kase, true);
  await notice(visitor, hands, kase);
  await mail(visitor, household.email);
}

/// The first Tab of a page leads to a link past the head, and Enter goes there.
async function skipLink({ page }) {
  await page.goto("/");
  await page.keyboard.press("Tab");
  const isLink = await page.evaluate(() => document.activeElement?.matches("a[href='#inhalt']"));
  must(isLink, "the first Tab does not reach the link past the head");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  const isInside = await page.evaluate(() => document.activeElement?.closest("#inhalt") !== null);
  must(isInside, "the link past the head does not lead into the content");
}

/// A single parent without JavaScript: makes a mistake, goes back, breaks off, comes back on
/// another computer, hands something in later, writes to the town and gets an answer.
export async function scriptlessJourney(town, visitors) {
  const first = await visit(town, visitors, { js: false });
  const hand = (page) => new Mouse(page);
  const household = singleParent(await identity(first));
  const { number, code } = await begin(first, hand(first.page));
  await mistake(first, hand(first.page), household);
  const left = await breakOff(first, hand(first.page), household);

  const visitor = await visit(town, visitors, { js: false });
  const hands = hand(visitor.page);
  await comeBack(visitor, hands, { number, code });
  must(place(visitor.page.url()) === left, `came back to ${visitor.page.url()}, left at ${left}`);
  const kase = await apply(visitor, hands, household);
  await follow(visitor, hands);

  await handIn(visitor.page, hands, pdf("Nachtrag.pdf"));
  await look(visitor, { state: "handed in later" });
  const question = "Ab Februar arbeite ich mehr. Muss ich das jetzt schon mitteilen?";
  await hands.text("text", question);
  await hands.press(visitor.page.getByRole("button", { name: "Nachricht senden" }), "the button to send a message");
  must((await visitor.page.locator("#nachrichten").innerText()).includes(question), "the message is not shown after sending");

  const { clerk, hands: clerks } = await grantAfterAnswer(town, visitors, hand, kase, question, visitor, hands);
  must(clerk && clerks, "nobody decided");
  await notice(visitor, hands, kase);
  await mail(visitor, household.email);
}

/// Leaves the name out on purpose: the summary appears, its link leads to the field, the rest is
/// kept. Then back to the page before, and on again.
async function mistake(visitor, hands, household) {
  const { page } = visitor;
  const nameField = "G99000000020.F99000000022";
  const on = () => hands.press(page.locator("main form button.kern-btn--primary").first(), "the button to go on");
  for (let n = 0; (await page.locator(`[name="${nameField}"]`).count()) === 0; n += 1) {
    must(n < 5, "no page asks for the family name");
    await fillPage(page, hands, household.answers);
    await on();
  }
  const before = place(page.url());
  await fillPage(page, hands, { ...household.answers, [nameField]: "" });
  await on();
  must(place(page.url()) === before, "the form went on without a family name");
  must((await page.title()).startsWith("Fehler"), `the title does not tell of the error: ${await page.title()}`);
  must((await errors(page)).length === 1, `expected one error, found: ${(await errors(page)).join(" | ")}`);
  await look(visitor, { state: "with error", picture: "fehler" });
  const target = await page.locator("[data-rh-focus] a").first().getAttribute("href");
  const field = page.locator(target);
  must((await field.getAttribute("name")) === nameField, `the summary leads to ${target}, not to the family name`);
  must((await field.getAttribute("aria-invalid")) === "true", "the field is not marked as invalid");
  await page.locator("[data-rh-focus] a").first().click();
  await page.keyboard.press("Tab");
  const kept = await page.locator('[name="G99000000020.F99000000021"]').inputValue();
  must(kept === household.answers["G99000000020.F99000000021"], `the first name was not kept: "${kept}"`);
  await hands.text(nameField, household.answers[nameField]);
  await on();
  const after = place(page.url());
  must(after !== before, `the corrected page does not go on: ${(await errors(page)).join(" | ")}`);
  await hands.press(page.locator("a.rh-back, .rh-back a, a:has-text('Zurück')").first(), "the link back");
  must(place(page.url()) === before, `back leads to ${place(page.url())}, not to ${before}`);
  must((await page.locator(`[name="${nameField}"]`).inputValue()) === household.answers[nameField], "the name is gone after going back");
  await on();
  await page.goBack();
  must(place(page.url()) === before, "the browser's back button does not lead to the page before");
  await page.goForward();
}

/// Saves the draft and leaves. Returns where.
async function breakOff(visitor, hands, household) {
  const { page } = visitor;
  await fillPage(page, hands, household.answers);
  const left = place(page.url());
  await hands.press(page.locator('main button[value="spaeter"]'), "the button to go on later");
  await look(visitor, { picture: "spaeter" });
  await hands.press(page.getByRole("button", { name: "Beenden und abmelden" }), "the button to leave");
  const cookies = await visitor.context.cookies();
  must(cookies.every((c) => !c.value), `cookies stay after leaving: ${cookies.map((c) => c.name)}`);
  return left;
}

/// Number and code open the draft in a browser that knows nothing.
async function comeBack(visitor, hands, { number, code }) {
  const { page } = visitor;
  await page.goto("/antrag/weiter");
  await hands.text("nummer", number);
  await hands.text("code", "AAAA-AAAA-AAAA");
  await hands.press(page.getByRole("button", { name: "Weiter", exact: true }), "the button to go on");
  must((await errors(page)).length > 0, "a wrong code opens the draft");
  await look(visitor, { state: "wrong code" });
  await hands.text("nummer", number);
  await hands.text("code", code.toLowerCase().replaceAll("-", " "));
  await hands.press(page.getByRole("button", { name: "Weiter", exact: true }), "the button to go on");
  must(page.url().endsWith("/antraege") || page.url().includes("/antrag/entwurf/"), `number and code lead to ${page.url()}`);
  if (page.url().endsWith("/antraege")) {
    await look(visitor, { picture: "meine-antraege" });
    await hands.press(page.locator('main a[href*="/antrag/entwurf/"]').first(), "the draft");
  }
}

/// The case worker reads the message, answers, and decides.
async function grantAfterAnswer(town, visitors, hand, kase, question, visitor, hands) {
  const clerk = await visit(town, visitors, { js: false });
  const clerks = hand(clerk.page);
  await signIn(clerk, clerks, town.staff, town.staff.clerk);
  await clerk.page.goto(`/vorgaenge/${kase.id}/nachrichten`);
  await look(clerk, { picture: "nachrichten-amt" });
  must((await clerk.page.locator("main").innerText()).includes(question), "the message does not reach the case");
  const answer = "Ja, bitte schreiben Sie uns die Änderung, sobald Sie den Vertrag haben.";
  await clerks.text("betreff", "Ihre Frage");
  await clerks.text("text", answer);
  await clerks.press(clerk.page.locator("main").getByRole("button", { name: "Senden", exact: true }), "the button to answer");
  must((await errors(clerk.page)).length === 0, `answer refused: ${(await errors(clerk.page)).join(" | ")}`);
  await visitor.page.goto("/postfach");
  await look(visitor, { picture: "postfach" });
  await visitor.page.goto(`/vorgang/${kase.id}`);
  must((await visitor.page.locator("#nachrichten").innerText()).includes(answer), "the answer does not reach the citizen");
  await clerk.leave();
  visitors.splice(visitors.indexOf(clerk), 1);
  return grant(town, visitors, hand, kase, false);
}
