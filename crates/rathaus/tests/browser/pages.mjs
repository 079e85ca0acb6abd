// Pages nobody passes on a journey: the public ones in both languages, and the rooms of the staff.

import { must, report } from "./findings.mjs";
import { errors, fillPage } from "./forms.mjs";
import { Mouse } from "./hands.mjs";
import { look } from "./looks.mjs";
import { arrive, mustHaveNoCookie } from "./visitor.mjs";
import { signIn } from "./wohngeld.mjs";

const PUBLIC = [
  "/", "/leistungen", "/leistungen/wohngeld", "/wohngeld/rechner", "/aktuelles", "/suche?q=wohngelt",
  "/suche?q=xyzzyx", "/rathaus", "/kontakt", "/impressum", "/datenschutz", "/barrierefreiheit",
  "/barriere-melden", "/anmelden", "/verwaltung/anmelden", "/antrag/weiter", "/antrag/wohngeld",
  "/leistungen/hund-anmelden", "/antrag/hund-anmelden", "/lebenslagen",
  "/veranstaltungen", "/bekanntmachungen", "/bekanntmachungen?art=ortsrecht", "/bekanntmachungen/nachweis", "/stellen", "/dokumente", "/stoerungen",
  "/sensoren", "/sensoren/stationen", "/a-z", "/abonnieren", "/transparenz/aenderungen", "/leicht", "/leben", "/familie/kita",
];
const PICTURES = {
  "/": "start", "/leistungen": "leistungen", "/wohngeld/rechner": "rechner", "/aktuelles": "aktuelles",
  "/suche?q=wohngelt": "suche", "/rathaus": "rathaus", "/kontakt": "kontakt", "/impressum": "impressum",
  "/datenschutz": "datenschutz", "/barrierefreiheit": "barrierefreiheit", "/anmelden": "anmelden",
  "/verwaltung/anmelden": "anmelden-amt", "/antrag/weiter": "antrag-weiter", "/veranstaltungen": "veranstaltungen",
  "/bekanntmachungen": "bekanntmachungen", "/bekanntmachungen/nachweis": "nachweis", "/a-z": "a-z", "/stellen": "stellen", "/leben": "seite-bereich", "/familie/kita": "seite",
  "/leicht": "leichte-sprache",
};
const STAFF = ["/schreibtisch", "/vorgaenge", "/verwaltung/briefe", "/verwaltung/konto", "/verwaltung/konto/code-app"];
const ADMIN = [
  "/verwaltung/betrieb", "/verwaltung/betrieb/pruefung", "/verwaltung/postausgang", "/verwaltung/protokoll",
  "/verwaltung/einstellungen", "/verwaltung/personen", "/verwaltung/personen/neu", "/verwaltung/einheiten",
  "/verwaltung/einheiten/neu", "/verwaltung/rollen", "/verwaltung/rollen/neu", "/verwaltung/konto", "/verwaltung/leistungen", "/verwaltung/leistungen/neu",
  "/verwaltung/leistungen/reifegrad", "/verwaltung/leistungen/hund-anmelden",
  "/verwaltung/leistungen/hund-anmelden/vorschau", "/verwaltung/leistungen/hund-anmelden/verlauf",
  "/verwaltung/leistungen/hund-anmelden/entfernen", "/verwaltung/formulare", "/verwaltung/formulare/neu",
  "/verwaltung/formulare/listen", "/verwaltung/leistungen/einfuhr", "/verwaltung/leistungen/ausfuhr",
  "/verwaltung/leistungen/themen", "/verwaltung/weiterleitungen", "/verwaltung/weiterleitungen/vermisst",
  "/verwaltung/weiterleitungen/woerter", "/verwaltung/besuche", "/verwaltung/rechtstexte", "/verwaltung/barrieren",
  "/verwaltung/erscheinungsbild", "/verwaltung/bekanntmachungen",
];
/// What a case worker may do with a case, each a page.
const STEPS = ["", "/nachrichten", "/verlauf", "/beteiligte", "/zuweisen", "/nachfordern", "/anhoeren"];
/// The first of several, such as the first news item.
const FIRST = {
  "/aktuelles": 'main a[href*="/aktuelles/"]', "/veranstaltungen": 'main h3 a[href*="/veranstaltungen/"]',
  "/bekanntmachungen": 'main td a[href*="/bekanntmachungen/"]', "/stellen": 'main a[href*="/stellen/"]',
  "/dokumente": 'main a[href*="/dokumente/"]', "/stoerungen": 'main a[href*="/stoerungen/"]',
  "/leicht": 'main a[href^="/leicht/"]', "/rathaus": 'main a[href*="/rathaus/"]',
  "/lebenslagen": 'main a[href*="/lebenslagen/"]',
  "/verwaltung/leistungen/themen": 'main a[href*="/verwaltung/leistungen/themen/"]', "/leistungen": 'main a[href*="/leistungen/"]', "/verwaltung/einstellungen": 'main a[href*="/verwaltung/einstellungen/"]',
  "/verwaltung/personen": 'main a[href*="/verwaltung/personen/"]:not([href$="/neu"])',
  "/verwaltung/einheiten": 'main a[href*="/verwaltung/einheiten/"]:not([href$="/neu"])',
  "/verwaltung/rollen": 'main a[href*="/verwaltung/rollen/"]:not([href$="/neu"])',
  "/verwaltung/postausgang": 'main a[href*="/verwaltung/postausgang/"]',
};

/// Opens a page, which must answer 200, and looks at it. Returns the failure, if any.
async function open(visitor, path, picture) {
  const response = await visitor.page.goto(path);
  if (response.status() !== 200) return `${path} answers ${response.status()}`;
  await look(visitor, { picture });
  const first = FIRST[path.replace(/^\/en/, "")];
  const deeper = first && visitor.page.locator(first).first();
  if (deeper && (await deeper.count()) > 0) return open(visitor, await deeper.getAttribute("href"));
  return undefined;
}

/// Every page of a list; fails with all that do not answer.
async function openAll(visitor, paths, pictures = {}) {
  const failures = [];
  for (const path of paths) {
    const failure = await open(visitor, path, pictures[path]);
    if (failure) failures.push(failure);
  }
  return failures;
}

/// The public pages. Nobody gets a cookie here.
export async function publicPages(town, visitors) {
  const visitor = await arrive(town.browser, town.base);
  visitors.push(visitor);
  const failures = await openAll(visitor, PUBLIC, PICTURES);
  const english = await arrive(town.browser, town.base, { language: "en-GB" });
  visitors.push(english);
  failures.push(...(await openAll(english, PUBLIC.map((path) => (path === "/" ? "/en" : `/en${path}`)), { "/en": "start-en" })));
  await search(visitor);
  for (const [one, prefix] of [[visitor, ""], [english, "/en"]]) {
    await calculate(one, prefix);
    await contact(one, prefix);
    const response = await one.page.goto(`${prefix}/gibt-es-nicht`);
    must(response.status() === 404, `a page that does not exist answers ${response.status()}`);
    await look(one, { picture: prefix ? undefined : "nicht-gefunden" });
    await mustHaveNoCookie(one, "on public pages");
    await language(one, prefix);
  }
  must(failures.length === 0, failures.join("; "));
}

/// Whoever mistypes the word or asks in a sentence still finds service, form and calculator.
async function search({ page }) {
  for (const question of ["wohngelt", "Wohngeld beantragen"]) {
    await page.goto(`/suche?q=${encodeURIComponent(question)}`);
    const found = await page.locator("main h3 a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    for (const path of ["/leistungen/wohngeld", "/antrag/wohngeld", "/wohngeld/rechner"]) {
      must(found.slice(0, 4).includes(path), `the search for "${question}" does not show ${path} early: ${found.slice(0, 6)}`);
    }
  }
}

/// The calculator with nothing in it, and with an answer.
async function calculate(visitor, prefix) {
  const { page } = visitor;
  const hands = new Mouse(page);
  const go = () => hands.press(page.locator("main form button.kern-btn--primary").first(), "the button to calculate");
  await page.goto(`${prefix}/wohngeld/rechner`);
  await go();
  must((await errors(page)).length > 0, "the calculator takes an empty form");
  await look(visitor, { state: "with errors" });
  await fillPage(page, hands, { personen: "1", miete: "480", "p1-art": "statutory_pension", "p1-betrag": "1.050", "p1-kranken": "ja" });
  await go();
  const text = await page.locator("main").innerText();
  must(/\d+,\d\d\s€|€\s?\d+\.\d\d/.test(text), "the calculator shows no amount");
  await look(visitor, { state: "calculated", picture: prefix ? undefined : "rechner-ergebnis" });
}

/// An empty message is refused and the page stays whole.
async function contact(visitor, prefix) {
  const { page } = visitor;
  const response = await page.goto(`${prefix}/kontakt`);
  const button = page.locator("main form button.kern-btn--primary").first();
  if (response.status() !== 200 || (await button.count()) === 0) return;
  await new Mouse(page).press(button, "the button to send");
  await look(visitor, { state: "with errors" });
}

/// The document says which language it is in.
async function language(visitor, prefix) {
  await visitor.page.goto(prefix || "/");
  const lang = await visitor.page.locator("html").getAttribute("lang");
  if (lang !== (prefix ? "en" : "de")) report("guard", prefix || "/", `is in language ${lang}`);
}

/// The rooms of the staff, as a case worker and as an administrator.
export async function staffPages(town, visitors) {
  const failures = [];
  const clerk = await arrive(town.browser, town.base);
  visitors.push(clerk);
  await signIn(clerk, new Mouse(clerk.page), town.staff, town.staff.clerk);
  failures.push(...(await openAll(clerk, STAFF, { "/schreibtisch": "schreibtisch", "/verwaltung/konto": "konto-amt" })));
  failures.push(...(await openAll(clerk, STAFF.map((path) => `/en${path}`))));
  failures.push(...(await caseSteps(clerk)));
  const admin = await arrive(town.browser, town.base);
  visitors.push(admin);
  await signIn(admin, new Mouse(admin.page), town.staff, town.staff.admin);
  failures.push(...(await openAll(admin, ADMIN, {
    "/verwaltung/betrieb": "betrieb", "/verwaltung/personen": "personen", "/verwaltung/leistungen": "leistungen-amt",
    "/verwaltung/leistungen/reifegrad": "reifegrad", "/verwaltung/leistungen/hund-anmelden": "leistung-bearbeiten",
  })));
  failures.push(...(await openAll(admin, ADMIN.map((path) => `/en${path}`))));
  must(failures.length === 0, failures.join("; "));
}

/// The pages of a case that is still open, and its tables.
async function caseSteps(clerk) {
  const { page } = clerk;
  await page.goto("/vorgaenge");
  const cases = await page.locator('main a[href^="/vorgaenge/"]').evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  const paths = [...new Set(cases.map((href) => href.match(/^\/vorgaenge\/[0-9a-f-]{36}/)?.[0]).filter(Boolean))];
  must(paths.length > 0, "the list of open cases is empty: the demo town has none of its own");
  for (const path of paths) {
    await page.goto(path);
    if ((await page.locator('main a[href$="/nachfordern"]').count()) > 0) {
      return openAll(clerk, STEPS.flatMap((step) => [path + step, `/en${path}${step}`]));
    }
  }
  return ["no open case in the list"];
}
