// A departure, after which the key of the service changes by itself; terms read before anything else.

import assert from "node:assert/strict";
import {
  HOME, KADIATOU, NOBODY_KNOWN, PEOPLE, arrive, barSays, enter, follow, goHome, moveIn, openFromList,
  papersCame, press, reads, register, sent, sitDown, story, toPost, verifyLedger, visit, write,
} from "./post.js";

story("after a departure the key of the service changes by itself, and those who remain read on", async (way) => {
  const house = await moveIn();
  const officer = await sitDown(house, way);
  await enter(officer, "gao-3");
  const colleague = await sitDown(house, way);
  await enter(colleague, "gao-1");
  const before = await register(colleague, KADIATOU);

  await officer.page.bringToFront();
  await toPost(officer, "gao-2");
  await press(officer, "Elle quitte le service");
  await arrive(officer, "La personne du poste gao-2 quitte le service ?", "leaves");
  await press(officer, "Elle quitte le service");
  await sent(officer);
  await goHome(officer);
  await reads(officer, "Nouvelle clé du service");
  await barSays(officer, "Tout est envoyé");

  await follow(officer, PEOPLE);
  await arrive(officer, PEOPLE);
  await follow(officer, "Conditions et code de conduite");
  await arrive(officer, "Conditions et code de conduite", "terms-write");
  await write(officer, "Conditions et code de conduite", "Je ne parle de personne hors du service.");
  await press(officer, "Publier cette version");
  await sent(officer);

  // Her next entry: the terms first, then the new key with the one before.
  const again = await sitDown(house, way);
  await visit(again);
  await write(again, "Identifiant", "gao-1");
  await write(again, "Vos cinq mots", house.words("gao-1"));
  await press(again, "Entrer");
  await arrive(again, "Conditions et code de conduite de votre service", "terms");
  await reads(again, "Je ne parle de personne hors du service.");
  await visit(again, "/a/chercher");
  await arrive(again, "Ouvrir");
  await write(again, "Vos cinq mots", house.words("gao-1"));
  await press(again, "Ouvrir");
  await arrive(again, "Conditions et code de conduite de votre service");
  await press(again, "J’ai lu et j’accepte");
  await arrive(again, HOME);
  await papersCame(again);
  await barSays(again, "Tout est envoyé");
  const after = await register(again, NOBODY_KNOWN);
  for (const { label } of [before, after]) {
    await goHome(again);
    await openFromList(again, label);
  }
  assert.equal((await verifyLedger(house)).code, 0);
});
