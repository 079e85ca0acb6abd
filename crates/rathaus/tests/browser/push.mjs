// Messages in the browser: the page without JavaScript names the other ways; with it the choice is
// there, and a browser that refuses says so. The figures for editors.

import { must } from "./findings.mjs";
import { Mouse } from "./hands.mjs";
import { look } from "./looks.mjs";
import { arrive } from "./visitor.mjs";

const TITLE = "Benachrichtigungen im Browser";

export async function pushJourney(town, visitors) {
  const plain = await arrive(town.browser, town.base, { js: false });
  visitors.push(plain);
  await plain.page.goto("/benachrichtigungen");
  await plain.page.getByRole("heading", { level: 1, name: TITLE }).waitFor();
  must(await plain.page.getByRole("link", { name: "Newsletter per E-Mail" }).isVisible(), "no other way is named");
  must(!(await plain.page.getByRole("button", { name: "Benachrichtigungen einschalten" }).isVisible()), "a button that does nothing");
  await look(plain, { state: "without script", picture: "push-without-script" });

  const reader = await arrive(town.browser, town.base);
  visitors.push(reader);
  const { page } = reader;
  await page.goto("/benachrichtigungen");
  const on = page.getByRole("button", { name: "Benachrichtigungen einschalten" });
  await on.waitFor();
  must(await page.getByLabel("Warnungen", { exact: true }).isChecked(), "warnings are not proposed");
  must(!(await page.getByRole("button", { name: "Beenden" }).isVisible()), "there is something to end");
  await look(reader, { picture: "push" });
  await page.getByLabel("Warnungen", { exact: true }).uncheck();
  await on.click();
  await page.getByText("Wählen Sie mindestens ein Thema.").waitFor();
  await page.getByLabel("Aktuelles", { exact: true }).check();
  // This browser was not asked by anybody who could say yes.
  await on.click();
  await page.getByText("Ihr Browser erlaubt unseren Seiten keine Nachrichten.").waitFor();
  await look(reader, { state: "refused", picture: "push-refused" });

  const editor = await arrive(town.browser, town.base);
  visitors.push(editor);
  const hands = new Mouse(editor.page);
  await editor.page.goto("/verwaltung/anmelden");
  await hands.text("email", town.staff.press);
  await hands.text("passwort", town.staff.password);
  await editor.page.locator("main").getByRole("button", { name: "Anmelden", exact: true }).first().click();
  await editor.page.goto("/verwaltung/benachrichtigungen");
  await editor.page.getByText("fcm.googleapis.com").first().waitFor();
  await look(editor, { picture: "push-figures" });
}
