// The committee reads the figure without JavaScript, with a passphrase and a one-time code; what it reads can
// be recounted, and says the same later.

import assert from "node:assert/strict";
import {
  NOBODY_KNOWN, THIS_MONTH, arrive, choose, command, enter, follow, look, moveIn, plain, press, readPage, recount,
  register, sitDown, story, write,
} from "./post.js";

const FIGURE = "Personnes présumées";

async function code(house, account) {
  const { said } = await command("figure", "code", "--secret", account.code_secret);
  return said.trim();
}

async function signIn(device, number) {
  const account = device.house.account("comite-lecture");
  await write(device, "Identifiant", account.handle);
  await write(device, "Phrase de passe", account.words);
  await write(device, "Code à six chiffres", number);
  await press(device, "Entrer");
}

/** The total the page says, for the period and the checkpoint asked for. */
async function total(device) {
  const said = plain(await device.page.locator(".lead").innerText());
  return Number(/: ([\d ]+)$/.exec(said)[1].replace(/ /g, ""));
}

/** Numbers of a row of a table, by its first cell. */
async function row(device, name) {
  const cells = await device.page.getByRole("row", { name }).first().getByRole("cell").allInnerTexts();
  return cells.map((cell) => Number(plain(cell).replace(/ /g, "")));
}

story("the committee reads 2024: 629 presumed persons, 42 men, 250 women, 337 children", async (way) => {
  const house = await moveIn();
  const committee = await sitDown(house, way, { context: { javaScriptEnabled: false } });
  await committee.page.goto(house.url + "/");
  await follow(committee, "Lire les chiffres");
  await arrive(committee, "Lire les chiffres", "reading");

  await signIn(committee, "000000");
  await committee.page.getByRole("alert").waitFor();
  assert.match(await readPage(committee), /L’identifiant, la phrase ou le code ne conviennent pas\./);
  await look(committee, "reading-refused");

  await signIn(committee, await code(house, house.account("comite-lecture")));
  await arrive(committee, FIGURE, "figure-month");
  const asOf = await committee.page.getByLabel("Tel que connu au…").inputValue();

  await choose(committee, "Mois ou année du premier contact", "2024, année entière");
  await press(committee, "Afficher");
  await arrive(committee, FIGURE, "figure-2024");
  assert.equal(await total(committee), 629);
  assert.deepEqual(await row(committee, /^Hommes/), [42]);
  assert.deepEqual(await row(committee, /^Femmes/), [250]);
  assert.deepEqual(await row(committee, /^Enfants/), [337]);
  assert.equal((await row(committee, /^Ensemble/)).at(-1), 629);
  assert.equal(await recount(house, "2024"), 629);

  // gao-1 registers somebody: this month says one more; as known before, it says what it said.
  const read = async (query) => {
    await committee.page.goto(`${house.url}/lecture/personnes-presumees${query}`);
    await arrive(committee, FIGURE);
    return total(committee);
  };
  const before = await read(`?period=${THIS_MONTH}`);
  const gao1 = await sitDown(house, way);
  await enter(gao1, "gao-1");
  await register(gao1, NOBODY_KNOWN);
  assert.equal(await read(`?period=${THIS_MONTH}`), before + 1);
  assert.equal(await read(""), before + 1, "it opens at the newest month with figures");
  assert.equal(await recount(house, THIS_MONTH), before + 1);
  assert.equal(await read(`?period=${THIS_MONTH}&as_of=${asOf}`), before);
  assert.match(await readPage(committee), /Ce chiffre a pu changer depuis/);
  await look(committee, "figure-then");
  assert.equal(await recount(house, THIS_MONTH, asOf), before);
  assert.equal(await read(`?period=2024&as_of=${asOf}`), 629);

  await press(committee, "Fermer la session");
  await arrive(committee, "Protéger, sans exposer");
  await committee.page.goto(`${house.url}/lecture/personnes-presumees`);
  await arrive(committee, "Lire les chiffres");
});
