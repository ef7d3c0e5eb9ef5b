// Before somebody is registered her team's files are looked through once: by how her name sounds, by a number that is
// exact. Whoever has no search left registers all the same, and two officers may permit more.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  CHECK, HOME, JOURNEY, KADIATOU, POSSIBLE, answer, arrive, barSays, choose, enter, fillIn, follow, goHome, look, moveIn,
  pick, press, readPage, reads, receipt, register, search, sitDown, story, verifyLedger, write,
} from "./post.js";

const HERS = { ...KADIATOU, telephone: "76 12 34 56", document: "A-123 456" };
const SPENT = "Vous avez fait toutes vos recherches d’aujourd’hui.";

/** How many searches a device sent. */
const searches = ({ sent }) => sent.filter((request) => (request.postData() ?? "").includes("cases.search")).length;

const draft = ({ page }) => page.getByRole("link", { name: /^Enregistrement / });

story("somebody who is known already is found before a second file is made", async (way) => {
  const house = await moveIn();
  const gao1 = await sitDown(house, way);
  await enter(gao1, "gao-1");
  const { label } = await register(gao1, HERS);

  const gao2 = await sitDown(house, way);
  await enter(gao2, "gao-2");
  await follow(gao2, "Enregistrer une personne");
  const again = { region: "Gao", manner: "Elle est venue seule", given: "Kadi", telephone: "+223 76-12-34-56" };
  for (const step of JOURNEY) await answer(gao2, step, again);
  await arrive(gao2, POSSIBLE, "possible");
  assert.match(await readPage(gao2), new RegExp(`Kadiatou Coulibaly\\s+${label}.* · même téléphone`));
  assert.doesNotMatch(await readPage(gao2), /76.?12.?34.?56/, "the number itself is not shown");

  // Nothing is lost: she is looked at again, and the draft is there, without a second search.
  await follow(gao2, "Aucune d’elles : continuer");
  await arrive(gao2, CHECK, "possible-check");
  await follow(gao2, "Modifier : Sexe");
  await arrive(gao2, "Quel est son sexe ?");
  await pick(gao2, "Féminin");
  await press(gao2, "Continuer");
  await arrive(gao2, CHECK);
  await follow(gao2, "Revoir qui");
  await arrive(gao2, POSSIBLE);
  await follow(gao2, "Kadiatou Coulibaly");
  await arrive(gao2, `C’est elle : dossier ${label}`, "hers");
  await press(gao2, "Ouvrir son dossier, garder le brouillon");
  await arrive(gao2, `Dossier ${label}`);
  await goHome(gao2);
  await follow(gao2, await draft(gao2).innerText());
  await arrive(gao2, CHECK);
  await follow(gao2, "Revoir qui");
  await follow(gao2, "Kadiatou Coulibaly");
  await press(gao2, "Ouvrir son dossier, effacer le brouillon");
  await arrive(gao2, `Dossier ${label}`);
  assert.equal(searches(gao2), 1, "the same words are looked for once");
  await goHome(gao2);
  assert.equal(await draft(gao2).count(), 0, "the draft is gone, as she chose");

  // By the paper she carries, written another way; a wrong number finds nobody.
  await search(gao2, { document: "a123456" });
  await reads(gao2, "même document");
  await look(gao2, "matches-number");
  await follow(gao2, "Retour");
  await arrive(gao2, "Qui cherchez-vous ?");
  await press(gao2, "Rechercher");
  await gao2.page.getByRole("alert").getByRole("link", { name: "Écrivez au moins un nom ou un numéro." }).waitFor();
  await write(gao2, "Téléphone sûr", "76 12 34 57");
  await press(gao2, "Rechercher");
  await arrive(gao2, "Personnes possibles");
  await reads(gao2, "Aucun dossier de votre équipe ne lui ressemble.");

  // Another team is told whom to ask, and nothing else.
  const gao4 = await sitDown(house, way);
  await enter(gao4, "gao-4");
  await search(gao4, { telephone: "76123456" });
  await reads(gao4, "Correspondance possible dans votre service : voyez avec l’équipe accueil.");
  assert.doesNotMatch(await readPage(gao4), new RegExp(`Coulibaly|${label}`));
  await look(gao4, "matches-elsewhere");
});

story("whoever has no search left registers all the same, and two officers permit more", async (way) => {
  const house = await moveIn();
  await house.stop();
  const paper = join(house.data, "installation.json");
  await writeFile(paper, JSON.stringify({ ...JSON.parse(await readFile(paper, "utf8")), searches_a_day: 1 }));
  await house.start();
  const gao1 = await sitDown(house, way);
  await enter(gao1, "gao-1");
  await search(gao1, { family: "Kulibali", given: "Kadiatu" });
  await goHome(gao1);
  await fillIn(gao1, KADIATOU);
  await reads(gao1, "Aucune recherche n’a été faite");
  await reads(gao1, SPENT);
  await look(gao1, "check-spent");
  await press(gao1, "Enregistrer");
  await receipt(gao1);

  const first = await sitDown(house, way);
  await enter(first, "gao-3");
  await follow(first, "Recherches par jour");
  await arrive(first, "Recherches par jour", "allowances");
  await reads(first, "une recherche par jour");
  await follow(first, "Proposer davantage de recherches");
  await arrive(first, "Proposer davantage de recherches", "widening");
  await press(first, "Signer et proposer");
  await first.page.getByRole("alert").waitFor();
  await look(first, "widening-error");
  await choose(first, "Pour qui ?", "gao-1");
  await write(first, "Combien de recherches par jour ?", "40");
  await write(first, "Pendant combien de jours ?", "2");
  await pick(first, "Une opération sur le terrain");
  await press(first, "Signer et proposer");
  await arrive(first, "C’est signé", "widening-kept");
  await barSays(first, "Tout est envoyé");
  await follow(first, "Revoir les recherches par jour");
  await reads(first, "Un autre responsable de votre service doit signer.");

  const second = await sitDown(house, way);
  await enter(second, "gao-12");
  await follow(second, "Recherches par jour");
  await reads(second, "40 recherches par jour, une opération sur le terrain");
  await look(second, "widening-sign");
  await press(second, "Signer aussi");
  await arrive(second, "C’est signé");
  await barSays(second, "Tout est envoyé");
  await follow(second, "Revoir les recherches par jour");
  await reads(second, "En vigueur");

  await goHome(gao1);
  await arrive(gao1, HOME);
  await search(gao1, { family: "Kulibali", given: "Kadiatu" });
  await reads(gao1, "Kadiatou Coulibaly");
  assert.equal((await verifyLedger(house)).code, 0);
});
