// Filling in the pages of an application from the answers of a household.

import { must } from "./findings.mjs";
import { look } from "./looks.mjs";
import { place } from "./visitor.mjs";

/// Pages after which a form counts as endless.
const PAGES_MAX = 80;

/// The main button of a form page: the one without a value of its own or with "go on".
const ON = 'main form button.kern-btn--primary[type="submit"]';

/// The fields of the page, in the order of the document, groups of radio buttons once.
async function fields(page) {
  return page.evaluate(() => {
    const names = new Map();
    for (const one of document.querySelectorAll("main form :is(input, select, textarea)")) {
      if (!one.name || one.type === "hidden" || one.type === "file" || one.readOnly) continue;
      if (!names.has(one.name)) names.set(one.name, { name: one.name, type: one.type });
    }
    return [...names.values()];
  });
}

/// What is typed for a field: dates are asked in three parts.
function answer(answers, name) {
  const [, base, part] = name.match(/^(.*?)(?:-(tag|monat|jahr))?$/);
  if (name in answers) return answers[name];
  if (part && base in answers) return answers[base].split(".")[["tag", "monat", "jahr"].indexOf(part)];
  return undefined;
}

/// Fills in what the household has an answer for; unknown fields stay as they are.
export async function fillPage(page, hands, answers) {
  for (const { name, type } of await fields(page)) {
    const value = answer(answers, name);
    if (value === undefined) continue;
    if (type === "radio") await hands.radio(name, value);
    else if (type === "checkbox") await hands.checkbox(name, value === "ja");
    else if (type === "select-one") await hands.select(name, value);
    else await hands.text(name, value);
  }
}

/// The errors a page shows.
export async function errors(page) {
  return (await page.locator("[data-rh-focus] li").allInnerTexts()).map((text) => text.trim());
}

/// Goes through the pages of a draft until the documents. `household.lists` says how many entries
/// each list gets. `onPage(path)` may do something of its own with a page and returns whether it
/// moved on.
export async function fillIn(visitor, hands, household, onPage = async () => false) {
  const { page } = visitor;
  let again = 0;
  for (let n = 0; n < PAGES_MAX; n += 1) {
    if (page.url().includes("/unterlagen")) return;
    await look(visitor);
    if (await onPage(new URL(page.url()).pathname)) continue;
    await fillPage(page, hands, household.answers);
    const list = await wantedEntry(page, household.lists);
    const button = list ? page.locator(`main button[value="neu|${list}"]`) : page.locator(ON).first();
    const before = page.url();
    await hands.press(button, list ? `the button for another entry of ${list}` : "the button to go on");
    const shown = await errors(page);
    // Answers may bring up further questions on the same page; then it comes once more.
    again = page.url() === before && !list ? again + 1 : 0;
    must(again < 3, `${place(page.url())} does not let go on: ${shown.join(" | ")} – fields ${JSON.stringify(await fields(page))}`);
  }
  throw new Error(`after ${PAGES_MAX} pages the form is still at ${place(page.url())}`);
}

/// A list of the page that needs another entry. What the page shows counts, whether somebody added it
/// or the list came with its first entry, as those do that need one.
async function wantedEntry(page, lists) {
  const seen = await page.evaluate(() => {
    const add = 'main button[value^="neu|"]';
    const places = [...document.querySelectorAll("main form :is(input, select, textarea, button)")]
      .map((one) => (one.tagName === "BUTTON" ? one.value.split("|").at(-1) : one.name));
    return [...document.querySelectorAll(add)].map((button) => {
      const list = button.value.slice("neu|".length);
      const numbers = places
        .filter((at) => at.startsWith(`${list}-`))
        .map((at) => at.slice(list.length + 1).match(/^\d+/)?.[0])
        .filter(Boolean);
      return { list, entries: new Set(numbers).size };
    });
  });
  return seen.find(({ list, entries }) => entries < (lists[list] ?? 0))?.list;
}
