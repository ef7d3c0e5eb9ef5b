// Members refused at once and taken back; what a suspended worker had signed, adopted by a colleague; a device that
// rests after too many wrong words.

import assert from "node:assert/strict";
import {
  KADIATOU, PEOPLE, arrive, enter, fillIn, follow, goHome, goOffline, look, moveIn, openFromList, press, reads,
  sent, shellIsKept, sitDown, story, tick, toPost, until, verifyLedger, visit, write,
} from "./post.js";

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
  await follow(officer, "Agir sur plusieurs personnes");
  await arrive(officer, "Agir sur plusieurs personnes", "suspend");
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
