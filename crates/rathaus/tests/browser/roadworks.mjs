// Road works: somebody looks up their street, asks for mail, reports damage and follows it, all of it
// without JavaScript; the map and its list show the same; the department answers and takes a step.

import { must } from "./findings.mjs";
import { Mouse } from "./hands.mjs";
import { look } from "./looks.mjs";
import { arrive } from "./visitor.mjs";
import { signIn } from "./wohngeld.mjs";

export async function roadworksJourney(town, visitors) {
  const quiet = await arrive(town.browser, town.base, { js: false });
  visitors.push(quiet);
  const { page } = quiet;
  await page.goto("/baustellen");
  const site = page.locator("table tbody tr a").first();
  const street = (await site.textContent()).trim();
  must((await page.locator("table tbody tr").count()) > 5, "too few road works");
  await look(quiet, { picture: "roadworks" });
  // My street.
  await page.getByLabel("Meine Straße").fill(street);
  await page.getByRole("button", { name: "Nachsehen" }).click();
  await look(quiet, { state: "my street", picture: "roadworks-street" });
  await page.locator("table tbody tr a").first().click();
  await page.getByRole("heading", { name: "Was sich geändert hat" }).waitFor();
  await look(quiet, { picture: "roadworks-site" });
  // Mail.
  await page.getByRole("link", { name: "Zu dieser Straße Bescheid bekommen" }).click();
  await look(quiet, { picture: "roadworks-follow" });
  await page.getByLabel("Ihre E-Mail-Adresse").fill("erika@mail.example");
  await page.getByRole("button", { name: "Weiter" }).click();
  await page.getByRole("heading", { level: 1, name: "Bitte sehen Sie in Ihr Postfach" }).waitFor();
  await look(quiet);
  // A report.
  await page.goto(`/baustellen/melden`);
  await look(quiet, { picture: "report-where" });
  await page.getByRole("textbox", { name: /^Wo ist es/ }).fill(street);
  await page.getByRole("button", { name: "Weiter" }).click();
  await page.getByLabel("Loch, Kante oder abgesackte Stelle").waitFor();
  await look(quiet, { state: "place", picture: "report" });
  await page.getByRole("button", { name: "Schaden melden" }).click();
  await look(quiet, { state: "errors", picture: "report-errors" });
  await page.getByLabel("Loch, Kante oder abgesackte Stelle").check();
  await page.getByLabel("Nein", { exact: true }).check();
  await page.getByLabel("Wo genau").fill("Vor Haus 3 ist der Gehweg abgesackt.");
  await page.getByRole("button", { name: "Schaden melden" }).click();
  const title = page.getByRole("heading", { level: 1, name: /^Meldung M-/ });
  await title.waitFor();
  const number = (await title.textContent()).trim().replace("Meldung ", "");
  await look(quiet, { picture: "report-sent" });
  const own = page.url();
  // The next one is told that it is known.
  await page.goto(`/baustellen/melden?ort=${encodeURIComponent(street)}`);
  await page.getByRole("heading", { name: "Das ist dort schon gemeldet" }).waitFor();
  await look(quiet, { state: "known", picture: "report-known" });
  // The map and its list show the same.
  const visitor = await arrive(town.browser, town.base);
  visitors.push(visitor);
  await visitor.page.goto("/karte/liste?ebene=roadworks.sites");
  must((await visitor.page.locator("table tbody tr").count()) > 3, "the list of the map has no road works");
  await look(visitor);
  await visitor.page.goto("/");
  await visitor.page.getByRole("link", { name: "Baustellen in meiner Straße" }).first().waitFor();
  // The department.
  const office = await arrive(town.browser, town.base);
  visitors.push(office);
  await signIn(office, new Mouse(office.page), town.staff, town.staff.roads);
  await office.page.goto("/verwaltung/baustellen");
  await look(office, { picture: "roadworks-office" });
  await office.page.goto("/verwaltung/baustellen/neu");
  await look(office, { picture: "roadworks-new" });
  await office.page.goto("/verwaltung/baustellen/meldungen");
  await look(office, { picture: "reports-office" });
  await office.page.getByRole("link", { name: number }).click();
  await look(office, { state: "report", picture: "report-office" });
  await office.page.getByLabel("erledigt", { exact: true }).check();
  await office.page.getByLabel("Antwort für alle").fill("Die Firma hat den Gehweg ausgebessert.");
  await office.page.getByRole("button", { name: "Antworten" }).click();
  await office.page.waitForURL(/meldungen$/);
  await page.goto(own);
  await page.getByText("Die Firma hat den Gehweg ausgebessert.").waitFor();
}
