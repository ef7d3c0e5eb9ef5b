// gao-1 has lost her phone and forgotten her words. Two holders of her service who hear her voice bring her
// back on a new device; the old one is refused.

import assert from "node:assert/strict";
import {
  HOME, KADIATOU, arrive, barSays, command, enter, enterWith, follow, goHome, look, moveIn, openFromList, papersCame,
  press, readPage, reads, register, sitDown, story, verifyLedger, visit, write,
} from "./post.js";

const ASKED = "La demande est prête";
const LIST = "Rendre l’accès à une collègue";

async function sees(device, fingerprint) {
  await follow(device, LIST);
  await arrive(device, LIST, "recoveries");
  assert.ok((await readPage(device)).includes(`gao-1\n`), "her name");
  await reads(device, fingerprint);
}

story("two holders bring gao-1 back on a new device", async (way) => {
  const house = await moveIn();
  const old = await sitDown(house, way);
  await enter(old, "gao-1");
  const { label } = await register(old, KADIATOU);
  await goHome(old);

  const her = await sitDown(house, way);
  await visit(her);
  await follow(her, "J’ai oublié mes mots");
  await arrive(her, "Retrouver mon accès", "recover-ask");
  await write(her, "Identifiant", "gao-1");
  await press(her, "Continuer");
  const words = await newWords(her);
  await write(her, "Tapez-les une fois, pour être sûre", "abeille abeille abeille abeille abeille");
  await press(her, "Continuer");
  await reads(her, "Ce ne sont pas les mêmes mots. Recopiez-les depuis votre papier.");
  await look(her, "recover-words-differ");
  await write(her, "Tapez-les une fois, pour être sûre", words);
  await press(her, "Continuer");
  await arrive(her, ASKED, "recover-asked");
  const fingerprint = await her.page.locator("main strong").innerText();

  await press(her, "Essayer d’entrer");
  await reads(her, "Pas encore : il manque une approbation, ou votre responsable n’a pas terminé.");
  await look(her, "recover-not-yet");

  const officer = await sitDown(house, way);
  await enter(officer, "gao-3");
  for (const holder of ["gao-2", "gao-4"]) {
    const device = await sitDown(house, way);
    await enter(device, holder);
    await sees(device, fingerprint);
    await press(device, "L’empreinte est la même : j’approuve");
    await arrive(device, "C’est enregistré", "recoveries-taken");
    await barSays(device, "Tout est envoyé");
    await device.close();
    await her.page.bringToFront();
    await press(her, "Essayer d’entrer");
    await reads(her, "Pas encore");
  }

  await sees(officer, fingerprint);
  await look(officer, "recoveries-finish");
  await press(officer, "Terminer : lui rendre ses clés");
  await arrive(officer, "C’est enregistré", "recoveries-finished");
  const readAloud = await officer.page.locator("main .receipt").innerText();
  await barSays(officer, "Tout est envoyé");

  await press(her, "Essayer d’entrer");
  await arrive(her, "Comparez avant d’entrer", "recover-compare");
  const root = await her.page.locator("main .receipt").innerText();
  assert.equal(root, readAloud, "the root her officer reads to her");
  await press(her, "C’est la même : j’entre");
  await arrive(her, HOME);
  await papersCame(her);
  await openFromList(her, label);
  await reads(her, "Elle dort au marché.");

  // Her new words open the new device; the old device asks and is refused.
  await visit(her);
  await write(her, "Vos cinq mots", words);
  await press(her, "Ouvrir");
  await arrive(her, HOME);

  // And another one, for the server was given what they open.
  const second = await sitDown(house, way);
  await enterWith(second, "gao-1", words);
  await openFromList(second, label);
  await reads(second, "Elle dort au marché.");

  await follow(old, "Dossiers de mon équipe");
  await arrive(old, "Ce n’est pas possible maintenant", "old-device-refused");
  assert.equal((await verifyLedger(house)).code, 0);
});

async function newWords(device) {
  await arrive(device, "Voici vos cinq nouveaux mots", "recover-words");
  return device.page.locator("main .receipt").innerText();
}
