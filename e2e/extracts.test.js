// Coded answers for a statistics office: a woman says yes to that, what leaves is shown before it leaves, the office counts it on
// its desk; she takes it back, and there is nothing left to count.

import assert from "node:assert/strict";
import {
  KADIATOU, arrive, barSays, enter, follow, goHome, look, moveIn, press, readPage, reads, register, sitDown, story,
} from "./post.js";
import { consent, toConsents } from "./sharing.js";

const AWA = {
  ...KADIATOU, region: "Ségou", family: "Traoré", given: "Awa", year: "1999", age: "25", account: "On lui devait six mois.",
  contact: "Par la voisine.",
};
const BUREAU = "Bureau des statistiques (démonstration), Bamako";

/** What a table says in the row of a value. */
const row = (device, table, value) =>
  device.page.getByRole("table", { name: table }).getByRole("row", { name: value }).innerText();

/** Opens the extracts on the desk of the office. */
async function count(office, shot) {
  await goHome(office);
  await follow(office, "Relevés statistiques");
  await arrive(office, "Relevés statistiques");
  await press(office, "Ouvrir les relevés");
  await office.page.getByRole("button", { name: "Ouvrir à nouveau" }).waitFor();
  await look(office, shot);
  return readPage(office);
}

story("a woman says yes to statistics, the office counts her age without her name, and she takes it back", async (way) => {
  const house = await moveIn();
  const segou = await sitDown(house, way);
  await enter(segou, "segou-1");
  const { label } = await register(segou, AWA);
  await toConsents(segou, label);
  await consent(segou, BUREAU, ["Relevé statistique"], { purpose: "Statistiques" });

  // She is shown exactly what leaves.
  await follow(segou, "Envoyer le relevé statistique");
  await arrive(segou, `Ce qui part vers ${BUREAU}`, "extract");
  const shown = await readPage(segou);
  assert.match(shown, /25 ans/);
  assert.doesNotMatch(shown, /Traoré|Awa|six mois|voisine/, "no name, no word of hers");
  await press(segou, "Sceller et envoyer");
  await arrive(segou, "C’est gardé");
  await barSays(segou, "Tout est envoyé");

  // The office has one door of its own and none of a caseworker's.
  const office = await sitDown(house, way);
  await enter(office, "bureau-1");
  const home = await readPage(office);
  assert.match(home, /Relevés statistiques/);
  assert.doesNotMatch(home, /Enregistrer une personne|Chercher|Reçus|Dossiers/, "nobody's file");
  const counted = await count(office, "extracts");
  assert.match(counted, /Relevés ouverts, traite\s+1\b/);
  assert.doesNotMatch(counted, /Traoré|Awa|six mois|voisine/);
  assert.match(await row(office, /^Âge/, /^25 ans/), /25 ans\s+1\s+0\s+0\s+1/);
  await reads(office, "Rien ne se publie d’ici");

  // She takes it back: from the next opening there is nothing of hers.
  await toConsents(segou, label);
  await press(segou, "Retirer");
  await arrive(segou, "C’est gardé");
  await barSays(segou, "Tout est envoyé");
  assert.match(await count(office, "extracts-none"), /Relevés ouverts, traite\s+0\b/);
});
