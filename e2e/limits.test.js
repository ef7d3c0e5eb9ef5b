// An officer limits her service and ends accounts on a day; two colleagues at once are refused, and taken back.

import assert from "node:assert/strict";
import {
  PEOPLE, arrive, enter, follow, giveWords, goHome, look, moveIn, press, readPage, reads, sent, sitDown, story, tick, toPost, visit,
  write,
} from "./post.js";

const MANY = "Agir sur plusieurs personnes";
const NO_DAY = "Écrivez un jour du calendrier : jour, mois, année. Ou rien, pour une venue sans fin.";

/** Types until when somebody comes in. */
async function until(officer, day, month, year) {
  await write(officer, "Jour", day);
  await write(officer, "Mois", month);
  await write(officer, "Année", year);
  await press(officer, "Fixer ce jour");
}

async function toPeople(officer) {
  await goHome(officer);
  await follow(officer, PEOPLE);
  await arrive(officer, PEOPLE);
}

story("an officer sets limits and an end, and suspends two at once", async (way) => {
  const house = await moveIn();
  const officer = await sitDown(house, way);
  await enter(officer, "gao-3");
  await follow(officer, PEOPLE);
  await arrive(officer, PEOPLE);
  await follow(officer, "Limites");
  await arrive(officer, "Limites", "limits");
  await write(officer, "Durée d’une session en heures, au plus 12", "13");
  await press(officer, "Fixer ces limites");
  await reads(officer, "Écrivez un nombre de 1 à 12, ou rien.");
  await look(officer, "limits-wrong");
  await write(officer, "Durée d’une session en heures, au plus 12", "4");
  await press(officer, "Fixer ces limites");
  await sent(officer);

  await goHome(officer);
  await toPost(officer, "gao-2");
  await look(officer, "post-end");
  await until(officer, "31", "02", "2099");
  await officer.page.getByRole("alert").getByText(NO_DAY).waitFor();
  assert.match(await readPage(officer), new RegExp(`${NO_DAY}[^]*${NO_DAY}`), "above, and beside the field");
  await look(officer, "post-end-wrong");
  await until(officer, "31", "12", "2099");
  await sent(officer);
  await toPeople(officer);
  await reads(officer, "Jusqu’au 31 décembre 2099");

  await follow(officer, MANY);
  await arrive(officer, MANY, "suspend-many");
  for (const handle of ["gao-1", "gao-2"]) await tick(officer, handle);
  await until(officer, "30", "juin", "2099");
  await officer.page.getByRole("alert").getByText(NO_DAY).waitFor();
  await until(officer, "30", "6", "2099");
  await sent(officer);
  await toPeople(officer);
  assert.equal((await readPage(officer)).match(/Jusqu’au 30 juin 2099/g).length, 2, "both, by one act");
  await follow(officer, MANY);
  await arrive(officer, MANY);
  for (const handle of ["gao-1", "gao-2"]) await tick(officer, handle);
  await press(officer, "Suspendre");
  await sent(officer);
  // What her words open is not given while she is suspended.
  const hers = await sitDown(house, way);
  await visit(hers);
  await giveWords(hers, "gao-1");
  await reads(hers, "Ces cinq mots n’ouvrent rien ici.");

  await officer.page.bringToFront();
  await toPeople(officer);
  await follow(officer, MANY);
  await arrive(officer, MANY);
  for (const handle of ["gao-1", "gao-2"]) await tick(officer, handle);
  await press(officer, "Reprendre");
  await sent(officer);
  await enter(hers, "gao-1");
});
