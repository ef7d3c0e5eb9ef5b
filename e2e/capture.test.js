// A phone that only captures: each answer is sealed as soon as it is given, and nobody, not even who gave it,
// sees it again on this phone. The service reads it.

import assert from "node:assert/strict";
import {
  READY, HOME, JOURNEY, KADIATOU, answer, arrive, enter, follow, moveIn, openFromList, press, readPage,
  reads, receipt, sitDown, story, unlock, visit,
} from "./post.js";

const TOLD = ["gare routière", "Elle dort au marché.", "Coulibaly", "Kadiatou", "2009", "Par sa tante, le soir."];

/** Nothing told before is anywhere in the page, nor in a field of it. */
async function showsNothing({ page }) {
  const html = await page.content();
  const values = await page.locator("input:not([type=radio], [type=checkbox]), textarea, select")
    .evaluateAll((fields) => fields.map((field) => field.value));
  for (const told of TOLD) assert.ok(!html.includes(told), `${told} is shown again`);
  assert.deepEqual(values.filter(Boolean), [], "a field is filled in");
  assert.equal(await page.locator(":checked:not(option)").count(), 0, "an answer is ticked");
}

story("gao-5 registers on a phone that opens nothing", async (way) => {
  const house = await moveIn();
  const gao5 = await sitDown(house, way);
  await enter(gao5, "gao-5");
  const doors = await gao5.page.locator("main .listing").first().getByRole("link").allInnerTexts();
  assert.deepEqual(doors, ["Enregistrer une personne", "Enregistrer une personne migrante (trafic illicite)"]);

  await follow(gao5, "Enregistrer une personne");
  for (const [place, step] of JOURNEY.entries()) {
    await answer(gao5, step, KADIATOU);
    const [, next] = JOURNEY[place + 1] ?? ["", READY];
    await arrive(gao5, next);
    await showsNothing(gao5);

    await visit(gao5);
    await unlock(gao5, "gao-5");
    await arrive(gao5, HOME);
    await showsNothing(gao5);
    const begun = gao5.page.getByRole("link", { name: /^Enregistrement / });
    await follow(gao5, await begun.innerText());
    await arrive(gao5, next);
    await showsNothing(gao5);
  }
  await arrive(gao5, READY, "capture-check");
  await reads(gao5, "Vos réponses sont déjà scellées");

  // The address of the first question asks it again, empty.
  const first = gao5.page.url().replace("verifier", "lieu");
  await gao5.page.goto(first);
  await unlock(gao5, "gao-5");
  await arrive(gao5, JOURNEY[0][1]);
  await showsNothing(gao5);

  await visit(gao5);
  await unlock(gao5, "gao-5");
  await arrive(gao5, HOME);
  await follow(gao5, await gao5.page.getByRole("link", { name: /^Enregistrement / }).innerText());
  await press(gao5, "Enregistrer");
  const { label } = await receipt(gao5);

  const gao1 = await sitDown(house, way);
  await enter(gao1, "gao-1");
  await openFromList(gao1, label);
  const file = await readPage(gao1);
  for (const said of ["gare routière", "Elle dort au marché.", "Travail ou services forcés", "Féminin", "17 ans", "Mali"]) {
    assert.ok(file.includes(said), said);
  }
  await press(gao1, "Ouvrir l’identité");
  await arrive(gao1, "Identité");
  for (const said of ["Coulibaly", "Kadiatou", "2009", "Par sa tante, le soir."]) await reads(gao1, said);
});
