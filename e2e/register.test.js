// Registering a person: one question a page, in the order of her own account; nothing required but place,
// date and manner; kept on the device first, then received under a number.

import assert from "node:assert/strict";
import {
  CHECK, FOUR_WAYS, HOME, JOURNEY, KADIATOU, NOBODY_KNOWN, THIS_MONTH, answer, arrive, crash, enter, fillIn,
  focused, follow, look, moveIn, press, readBar, readPage, receipt, recount, register, rows, sitDown, story,
  unlock, until, visit, write,
} from "./post.js";

const [PLACE, DATE, MANNER, ACCOUNT] = JOURNEY;

story("gao-1 registers Kadiatou and holds a receipt", async (way) => {
  const house = await moveIn();
  const gao1 = await sitDown(house, way);
  await enter(gao1, "gao-1");
  await fillIn(gao1, KADIATOU);

  // One answer is changed from the page where all are checked, and the journey comes back there.
  assert.match(await readPage(gao1), /17 ans/);
  await follow(gao1, "Modifier : Âge");
  await arrive(gao1, "Quel âge a-t-elle ?");
  await write(gao1, "Quel âge a-t-elle ?", "16");
  await press(gao1, "Continuer");
  await arrive(gao1, CHECK);
  const checked = await readPage(gao1);
  for (const said of ["Gao", "gare routière", "16 ans", "Coulibaly", "Par sa tante, le soir."]) {
    assert.ok(checked.includes(said), said);
  }

  await press(gao1, "Enregistrer");
  const { number, label } = await receipt(gao1);
  assert.ok(number > 629);
  assert.match(label, /^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  assert.match(await readBar(gao1), /Tout est envoyé/);

  await follow(gao1, "Retour à l’accueil");
  await arrive(gao1, HOME, "home-sent");
  assert.match(await readPage(gao1), new RegExp(`Personne enregistrée · ${label}\\s+Reçu n° ${number}`));
}, FOUR_WAYS);

story("somebody of whom nothing is known is registered too", async (way) => {
  const house = await moveIn();
  const before = await recount(house, THIS_MONTH);
  const gao1 = await sitDown(house, way);
  await enter(gao1, "gao-1");
  await register(gao1, NOBODY_KNOWN);
  assert.equal(await recount(house, THIS_MONTH), before + 1);
});

story("what cannot be taken is said at the top, with the way to the field", async (way) => {
  const house = await moveIn();
  const gao1 = await sitDown(house, way);
  await enter(gao1, "gao-1");
  await follow(gao1, "Enregistrer une personne");

  const refused = async (message, name) => {
    await gao1.page.getByRole("alert").getByRole("link", { name: message }).waitFor();
    assert.equal(await focused(gao1), "erreurs");
    await look(gao1, name);
    await follow(gao1, message);
  };
  await arrive(gao1, PLACE[1]);
  await press(gao1, "Continuer");
  await refused("Région : il faut une réponse pour continuer.", "register-lieu-error");
  assert.equal(await focused(gao1), "region");
  await answer(gao1, PLACE, KADIATOU);

  await arrive(gao1, DATE[1]);
  await write(gao1, "Jour", "31");
  await write(gao1, "Mois", "2");
  await write(gao1, "Année", "2025");
  await press(gao1, "Continuer");
  await refused("Date du premier contact : écrivez une date qui existe, par exemple 5 5 2025.", "register-date-error");
  assert.equal(await gao1.page.getByLabel("Jour").inputValue(), "31", "what was typed is still there");
  await answer(gao1, DATE, KADIATOU);

  await arrive(gao1, MANNER[1]);
  await press(gao1, "Continuer");
  await refused("Manière du contact : il faut une réponse pour continuer.", "register-maniere-error");
  assert.equal(await focused(gao1), "manner");
});

story("the tab dies in the middle of a sentence, and the sentence is found again", async (way) => {
  const house = await moveIn();
  const gao1 = await sitDown(house, way);
  await enter(gao1, "gao-1");
  await follow(gao1, "Enregistrer une personne");
  for (const step of [PLACE, DATE, MANNER]) await answer(gao1, step, KADIATOU);

  await arrive(gao1, ACCOUNT[1]);
  const draft = async () => JSON.stringify(Object.entries(await rows(gao1)).filter(([name]) => name.startsWith("draft:")));
  const before = await draft();
  await write(gao1, ACCOUNT[1], "Elle dit que la dame lui avait pro");
  await until("the draft is kept", async () => (await draft()) !== before);
  await crash(gao1);

  await visit(gao1);
  await unlock(gao1, "gao-1");
  await arrive(gao1, HOME, "home-draft");
  const begun = gao1.page.getByRole("link", { name: /^Enregistrement .*, 3 pages remplies$/ });
  await follow(gao1, await begun.innerText());
  await arrive(gao1, ACCOUNT[1]);
  const field = gao1.page.getByLabel(ACCOUNT[1]);
  assert.equal(await field.inputValue(), "Elle dit que la dame lui avait pro");
});
