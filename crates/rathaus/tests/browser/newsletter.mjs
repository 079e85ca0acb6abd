// The newsletter: ordered, confirmed, changed and ended without JavaScript; its figures for editors.

import { must } from "./findings.mjs";
import { Mouse } from "./hands.mjs";
import { look } from "./looks.mjs";
import { arrive } from "./visitor.mjs";
import { mail } from "./wohngeld.mjs";

const READER = "frieda@mail.example";

/** The address of the first link of the latest mail, without its host. */
async function linkOfMail(visitor) {
  await mail(visitor, READER);
  const words = await visitor.page.locator("main").innerText();
  const found = words.match(/https?:\/\/[^/\s]+(\/newsletter\/[^\s]+)/);
  must(found, `no link to the newsletter in: ${words.slice(0, 400)}`);
  return found[1];
}

export async function newsletterJourney(town, visitors) {
  const reader = await arrive(town.browser, town.base, { js: false });
  visitors.push(reader);
  const { page } = reader;
  await page.goto("/abonnieren");
  await page.getByRole("link", { name: "Per E-Mail" }).first().click();
  await page.goto("/newsletter");
  await look(reader, { picture: "newsletter" });
  await page.getByRole("button", { name: "Bestellen" }).click();
  await look(reader, { state: "errors", picture: "newsletter-errors" });
  await page.getByLabel("Aktuelles", { exact: true }).check();
  await page.getByLabel("Veranstaltungen", { exact: true }).check();
  await page.getByLabel("höchstens einmal am Tag").check();
  await page.getByLabel("Ihre E-Mail-Adresse").fill(READER);
  await page.getByRole("button", { name: "Bestellen" }).click();
  await page.getByRole("heading", { level: 1, name: "Bitte sehen Sie in Ihr Postfach" }).waitFor();
  await look(reader, { picture: "newsletter-sent" });
  const own = await linkOfMail(reader);
  await page.goto(own);
  await look(reader, { picture: "newsletter-confirm" });
  must(await page.getByLabel("Veranstaltungen", { exact: true }).isChecked(), "the choice was lost");
  await page.getByRole("button", { name: "Ja, ich möchte den Newsletter" }).click();
  await page.getByRole("heading", { level: 1, name: "Sie bekommen jetzt den Newsletter" }).waitFor();
  await page.goto(own);
  await look(reader, { state: "confirmed", picture: "newsletter-choice" });
  await page.getByRole("link", { name: "Newsletter abbestellen" }).click();
  await look(reader, { picture: "newsletter-leave" });
  await page.getByRole("button", { name: "Abbestellen" }).click();
  await page.getByRole("heading", { level: 1, name: "Abbestellt" }).waitFor();
  await look(reader);
  const editor = await arrive(town.browser, town.base);
  visitors.push(editor);
  const hands = new Mouse(editor.page);
  await editor.page.goto("/verwaltung/anmelden");
  await hands.text("email", town.staff.press);
  await hands.text("passwort", town.staff.password);
  await editor.page.locator("main").getByRole("button", { name: "Anmelden", exact: true }).first().click();
  await editor.page.goto("/verwaltung/newsletter");
  await look(editor, { picture: "newsletter-figures" });
}
