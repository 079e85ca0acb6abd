// A colleague makes a passkey and signs in with it. The device is a virtual one of Chromium.

import { must } from "./findings.mjs";
import { Mouse } from "./hands.mjs";
import { look } from "./looks.mjs";
import { arrive } from "./visitor.mjs";
import { signIn } from "./wohngeld.mjs";

export async function passkeyJourney(town, visitors) {
  const visitor = await arrive(town.browser, town.base);
  visitors.push(visitor);
  const { page, context } = visitor;
  const device = await context.newCDPSession(page);
  await device.send("WebAuthn.enable");
  const { authenticatorId } = await device.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const hands = new Mouse(page);
  await signIn(visitor, hands, town.staff, town.staff.lead);
  await register(visitor, hands, town);
  const { credentials } = await device.send("WebAuthn.getCredentials", { authenticatorId });
  must(credentials.length === 1, `the device holds ${credentials.length} passkeys instead of one`);
  await look(visitor, { state: "with a passkey" });

  await hands.press(page.locator('form[action$="/abmelden"] button').first(), "the button to sign out");
  await page.goto("/verwaltung/anmelden");
  await page.locator("[data-rh-passkey=get] button").click();
  await page.waitForURL((url) => !url.pathname.includes("/anmelden"));
  must(page.url().includes("/schreibtisch"), `the passkey leads to ${page.url()}`);
}

/// Makes the passkey; the house asks for the password again where signing in is too long ago.
async function register({ page }, hands, town) {
  await page.goto("/verwaltung/konto");
  if (page.url().includes("/bestaetigen")) {
    await hands.text("passwort", town.staff.password);
    await hands.press(page.getByRole("button", { name: "Bestätigen", exact: true }), "the button to confirm");
  }
  const closed = page.locator("details:has([data-rh-passkey=create]):not([open]) > summary");
  if ((await closed.count()) > 0) await closed.first().click();
  await page.locator('main form:has([data-rh-passkey=create]) [name="name"]').fill("Dienstrechner");
  await Promise.all([page.waitForEvent("framenavigated"), page.locator("[data-rh-passkey=create] button").click()]);
  await page.waitForLoadState("load");
  must((await page.locator("main").innerText()).includes("Dienstrechner"), "the new passkey is not listed");
}
