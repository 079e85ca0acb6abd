// The public pages in every face: three looks, light and dark and with forced colours; and the way
// through the main menu by keyboard, with and without scripts, on a desk and on a phone.

import fs from "node:fs";
import { must } from "./findings.mjs";
import { look } from "./looks.mjs";
import { arrive } from "./visitor.mjs";

const LOOKS = ["klar", "herzlich", "kontor"];
/// One page of each kind, and few that show nearly all parts.
const PAGES = [
  "/", "/aktuelles", "/aktuelles?seite=2", "/veranstaltungen", "/veranstaltungen?ansicht=monat",
  "/veranstaltungen?wann=wochenende", "/bekanntmachungen", "/bekanntmachungen/satzung-hundesteuer", "/leben", "/familie/kita",
  "/rathaus", "/leistungen/wohngeld", "/suche?q=ausweis", "/stellen", "/kontakt", "/warnungen", "/gibt-es-nicht",
];
const FEW = ["/", "/aktuelles", "/veranstaltungen?ansicht=monat", "/familie/kita", "/kontakt"];
const MENUS = ["/", "/familie/kita"];

/// The stylesheet of a look, as the town would send it after its colours.
function styles(name) {
  if (name === "klar") return "";
  return fs.readFileSync(new URL(`../../../web/src/looks/${name}.css`, import.meta.url), "utf8");
}

/// Dresses the pages of a visitor in a look.
async function dress({ page }, name) {
  await page.unroute("**/farben/*");
  await page.route("**/farben/*", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${await response.text()}\n${styles(name)}` });
  });
}

/// Every kind of page in every look.
export async function faces(town, visitors) {
  const visitor = await arrive(town.browser, town.base);
  visitors.push(visitor);
  const { page } = visitor;
  for (const name of LOOKS) {
    await dress(visitor, name);
    const kinds = [
      ["light", { colorScheme: "light", forcedColors: "none" }, name === "klar" ? [] : PAGES],
      ["dark", { colorScheme: "dark", forcedColors: "none" }, FEW],
      ["forced", { colorScheme: "dark", forcedColors: "active" }, FEW],
    ];
    for (const [kind, media, paths] of kinds) {
      await page.emulateMedia({ ...media, reducedMotion: "reduce" });
      for (const path of paths) {
        await page.goto(path);
        await look(visitor, { state: `${name} ${kind}`, picture: path === "/" ? `start-${name}-${kind}` : undefined });
      }
    }
  }
  await page.emulateMedia({ colorScheme: "light", forcedColors: "none", reducedMotion: "reduce" });
  for (const path of PAGES) {
    await page.goto(path);
    await look(visitor);
  }
}

/// The element that has the focus, and whether it can be seen.
const focused = (page) => page.evaluate(() => {
  const one = document.activeElement;
  const box = one.getBoundingClientRect();
  return { tag: one.tagName, text: one.textContent.trim(), href: one.getAttribute("href"), isSeen: box.width > 0 && box.height > 0 && box.left >= 0 };
});

/// Presses the tabulator until the focus stands on words.
async function tabTo(page, words, presses = 40) {
  for (let press = 0; press < presses; press += 1) {
    await page.keyboard.press("Tab");
    const now = await focused(page);
    must(now.isSeen || now.text.startsWith("Zum Inhalt"), `the focus is on "${now.text}", which nobody sees`);
    if (now.text === words) return now;
  }
  throw new Error(`the keyboard does not reach "${words}"`);
}

/// All of the main menu by keyboard.
export async function menus(town, visitors) {
  for (const js of [true, false]) {
    const visitor = await arrive(town.browser, town.base, { js });
    visitors.push(visitor);
    const { page } = visitor;
    for (const path of MENUS) {
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.goto(path);
      await tabTo(page, "Themen");
      must(!(await page.locator(".rh-nav__panel--shared").isVisible()), "the panel is open before anybody opened it");
      await page.keyboard.press("Enter");
      const first = await page.locator(".rh-nav__top > a").first().innerText();
      await tabTo(page, first, 1);
      await tabTo(page, "Kita und Tagespflege", 60);
      if (js) {
        await page.keyboard.press("Escape");
        must((await focused(page)).text === "Themen", "Escape does not lead back to the entry");
        await page.keyboard.press("Enter");
        await tabTo(page, "Kita und Tagespflege", 60);
      }
      await page.keyboard.press("Enter");
      await page.waitForURL("**/familie/kita");
      await page.locator(".rh-nav summary").first().click();
      await look(visitor, { state: `menu open${js ? "" : ", no script"}` });
      await page.setViewportSize({ width: 360, height: 740 });
      await page.goto(path);
      await tabTo(page, "Menü");
      await page.keyboard.press("Enter");
      await tabTo(page, "Familie und Bildung", 60);
      await page.keyboard.press("Enter");
      await tabTo(page, "Kita und Tagespflege", 60);
      await page.keyboard.press("Enter");
      await page.waitForURL("**/familie/kita");
    }
  }
}
