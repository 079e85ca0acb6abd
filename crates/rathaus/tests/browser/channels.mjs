// Channels and the fediverse: a post from a news item to its release, its pictures, accounts and
// figures; following the town. Nothing is connected in the demo town, so nothing leaves.

import { must } from "./findings.mjs";
import { Mouse } from "./hands.mjs";
import { look } from "./looks.mjs";
import { arrive } from "./visitor.mjs";

const DESK = "/verwaltung/kanaele";

async function editor(town, visitors, how = {}) {
  const visitor = await arrive(town.browser, town.base, how);
  visitors.push(visitor);
  const hands = new Mouse(visitor.page);
  await visitor.page.goto("/verwaltung/anmelden");
  await hands.text("email", town.staff.press);
  await hands.text("passwort", town.staff.password);
  await visitor.page.locator("main").getByRole("button", { name: "Anmelden", exact: true }).first().click();
  return visitor;
}

export async function channelsJourney(town, visitors) {
  const desk = await editor(town, visitors);
  const { page } = desk;
  await page.goto(DESK);
  await look(desk, { picture: "channels" });
  await page.getByRole("link", { name: "Neuer Beitrag" }).first().click();
  await look(desk, { picture: "channels-new" });
  await page.locator("main table form button").first().click();
  await page.getByRole("heading", { level: 1, name: "Beitrag schreiben" }).waitFor();
  await look(desk, { picture: "channels-write" });
  must((await page.locator('textarea[name="text"]').inputValue()).length > 20, "the news item brought no words");
  // Too long for one channel: what would be refused is said before anything is sent.
  for (const box of await page.locator('input[name^="kanal-"]').all()) await box.check();
  await page.locator('textarea[name="text"]').fill("Der neue Radweg ist fertig. ".repeat(40));
  await page.getByRole("button", { name: "Speichern und Vorschau zeigen" }).click();
  await look(desk, { state: "too long", picture: "channels-too-long" });
  must((await page.locator("main").innerText()).includes("zu lang"), "nobody says that it is too long");
  // While somebody types, the previews follow without being saved.
  const typed = "Kurz und noch nicht gespeichert.";
  await page.locator('textarea[name="text"]').fill(typed);
  await page.locator("[data-rh-live-part]").getByText(typed).first().waitFor();
  must(!(await page.locator("[data-rh-live-part]").first().innerText()).includes("zu lang"), "the preview does not follow");
  await look(desk, { state: "typing", picture: "channels-typing" });
  await page.locator('textarea[name="text"]').fill("Der neue Radweg ist fertig. Am Samstag fahren wir ihn gemeinsam ab.");
  await page.getByRole("button", { name: "Speichern und weiter" }).click();
  await look(desk, { picture: "channels-post" });
  const own = page.url();
  await page.goto(`${own}/bild`);
  await look(desk, { picture: "channels-picture" });
  await page.goto(`${DESK}/kalender`);
  must(await page.locator("main section a").first().isVisible(), "the calendar holds no post");
  await look(desk, { picture: "channels-calendar" });
  await page.goto(`${DESK}/kalender?ansicht=monat`);
  await look(desk, { picture: "channels-month" });
  await page.goto("/verwaltung/redaktion/kalender");
  must((await page.locator("main").innerText()).includes("Beitrag auf Kanälen"), "the newsroom's calendar knows no posts");
  await page.goto(`${DESK}/konten/facebook`);
  await look(desk, { picture: "channels-guide" });
  await page.goto(`${DESK}/zahlen`);
  await look(desk, { picture: "channels-figures" });
  await page.goto(`${DESK}/konten`);
  await look(desk, { picture: "channels-accounts" });
  await page.goto("/verwaltung/fediverse");
  await look(desk, { picture: "fediverse-desk" });
  const reader = await arrive(town.browser, town.base, { js: false });
  visitors.push(reader);
  await reader.page.goto("/fediverse");
  await look(reader, { picture: "fediverse" });
  must((await reader.page.locator("main").innerText()).includes("@stadt@"), "the town says no name");
  await reader.page.goto("/abonnieren");
  must((await reader.page.locator("main").innerText()).includes("@stadt@"), "the page of all ways does not name the fediverse");
  must(await reader.page.getByRole("link", { name: "Benachrichtigungen wählen" }).isVisible(), "messages in the browser are not named");
  await look(reader, { picture: "follow" });
  // Without a script a button draws the previews.
  const scriptless = await editor(town, visitors, { js: false });
  await scriptless.page.goto(DESK);
  await scriptless.page.locator("main table a").first().click();
  await scriptless.page.getByRole("link", { name: "Bearbeiten" }).click();
  await scriptless.page.locator('textarea[name="text"]').fill("Ohne Skript geschrieben.");
  await scriptless.page.getByRole("button", { name: "Speichern und Vorschau zeigen" }).click();
  must((await scriptless.page.locator("main").innerText()).includes("So wird es aussehen"), "no preview without a script");
  await look(scriptless, { state: "without script", picture: "channels-without-script" });
}
