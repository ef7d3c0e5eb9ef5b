// A migrant who was smuggled: a file with its own questions, services of its own mechanism; then she turns out to be a
// victim of trafficking, and a second file is opened over the same person. Nothing is asked twice.

import assert from "node:assert/strict";
import {
  JOURNEY, KADIATOU, RECEIVED, WAYS, answer, arrive, barSays, enter, follow, goHome, isNobodyElse, moveIn, openFromList,
  pick, press, readPage, reads, receipt, search, sitDown, story, write,
} from "./post.js";

const MARIAM = {
  ...KADIATOU, account: "Le camion est reparti sans eux.", family: "Keïta", given: "Mariam", age: "24", year: "2001",
};

/** What is asked of a migrant in the place of the form of an exploitation. */
const OF_A_MIGRANT = [
  ["trajet", "Par où est-elle passée ?", async (device) => {
    await write(device, "Trajet", "Gao, puis le désert.");
    await pick(device, "Par la route");
  }],
  ["danger", "Qu’a-t-elle subi en route ?", (device) => pick(device, "Sa vie a été en danger, ou on l’a abandonnée")],
  ["prix", "Qu’est-ce que le passage a coûté ?", (device) => pick(device, "Elle doit encore de l’argent")],
  ["protection", "De quelle protection a-t-elle besoin ?", (device) => pick(device, "Bloquée en route")],
];
const TOLD = ["prevenir", "Qui peut être prévenu ?", (device) => write(device, "Qui peut être prévenu ?", "Sa sœur, pas son oncle.")];

story("a smuggled migrant has her own questions and services, and a second file when it was trafficking", async (way) => {
  const house = await moveIn();
  const gao = await sitDown(house, way);
  await enter(gao, "gao-1");
  await follow(gao, "Enregistrer une personne migrante (trafic illicite)");
  for (const step of JOURNEY) {
    for (const asked of step[0] === "forme" ? OF_A_MIGRANT : [step]) await answer(gao, asked, MARIAM);
  }
  await answer(gao, TOLD, MARIAM);
  await isNobodyElse(gao, "migrant-check");
  assert.doesNotMatch(await readPage(gao), /Forme présumée|exploitation/i, "nobody asks of what she was exploited");
  await press(gao, "Enregistrer");
  const { label } = await receipt(gao);

  // Consents are offered to the services of her mechanism first; one of the other mechanism is not enough.
  await goHome(gao);
  await openFromList(gao, label);
  await reads(gao, "Gao, puis le désert.");
  assert.doesNotMatch(await readPage(gao), /Forme présumée/);
  await follow(gao, "Accords et partages");
  await follow(gao, "Recueillir un accord");
  await arrive(gao, "À qui, et pour quoi ?");
  const services = await gao.page.getByLabel("Service").locator("option").allInnerTexts();
  assert.match(services.filter((name) => name.startsWith("Maison"))[0], /Figuier/, "the one that takes migrants in");

  // It was trafficking too: her names are opened, then a second file receives what is known.
  await goHome(gao);
  await openFromList(gao, label);
  const also = "C’est aussi une traite : ouvrir un second dossier";
  await follow(gao, also);
  await arrive(gao, "Ouvrir un dossier de traite pour la même personne", "beside-closed");
  await press(gao, "Ouvrir l’identité");
  await reads(gao, "Mariam");
  await follow(gao, "Retour");
  await follow(gao, also);
  await reads(gao, "Ce que le second dossier reçoit");
  const copied = await readPage(gao);
  assert.match(copied, /Mariam/);
  assert.doesNotMatch(copied, /Prix du passage/, "what only a migrant is asked stays in the first file");
  await arrive(gao, "Ouvrir un dossier de traite pour la même personne", "beside");
  await press(gao, "Ouvrir le second dossier");
  await arrive(gao, RECEIVED);
  await barSays(gao, "Tout est envoyé");

  // One search finds both; the second is asked of what she was exploited.
  await goHome(gao);
  await search(gao, { family: "Keita", given: "Mariam", year: "2001" });
  const found = gao.page.locator("main .listing a");
  await found.nth(1).waitFor();
  assert.equal(await found.count(), 2);
  const other = (await found.allInnerTexts()).findIndex((line) => !line.includes(label));
  await found.nth(other).click();
  await reads(gao, "Forme présumée");
  assert.doesNotMatch(await readPage(gao), /Prix du passage/);

  // Each file names the other, and offers no third.
  assert.doesNotMatch(await readPage(gao), /ouvrir un second dossier/);
  await follow(gao, `Dossier de trafic illicite de migrants de la même personne : ${label}`);
  await reads(gao, "Gao, puis le désert.");
  await arrive(gao, `Dossier ${label}`, "of-two");
  await reads(gao, "Dossier de traite de la même personne");
  assert.doesNotMatch(await readPage(gao), /Traite présumée/);
}, [WAYS[0]]);
