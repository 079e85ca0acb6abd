// Two ways to use a page: by keyboard alone, and with mouse and keyboard.

import { must, report } from "./findings.mjs";
import { place } from "./visitor.mjs";

/// Presses of Tab after which something counts as unreachable.
const TABS_MAX = 250;

/// Nothing but keys. Finds everything with Tab, as people do who cannot use a mouse.
export class Keyboard {
  constructor(page) {
    this.page = page;
    // Once somebody listens, Chromium hands its file dialogs over; the first one too.
    page.on("filechooser", () => {});
  }

  /// Where the focus is, and whether one can see it.
  async focus() {
    return this.page.evaluate(() => {
      const one = document.activeElement;
      if (!one || one === document.body) return null;
      // Radio buttons and boxes may draw the ring beside themselves.
      const shown = [one, one.nextElementSibling, one.parentElement].filter(Boolean).some((each) => {
        const style = getComputedStyle(each);
        return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
      });
      return { name: one.name ?? "", type: one.type ?? "", what: one.outerHTML.slice(0, 120), shown };
    });
  }

  /// Tabs until `isThere(element)` holds in the page.
  async tabTo(what, isThere, argument) {
    for (let n = 0; n < TABS_MAX; n += 1) {
      if (await this.page.evaluate(isThere, argument)) {
        const focus = await this.focus();
        if (focus && !focus.shown) report("axe", place(this.page.url()), `focus not visible: ${focus.what}`);
        return;
      }
      await this.page.keyboard.press("Tab");
    }
    throw new Error(`Tab never reaches ${what} on ${place(this.page.url())}`);
  }

  async reach(locator, what) {
    const handle = await locator.elementHandle();
    must(handle, `${what} is missing on ${place(this.page.url())}`);
    await this.tabTo(what, (one) => one === document.activeElement, handle);
  }

  /// Presses a button or follows a link, and waits for the page behind it.
  async press(locator, what) {
    await this.reach(locator, what);
    await this.following(() => this.page.keyboard.press("Enter"));
  }

  /// Fetches what a link offers as a download.
  async fetch(locator, what) {
    await this.reach(locator, what);
    const download = this.page.waitForEvent("download");
    await this.page.keyboard.press("Enter");
    return download;
  }

  async text(name, value) {
    await this.reach(this.page.locator(`main [name="${name}"]`), name);
    await this.page.keyboard.press("Control+A");
    await (value ? this.page.keyboard.insertText(value) : this.page.keyboard.press("Delete"));
  }

  async radio(name, value) {
    const isThere = ([n]) => document.activeElement?.type === "radio" && document.activeElement.name === n;
    await this.tabTo(name, isThere, [name]);
    const isSet = () => this.page.locator(`main [name="${name}"][value="${value}"]`).isChecked();
    if (await isSet()) return;
    await this.page.keyboard.press("Space");
    const most = await this.page.locator(`main [name="${name}"]`).count();
    for (let n = 0; n < most && !(await isSet()); n += 1) await this.page.keyboard.press("ArrowDown");
    must(await isSet(), `arrow keys do not choose ${value} in ${name}`);
  }

  async checkbox(name, isOn) {
    const box = this.page.locator(`main [name="${name}"][type=checkbox]`);
    if ((await box.isChecked()) === isOn) return;
    await this.reach(box, name);
    await this.page.keyboard.press("Space");
    must((await box.isChecked()) === isOn, `Space does not tick ${name}`);
  }

  async select(name, value) {
    const list = this.page.locator(`main select[name="${name}"]`);
    await this.reach(list, name);
    if ((await list.inputValue()) === value) return;
    await this.page.keyboard.press("Home");
    const most = await list.locator("option").count();
    for (let n = 0; n < most && (await list.inputValue()) !== value; n += 1) {
      await this.page.keyboard.press("ArrowDown");
    }
    must((await list.inputValue()) === value, `arrow keys do not choose ${value} in ${name}`);
  }

  /// The dialog of the operating system cannot be driven; the field must open it by key.
  async file(locator, what, file) {
    await this.reach(locator, what);
    const dialog = this.page.waitForEvent("filechooser");
    await this.page.keyboard.press("Enter");
    await (await dialog).setFiles(file);
  }

  async following(act) {
    await Promise.all([this.page.waitForEvent("framenavigated"), act()]);
    await this.page.waitForLoadState("load");
  }
}

/// A mouse to point with.
export class Mouse {
  constructor(page) {
    this.page = page;
  }

  async press(locator, what) {
    must((await locator.count()) > 0, `${what} is missing on ${place(this.page.url())}`);
    await Promise.all([this.page.waitForEvent("framenavigated"), locator.click()]);
    await this.page.waitForLoadState("load");
  }

  async fetch(locator) {
    const download = this.page.waitForEvent("download");
    await locator.click();
    return download;
  }

  async text(name, value) {
    await this.page.locator(`main [name="${name}"]`).fill(value);
  }

  async radio(name, value) {
    await this.page.locator(`main [name="${name}"][value="${value}"]`).check();
  }

  async checkbox(name, isOn) {
    await this.page.locator(`main [name="${name}"][type=checkbox]`).setChecked(isOn);
  }

  async select(name, value) {
    await this.page.locator(`main select[name="${name}"]`).selectOption(value);
  }

  async file(locator, _what, file) {
    await locator.setInputFiles(file);
  }
}
