// The map of the town: drawn from our own tiles, moved and asked by keyboard, and the same as a list
// for people who do not use maps.

import { must } from "./findings.mjs";
import { look } from "./looks.mjs";
import { arrive } from "./visitor.mjs";

/// Waits until the map has drawn something.
async function drawn(page) {
  await page.waitForFunction(() => Number(document.querySelector("[data-rh-map]").dataset.rhReady) > 0);
}

export async function mapJourney(town, visitors) {
  const visitor = await arrive(town.browser, town.base);
  visitors.push(visitor);
  const { page } = visitor;
  await page.goto("/karte");
  await drawn(page);
  await look(visitor, { picture: "map" });
  // An address is found with a typing mistake and marked.
  await page.goto("/glasfaser");
  await look(visitor, { picture: "fibre" });
  await page.goto("/karte/liste");
  const line = page.locator("table tbody tr a").first();
  const address = (await line.textContent()).trim();
  await look(visitor, { picture: "map-list" });
  await page.goto(`/karte?suche=${encodeURIComponent(address)}`);
  await drawn(page);
  // By keyboard alone: to the canvas, nearer, and what is in the middle.
  await page.locator("canvas").focus();
  await page.keyboard.press("+");
  await page.keyboard.press("Enter");
  const found = page.locator("[data-rh-found]");
  await found.getByText(address).first().waitFor();
  await look(visitor, { picture: "map-found" });
  await found.getByRole("link", { name: address }).first().press("Enter");
  await page.getByRole("heading", { level: 1, name: address }).waitFor();
  await look(visitor, { picture: "fibre-address" });
  // Without scripts there is no empty map, and the list says the same.
  const quiet = await arrive(town.browser, town.base, { js: false });
  visitors.push(quiet);
  await quiet.page.goto("/karte");
  must(!(await quiet.page.locator("[data-rh-map]").isVisible()), "an empty map without scripts");
  await quiet.page.getByRole("link", { name: "Glasfaser", exact: true }).last().click();
  must((await quiet.page.locator("table tbody tr").count()) > 10, "the list has no entries");
}
