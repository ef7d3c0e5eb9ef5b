// The two ways a person works a page: touching what is seen, or with keys alone. Both find things as a
// screen reader does, by role and name; neither ever uses a selector.

const named = (page, role, name) => page.getByRole(role, { name, exact: true });
const field = (page, label) => page.getByLabel(label, { exact: true });

/** A finger on a phone, a mouse on a desk. */
export const FINGER = {
  follow: (page, name) => named(page, "link", name).first().click(),
  press: (page, name) => named(page, "button", name).first().click(),
  tick: (page, name) => named(page, "checkbox", name).click(),
  pick: (page, name) => named(page, "radio", name).click(),
  choose: (page, label, option) => field(page, label).selectOption({ label: option }),
  async write(page, label, text) {
    await field(page, label).click();
    await replace(page, text);
  },
};

/** Tab, Shift+Tab, Space, Enter, arrows and letters; no pointer. */
export const KEYS = {
  async follow(page, name) {
    await reach(page, named(page, "link", name).first());
    await page.keyboard.press("Enter");
  },
  async press(page, name) {
    await reach(page, named(page, "button", name).first());
    await page.keyboard.press("Enter");
  },
  async tick(page, name) {
    await reach(page, named(page, "checkbox", name));
    await page.keyboard.press("Space");
  },
  // One Tab brings to a group of answers; the arrows walk through it.
  async pick(page, name) {
    const wanted = named(page, "radio", name);
    const group = await wanted.getAttribute("name");
    await reach(page, wanted, (element) => element.name === group, group);
    await page.keyboard.press("Space");
    for (let tries = 0; tries < 30 && !(await wanted.isChecked()); tries += 1) {
      await page.keyboard.press("ArrowDown");
    }
  },
  async choose(page, label, option) {
    await reach(page, field(page, label));
    await page.keyboard.type(option);
  },
  async write(page, label, text) {
    await reach(page, field(page, label));
    await replace(page, text);
  },
};

async function replace(page, text) {
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Delete");
  await page.keyboard.type(text);
}

/** Tabs until the focus is on what is looked for, or on a member of its group. */
async function reach(page, wanted, _, group) {
  await wanted.waitFor();
  for (let tabs = 0; tabs < 120; tabs += 1) {
    const there = await wanted.evaluate((element, group) => {
      const active = document.activeElement;
      return active === element || (group !== undefined && active.name === group);
    }, group);
    if (there) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`no Tab leads to ${wanted}`);
}
