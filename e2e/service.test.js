// A ministry's first hour: one service, nobody relies on it yet. A registration is taken all the same; two holders bring
// a post of rehearsal back; the officer puts the service in service, and what was registered opens.

import assert from "node:assert/strict";
import {
  HOME, KADIATOU, arrive, enter, firstHour, follow, goHome, look, openFromList, press, readPage, reads,
  register, sent, sitDown, story, verifyLedger, visit, write,
} from "./post.js";

const SERVICE = "Mise en service";
const LIST = "Rendre l’accès à une collègue";
const NOT_NOW = "Ce n’est pas possible maintenant";

async function toService(officer) {
  await goHome(officer);
  await follow(officer, SERVICE);
  await arrive(officer, SERVICE);
}

story("a service is put in service once it has tried its holders", async (way) => {
  const house = await firstHour();
  const worker = await sitDown(house, way);
  await enter(worker, "segou-2");
  await reads(worker, "Votre service n’est pas encore en service : il n’a pas essayé de rendre un accès.");
  await look(worker, "provisional-home");
  const { label } = await register(worker, KADIATOU);
  await goHome(worker);
  await follow(worker, "Dossiers de mon équipe");
  await arrive(worker, NOT_NOW, "service-refused");
  await reads(worker, "il n’a pas essayé de rendre un accès");

  const officer = await sitDown(house, way);
  await enter(officer, "segou-1");
  await toService(officer);
  await look(officer, "service-trial");
  await reads(officer, "3 détenteurs");
  await reads(officer, "Le bouton vient quand il ne manque plus rien.");
  assert.equal(await officer.page.getByRole("button", { name: "Mettre en service" }).count(), 0);
  await follow(officer, "Nommer un détenteur d’un autre service");
  await arrive(officer, "Nommer un détenteur", "service-name-holder");
  await write(officer, "Identifiant", "gao-2");
  await press(officer, "Continuer");
  await reads(officer, "Aucun détenteur d’un autre service n’a cet identifiant.");
  await look(officer, "service-holder-unknown");

  const tried = await sitDown(house, way);
  await visit(tried);
  await follow(tried, "J’ai oublié mes mots");
  await arrive(tried, "Retrouver mon accès");
  await write(tried, "Identifiant", "segou-essai");
  await press(tried, "Continuer");
  await arrive(tried, "Voici vos cinq nouveaux mots");
  const words = await tried.page.locator("main .receipt").innerText();
  await write(tried, "Tapez-les une fois, pour être sûre", words);
  await press(tried, "Continuer");
  await arrive(tried, "La demande est prête");
  const fingerprint = await tried.page.locator("main strong").innerText();

  for (const holder of [worker, officer]) {
    await holder.page.bringToFront();
    await goHome(holder);
    await follow(holder, LIST);
    await arrive(holder, LIST, "service-approve");
    await reads(holder, fingerprint);
    await press(holder, "L’empreinte est la même : j’approuve");
    await sent(holder);
  }
  await follow(officer, "Voir les demandes");
  await arrive(officer, LIST);
  await press(officer, "Terminer : lui rendre ses clés");
  await sent(officer);
  await tried.page.bringToFront();
  await press(tried, "Essayer d’entrer");
  await arrive(tried, "Comparez avant d’entrer");
  await press(tried, "C’est la même : j’entre");
  await arrive(tried, HOME);
  assert.match(await readPage(tried), /Ce poste n’ouvre aucun dossier/);

  await officer.page.bringToFront();
  await toService(officer);
  await look(officer, "service-ready");
  await press(officer, "Mettre en service");
  await sent(officer);
  await follow(officer, "Voir ce qui manque encore");
  await reads(officer, "En service depuis le");
  await look(officer, "service-on");

  await worker.page.bringToFront();
  await goHome(worker);
  await openFromList(worker, label);
  await reads(worker, "Elle dort au marché.");
  await goHome(worker);
  assert.doesNotMatch(await readPage(worker), /pas encore en service/);
  assert.equal((await verifyLedger(house)).code, 0);
});
