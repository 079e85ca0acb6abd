// Sensors: somebody sees without JavaScript what is measured and why; the map's list shows the same;
// the department adds a station, assigns a device that waits, and writes a decoder.

import { must } from "./findings.mjs";
import { Mouse } from "./hands.mjs";
import { look } from "./looks.mjs";
import { arrive } from "./visitor.mjs";
import { signIn } from "./wohngeld.mjs";

export async function sensorsJourney(town, visitors) {
  const quiet = await arrive(town.browser, town.base, { js: false });
  visitors.push(quiet);
  const { page } = quiet;
  await page.goto("/sensoren");
  await look(quiet, { picture: "sensors" });
  await page.getByRole("link", { name: "Was gerade gemessen wird" }).click();
  must((await page.locator("table tbody tr").count()) > 3, "too few stations");
  await look(quiet, { picture: "sensors-stations" });
  await page.getByRole("link", { name: "Wetter am Rathaus" }).click();
  await page.getByRole("heading", { level: 1, name: "Wetter am Rathaus" }).waitFor();
  must((await page.locator("figure svg[role=img]").count()) === 3, "three quantities have three plots");
  await look(quiet, { picture: "sensors-station" });
  for (const period of ["24 Stunden", "30 Tage", "1 Jahr"]) {
    await page.getByRole("link", { name: period }).click();
    await page.locator(`nav [aria-current=page]:text-is("${period}")`).waitFor();
    await look(quiet, { state: period, picture: `sensors-station-${period.split(" ")[0]}` });
  }
  await page.getByText("Dieselben Werte als Tabelle: Temperatur").click();
  must((await page.locator("details[open] table tbody tr").count()) >= 1, "the table stands beside the plot");
  await page.getByRole("link", { name: /^Kosten, Beschluss und Regeln/ }).click();
  await look(quiet, { picture: "sensors-entry" });
  await page.goto("/karte/liste?ebene=sensors.stations");
  must((await page.locator("table tbody tr").count()) > 3, "the list of the map has no stations");
  await look(quiet);
  // The department.
  const office = await arrive(town.browser, town.base);
  visitors.push(office);
  const desk = office.page;
  await signIn(office, new Mouse(desk), town.staff, town.staff.sensors);
  await desk.goto("/verwaltung/sensoren");
  await look(office, { picture: "sensors-office" });
  await desk.getByRole("link", { name: "Stadtklima" }).click();
  await look(office, { picture: "sensors-office-entry" });
  await desk.getByRole("link", { name: "Messstelle anlegen" }).click();
  await look(office, { picture: "sensors-new-station" });
  await desk.getByRole("button", { name: "Messstelle anlegen" }).click();
  await look(office, { state: "errors", picture: "sensors-new-station-errors" });
  await desk.goto("/verwaltung/sensoren/eingang");
  await look(office, { picture: "sensors-doors" });
  await desk.getByRole("link", { name: "pegel-schulbach" }).click();
  await look(office, { picture: "sensors-device" });
  await desk.getByLabel("Decoder", { exact: true }).selectOption({ label: "Milesight EM500-UDL" });
  await desk.getByRole("group", { name: "Wert /distance" }).getByLabel("Gehört in die Messreihe").selectOption({ index: 1 });
  await desk.getByRole("button", { name: "Zuordnen und speichern" }).click();
  await desk.getByLabel("Decoder", { exact: true }).waitFor();
  await desk.goto("/verwaltung/sensoren/decoder");
  await look(office, { picture: "sensors-decoders" });
  await desk.goto("/verwaltung/sensoren/decoder/neu");
  await look(office, { picture: "sensors-decoder" });
  await desk.getByLabel("Name").fill("Pegel der Stadtwerke");
  await desk.getByRole("button", { name: "Prüfen und speichern" }).click();
  await desk.getByRole("link", { name: "Pegel der Stadtwerke" }).waitFor();
}
