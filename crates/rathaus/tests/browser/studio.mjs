// The workshop of forms: somebody without a programmer turns a schema into a service, by keyboard
// only; then somebody begins an application with it, without JavaScript.

import { fileURLToPath } from "node:url";
import { must } from "./findings.mjs";
import { errors } from "./forms.mjs";
import { Keyboard, Mouse } from "./hands.mjs";
import { look } from "./looks.mjs";
import { arrive } from "./visitor.mjs";
import { signIn } from "./wohngeld.mjs";

/// The project's own form stands in for one from the portal.
const SCHEMA = fileURLToPath(new URL("../../../../data/wohngeld/form.xdf3.xml", import.meta.url));
const SERVICE = "mietzuschuss-probe";
const REMEDY = "Gegen diesen Bescheid können Sie innerhalb eines Monats Klage erheben.";

const named = (page, name) => page.locator("main").getByRole("button", { name, exact: true }).first();

/// Builds a form and opens it.
async function build(builder, hands) {
  const { page } = builder;
  await page.goto("/verwaltung/formulare");
  await look(builder, { picture: "formulare-leer" });
  await hands.press(page.locator("main").getByRole("link", { name: "Schema einlesen" }), "the way in");
  await look(builder, { picture: "formular-neu" });
  await hands.press(named(page, "Einlesen"), "the button without a file");
  must((await errors(page)).length > 0, "nobody says that a file is missing");
  await look(builder, { state: "no file" });
  await hands.file(page.locator('main input[type="file"]'), "the file", SCHEMA);
  await hands.text("titel_de", "Zuschuss zur Miete (Probe)");
  await hands.text("titel_en", "Rent subsidy (trial)");
  await hands.text("adresse", SERVICE);
  await hands.press(named(page, "Einlesen"), "the button to read it in");
  const edition = new URL(page.url()).pathname;
  must(/formulare\/[0-9a-f-]{36}$/.test(edition), `not an edition: ${edition}: ${(await errors(page)).join(" | ")}`);
  await look(builder, { picture: "formular-ueberblick" });
  for (const part of ["seiten", "regeln", "probe", "bericht", "vergleich"]) {
    await page.goto(`${edition}/${part}`);
    await look(builder, { picture: `formular-${part}` });
  }
  await word(builder, hands, edition);
  await setTerms(builder, hands, edition);
  await page.goto(edition);
  await look(builder, { state: "ready", picture: "formular-bereit" });
  await hands.press(named(page, "Formular öffnen"), "the button to open the form");
  must((await page.locator("main").innerText()).includes("geöffnet"), "the form is not open");
  await look(builder, { state: "open", picture: "formular-offen" });
}

/// Asks one question in the town's own words.
async function word(builder, hands, edition) {
  const { page } = builder;
  await page.goto(`${edition}/seiten/G99000000040`);
  await look(builder, { picture: "formular-fragen" });
  // The wording is folded: by key it opens like everything else.
  await hands.reach(page.locator("#ort-F99000000042 summary"), "the fold with the wording");
  await page.keyboard.press("Enter");
  await hands.text("F99000000042-frage-de", "Wohin dürfen wir Ihnen mailen?");
  await hands.press(named(page, "Speichern"), "the button to save");
  must((await page.locator("main").innerText()).includes("Gespeichert"), "the words are not saved");
  await look(builder, { state: "saved" });
}

async function setTerms(builder, hands, edition) {
  const { page } = builder;
  await page.goto(`${edition}/bedingungen`);
  await look(builder, { picture: "formular-bedingungen" });
  const unit = await page.locator('main select[name="stelle"] option').nth(1).getAttribute("value");
  await hands.select("stelle", unit);
  await hands.text("kosten_de", "kostenfrei");
  await hands.text("rechtsbehelf", REMEDY);
  await hands.press(named(page, "Speichern"), "the button to save");
  must((await page.locator("main").innerText()).includes("Gespeichert"), "the terms are not saved");
}

/// Begins an application with the new form; what the town worded is asked in its words.
async function begin(visitor) {
  const { page } = visitor;
  const hands = new Mouse(page);
  await page.goto(`/antrag/${SERVICE}`);
  await look(visitor, { picture: "formular-antrag" });
  await hands.press(named(page, "Antrag anfangen"), "the button to begin");
  const draft = await page.locator('main input[name="entwurf"]').first().inputValue();
  await page.goto(`/antrag/entwurf/${draft}/G99000000040`);
  must((await page.locator("main").innerText()).includes("Wohin dürfen wir Ihnen mailen?"), "the town's words are not asked");
}

/// Where scripts run, a page saves itself: who closes the window finds the answers again.
async function savesItself(visitor) {
  const { page } = visitor;
  await page.goto(`/antrag/${SERVICE}`);
  await new Mouse(page).press(named(page, "Antrag anfangen"), "the button to begin");
  const draft = await page.locator('main input[name="entwurf"]').first().inputValue();
  const address = `/antrag/entwurf/${draft}/G99000000020`;
  const name = 'main [name="G99000000020.F99000000021"]';
  await page.goto(address);
  await page.locator(name).fill("Hedwig");
  await page.getByText(/Gespeichert um \d\d:\d\d Uhr/).waitFor();
  await look(visitor, { state: "saved by itself" });
  await page.goto(address);
  must((await page.locator(name).inputValue()) === "Hedwig", "what the page saved by itself is not there");
}

export async function studioJourney(town, visitors) {
  const builder = await arrive(town.browser, town.base);
  visitors.push(builder);
  const hands = new Keyboard(builder.page);
  await signIn(builder, hands, town.staff, town.staff.admin);
  await build(builder, hands);
  const visitor = await arrive(town.browser, town.base, { js: false });
  visitors.push(visitor);
  await begin(visitor);
  const typist = await arrive(town.browser, town.base);
  visitors.push(typist);
  await savesItself(typist);
}
