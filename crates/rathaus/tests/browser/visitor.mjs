// A visitor: one browser profile with one page, watched all the time. Whatever no page of the house
// may do is noted here: asking foreign hosts, errors of scripts, breaches of the content security
// policy, broken parts, slow answers.

import { report } from "./findings.mjs";

/// Longest time until the first byte of a page, in milliseconds.
const ANSWER_MS_MAX = 2000;
/// Longest time a person of these journeys waits for anything, in milliseconds.
const PATIENCE_MS = 15_000;
/// What Chromium says of a document whose status is an error: told by the status itself.
const STATUS_LINE = /^Failed to load resource: the server responded with a status of (4\d\d)/;
/// What it says where a journey itself has cut the network.
const CUT = /net::ERR_INTERNET_DISCONNECTED/;

/// An address without what differs from visit to visit.
export function place(url) {
  const { pathname, search } = new URL(url);
  return (pathname + search)
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, ":id")
    .replace(/einmal=[^&]*/g, "einmal=…");
}

/// Opens a fresh profile: nobody is signed in, no cookie is there.
export async function arrive(browser, base, { js = true, language = "de-DE" } = {}) {
  const context = await browser.newContext({
    baseURL: base,
    javaScriptEnabled: js,
    locale: language,
    timezoneId: "Europe/Berlin",
    viewport: { width: 1280, height: 900 },
    reducedMotion: "reduce",
    acceptDownloads: true,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  context.setDefaultNavigationTimeout(PATIENCE_MS);
  const page = await context.newPage();
  watch(page, base);
  return { context, page, base, js, leave: () => context.close() };
}

function watch(page, base) {
  const note = (text) => report("guard", place(page.url() === "about:blank" ? base : page.url()), text);
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${base}/`) && !/^(data|blob|about):/.test(url)) note(`asks ${url}`);
  });
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText ?? "";
    // Leaving a page stops what it was loading; downloads end the navigation that began them.
    if (why !== "net::ERR_ABORTED" && !CUT.test(why)) note(`${request.url()} fails: ${why}`);
  });
  page.on("response", (response) => {
    const request = response.request();
    const isPage = request.isNavigationRequest();
    if (!isPage && response.status() >= 400) note(`${place(response.url())} answers ${response.status()}`);
    if (response.status() >= 500) report("guard", place(response.url()), `answers ${response.status()}`);
    const waited = request.timing().responseStart;
    if (isPage && request.method() === "GET" && waited > ANSWER_MS_MAX) {
      report("guard", place(response.url()), `answers after ${Math.round(waited)} ms`);
    }
  });
  page.on("console", (message) => {
    if (message.type() === "error" && !STATUS_LINE.test(message.text()) && !CUT.test(message.text())) note(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => note(`script: ${error.message}`));
}

/// Fails unless the profile is free of cookies.
export async function mustHaveNoCookie(visitor, when) {
  const cookies = await visitor.context.cookies();
  if (cookies.length) {
    report("guard", place(visitor.page.url()), `cookie ${cookies.map((c) => c.name).join(", ")} ${when}`);
  }
}
