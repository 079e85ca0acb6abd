// A form that nobody programmed: the schema of the demo town, opened in the workshop. Somebody
// registers two dogs and takes a third back, without JavaScript; the taxes decide, the notice goes
// out as a letter.

import { must } from "./findings.mjs";
import { Mouse } from "./hands.mjs";
import { look } from "./looks.mjs";
import { arrive } from "./visitor.mjs";
import { apply, begin, countersign, decide, follow, openCase, signIn } from "./wohngeld.mjs";

const dog = (number, more) =>
  Object.fromEntries(Object.entries(more).map(([field, value]) => [`G99000100020-${number}.${field}`, value]));

/// Days before today, as people write them.
const ago = (days) => {
  const day = new Date(Date.now() - days * 86_400_000);
  return [day.getDate(), day.getMonth() + 1, day.getFullYear()].map((n) => String(n).padStart(2, "0")).join(".");
};

const DOGS = "G99000100020";
const GRETA = {
  F99000100021: "Greta", F99000100022: "Dackel", F99000100023: "female", F99000100024: ago(400),
  F99000100025: "braun", F99000100027: ago(10), F99000100028: "moved", F99000100029: "Ahlen",
};

/// What she answers at first. Rex is a mistake and goes again; Fips did not move here after all.
const keeper = () => ({
  name: "Hedda Brandt",
  shown: ["Brandt", "Fips", "Greta", "Ahlen"],
  hidden: ["Rex", "Unna", "Hamm"],
  lists: { [DOGS]: 3 },
  answers: {
    "G99000100010.F99000100011": "Hedda",
    "G99000100010.F99000100012": "Brandt",
    "G99000100010.F99000100013": "03.05.1984",
    "G99000100010.F99000100014": "Lindenweg",
    "G99000100010.F99000100015": "7",
    "G99000100010.F99000100016": "46999",
    "G99000100010.F99000100017": "Marlenbrück",
    "G99000100010.F99000100018": "hedda.brandt@post.example",
    ...dog(0, {
      F99000100021: "Fips", F99000100022: "Terrier", F99000100023: "male", F99000100024: ago(900),
      F99000100025: "weiß", F99000100027: ago(20), F99000100028: "moved", F99000100029: "Hamm",
    }),
    ...dog(1, { ...GRETA, F99000100021: "Rex", F99000100023: "male", F99000100029: "Unna" }),
    ...dog(2, GRETA),
    "G99000100030.F99000100031": "none",
    "G99000100040.F99000100041": "nein",
    "G99000100050.F99000100052": "ja",
  },
});

/// What people do with lists and other engines get wrong: the middle entry goes, the others keep
/// what is theirs; an answer that is no longer asked for is gone from everything that is sent.
function secondThoughts({ page }, hands, household) {
  let step = "fill";
  const list = () => page.locator("main").innerText();
  return async (path) => {
    if (!path.endsWith(`/${DOGS}`)) return false;
    const text = await list();
    if (step === "fill" && ["Fips", "Rex", "Greta"].every((name) => text.includes(name))) {
      await hands.press(page.locator(`main button[value="weg|${DOGS}-1"]`), "the button to remove the second dog");
      must((await list()).includes("Rex"), "the question does not name what would go");
      await hands.press(page.getByRole("button", { name: "Ja, entfernen" }), "the button that confirms");
      const left = await list();
      must(left.includes("Fips") && left.includes("Greta") && !left.includes("Rex"), `after removing Rex: ${left}`);
      household.lists[DOGS] = 2;
      Object.assign(household.answers, dog(1, GRETA), dog(2, GRETA), dog(0, { F99000100028: "private" }));
      step = "removed";
      return true;
    }
    if (step !== "removed") return false;
    await hands.press(page.locator(`main button[value="zu|${DOGS}-0"]`), "the button to change the first dog");
    step = "changed";
    return true;
  };
}

export async function dogJourney(town, visitors) {
  const visitor = await arrive(town.browser, town.base, { js: false });
  visitors.unshift(visitor);
  const hands = new Mouse(visitor.page);
  await begin(visitor, hands, false, "hund-anmelden");
  const household = keeper();
  const kase = await apply(visitor, hands, household, { onPage: secondThoughts(visitor, hands, household) });
  await follow(visitor, hands);
  const clerk = await arrive(town.browser, town.base, { js: false });
  visitors.unshift(clerk);
  const own = new Mouse(clerk.page);
  await signIn(clerk, own, town.staff, town.staff.taxes);
  await openCase(clerk, own, kase);
  const text = await clerk.page.locator("main").innerText();
  for (const part of household.shown) must(text.includes(part), `the case does not show ${part}`);
  for (const part of household.hidden) must(!text.includes(part), `the case shows ${part}`);
  await look(clerk, { picture: "hund-vorgang" });
  if (await decide(clerk, own, kase, "Beide Hunde sind angemeldet.", { isWhole: true })) await countersign(clerk, own, kase);
  await letter(clerk);
  await visitor.page.reload();
  await look(visitor, { state: "decided" });
  must((await visitor.page.locator("main").innerText()).includes("Briefkasten"), "nobody says that a letter comes");
}

/// Nobody agreed to get the notice online, so it goes out as a letter; jobs make it.
async function letter({ page }, patienceMs = 30_000) {
  const until = Date.now() + patienceMs;
  const way = async () => (await page.locator("main").innerText()).match(/Weg\s+([^\n]+)/)?.[1] ?? "";
  while (!(await way()).includes("Brief")) {
    must(Date.now() < until, `no letter after ${patienceMs / 1000} s: ${await way()}`);
    await page.waitForTimeout(500);
    await page.reload();
  }
}
