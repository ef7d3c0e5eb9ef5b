// Members refused at once and taken back; what a suspended worker had signed, adopted by a colleague; a departure,
// after which the service's key changes by itself; terms read before anything else.

import assert from "node:assert/strict";
import {
  HOME, KADIATOU, NOBODY_KNOWN, arrive, barSays, enter, fillIn, follow, goHome, goOffline, look, moveIn,
  openFromList, papersCame, press, reads, register, shellIsKept, sitDown, story, tick, until, verifyLedger, visit, write,
} from "./post.js";

const PEOPLE = "Postes et personnes";

/** From the home page to one post. */
async function toPost(officer, handle) {
  await follow(officer, PEOPLE);
  await arrive(officer, PEOPLE);
  await follow(officer, handle);
  await arrive(officer, `Poste ${handle}`, "post");
}

async function sent(officer) {
  await arrive(officer, "C’est enregistré");
  await barSays(officer, "Tout est envoyé");
}

story("a suspended worker is refused at once, and what her phone still holds is decided by a colleague", async (way) => {
  const house = await moveIn();
  const worker = await sitDown(house, way);
  await enter(worker, "gao-1");
  await shellIsKept(worker);
  await goOffline(worker);
  await fillIn(worker, KADIATOU);
  await press(worker, "Enregistrer");
  await reads(worker, "Enregistré sur cet appareil, pas encore envoyé");
  const label = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(await worker.page.locator("main").innerText())[0];
  await house.start();

  const officer = await sitDown(house, way);
  await enter(officer, "gao-3");
  await follow(officer, PEOPLE);
  await arrive(officer, PEOPLE, "people");
  await follow(officer, "Suspendre ou reprendre plusieurs personnes");
  await arrive(officer, "Suspendre ou reprendre plusieurs personnes", "suspend");
  await press(officer, "Suspendre");
  await reads(officer, "Choisissez au moins un poste.");
  await tick(officer, "gao-1");
  await tick(officer, "gao-5");
  await press(officer, "Suspendre");
  await sent(officer);

  await worker.context.setOffline(false);
  await worker.page.bringToFront();
  await goHome(worker);
  await reads(worker, "Remis à vos collègues, qui décident");
  await look(worker, "handed-over");

  const colleague = await sitDown(house, way);
  await enter(colleague, "gao-2");
  await follow(colleague, "À reprendre");
  await arrive(colleague, "À reprendre", "late");
  await reads(colleague, "Signé par le poste gao-1");
  await press(colleague, "Reprendre à mon nom");
  await sent(colleague);
  await look(colleague, "late-settled");
  await goHome(colleague);
  await openFromList(colleague, label);
  await reads(colleague, "Elle dort au marché.");

  await goHome(officer);
  await toPost(officer, "gao-1");
  await reads(officer, "Suspendu depuis le");
  await press(officer, "Reprendre");
  await sent(officer);
  await worker.page.bringToFront();
  await goHome(worker);
  await follow(worker, "Dossiers de mon équipe");
  await arrive(worker, "Dossiers de mon équipe");
  assert.equal((await verifyLedger(house)).code, 0);
});

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

story("words tried too often make the device rest", async (way) => {
  const house = await moveIn();
  const device = await sitDown(house, way);
  await enter(device, "gao-1");
  await visit(device);
  for (let tries = 0; tries < 5; tries += 1) {
    await arrive(device, "Ouvrir");
    await write(device, "Vos cinq mots", "abeille abeille abeille abeille abeille");
    await press(device, "Ouvrir");
    // The page comes again, its field empty, once the key was tried.
    const field = device.page.getByLabel("Vos cinq mots", { exact: true });
    await until("the words were tried", async () => (await field.inputValue()) === "");
    await reads(device, "Ces cinq mots n’ouvrent rien ici.");
  }
  await write(device, "Vos cinq mots", house.words("gao-1"));
  await press(device, "Ouvrir");
  await reads(device, "Trop d’essais.");
  await look(device, "words-rest");
  await visit(device);
  await arrive(device, "Ouvrir");
  await write(device, "Vos cinq mots", house.words("gao-1"));
  await press(device, "Ouvrir");
  await reads(device, "Trop d’essais.");
});
