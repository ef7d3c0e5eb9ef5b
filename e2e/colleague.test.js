// A colleague of the same team finds the person by a name she hears and spells her own way, works on the
// file, and nothing two people write at the same time is lost.

import assert from "node:assert/strict";
import {
  KADIATOU, arrive, barSays, change, enter, follow, goHome, goOnline, moveIn, openFromList, pick,
  press, readPage, reads, register, search, sitDown, story, verifyLedger, write,
} from "./post.js";

story("gao-2 finds Kadiatou under Kulibali, opens her identity apart, writes in her file", async (way) => {
  const house = await moveIn();
  const gao1 = await sitDown(house, way);
  await enter(gao1, "gao-1");
  const { label } = await register(gao1, KADIATOU);

  const gao2 = await sitDown(house, way);
  await enter(gao2, "gao-2");
  await search(gao2, { family: "Kulibali", given: "Kadiatu" });
  assert.match(await readPage(gao2), new RegExp(`Kadiatou Coulibaly\\s+${label}`));
  await follow(gao2, "Kadiatou Coulibaly");
  await arrive(gao2, `Dossier ${label}`, "file");
  assert.match(await readPage(gao2), /Elle dort au marché\.\s+On lui avait promis l’école\./);
  assert.doesNotMatch(await gao2.page.content(), /Coulibaly|tante/, "no name before it is asked for");

  await press(gao2, "Ouvrir l’identité");
  await arrive(gao2, "Identité", "identity");
  for (const said of ["Coulibaly", "Kadiatou", "2009", "Par sa tante, le soir."]) await reads(gao2, said);
  await follow(gao2, "Retour");
  await arrive(gao2, `Dossier ${label}`);

  await follow(gao2, "Ajouter une note");
  await arrive(gao2, "Nouvelle note", "note");
  await press(gao2, "Enregistrer");
  await gao2.page.getByRole("alert").waitFor();
  await write(gao2, "Nouvelle note", "Le directeur de l’école est prévenu.");
  await press(gao2, "Enregistrer");
  await arrive(gao2, `Dossier ${label}`);
  await reads(gao2, "Le directeur de l’école est prévenu.");
  await change(gao2, "Forme présumée", (device) => pick(device, "Servitude domestique"));
  await arrive(gao2, `Dossier ${label}`);
  await barSays(gao2, "Tout est envoyé");
  await reads(gao2, "Servitude domestique");

  await follow(gao2, "Qui a ouvert ou modifié ce dossier");
  await arrive(gao2, "Historique du dossier", "history");
  const history = (await readPage(gao2)).replace(/\n/g, " ");
  for (const line of [
    /Personne enregistrée gao-1/, /Dossier ouvert gao-2/, /Identité ouverte gao-2/, /Note ajoutée gao-2/,
    /Réponse ajoutée gao-2.*« Travail ou services forcés » devient « Servitude domestique »/,
  ]) assert.match(history, line);

  // What gao-2 wrote is there for gao-1.
  await goHome(gao1);
  await openFromList(gao1, label);
  await reads(gao1, "Le directeur de l’école est prévenu.");
  await reads(gao1, "Servitude domestique");
});

story("two colleagues change one answer without a network: both are kept, a person chooses", async (way) => {
  const house = await moveIn();
  const [gao1, gao2] = [await sitDown(house, way), await sitDown(house, way)];
  await enter(gao1, "gao-1");
  const { label } = await register(gao1, KADIATOU);
  await goHome(gao1);
  await openFromList(gao1, label);
  await enter(gao2, "gao-2");
  await openFromList(gao2, label);

  await house.stop();
  for (const [device, age] of [[gao1, "15"], [gao2, "19"]]) {
    await device.context.setOffline(true);
    await change(device, "Âge", () => write(device, "Âge", age));
    await arrive(device, `Dossier ${label}`, "file-waiting");
    await reads(device, `${age} ans`);
    await barSays(device, "Pas de réseau. 1 enregistrement sur cet appareil, pas encore envoyé");
  }
  await goOnline(gao1);
  await barSays(gao1, "Tout est envoyé");
  await gao2.context.setOffline(false);
  await barSays(gao2, "Tout est envoyé");

  for (const device of [gao1, gao2]) {
    await goHome(device);
    await openFromList(device, label);
    await reads(device, "Âge : deux réponses différentes ont été données en même temps.");
    await follow(device, "Voir les deux et choisir");
    await arrive(device, "Âge : quelle réponse est la bonne ?", "conflict");
    const both = await readPage(device);
    assert.match(both, /15 ans\s+gao-1/);
    assert.match(both, /19 ans\s+gao-2/);
  }
  const first = /(15|19) ans/.exec(await readPage(gao2))[0];
  await press(gao2, "Garder cette réponse");
  await arrive(gao2, `Dossier ${label}`);
  await reads(gao2, first);
  await barSays(gao2, "Tout est envoyé");

  await goHome(gao1);
  await openFromList(gao1, label);
  await reads(gao1, first);
  assert.doesNotMatch(await readPage(gao1), /deux réponses différentes/);
  assert.equal((await verifyLedger(house)).code, 0);
});
