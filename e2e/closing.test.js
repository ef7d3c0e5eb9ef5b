// Gao closes: one officer proposes and hands the keys over, Ségou accepts, a second officer of Gao signs. From then on
// nobody of Gao comes in, everybody is told, and Ségou opens the file Gao began.

import assert from "node:assert/strict";
import {
  KADIATOU, arrive, enter, follow, giveWords, goHome, look, moveIn, openFromList, pick, press, readPage, reads, register,
  sent, sitDown, story, verifyLedger, visit, write,
} from "./post.js";

const SERVICE = "Mise en service";

async function toService(officer) {
  await officer.page.bringToFront();
  await goHome(officer);
  await follow(officer, SERVICE);
  await arrive(officer, SERVICE);
}

story("a service closes, and another one has its files", async (way) => {
  const house = await moveIn();
  const worker = await sitDown(house, way);
  await enter(worker, "gao-1");
  const { label } = await register(worker, KADIATOU);

  const first = await sitDown(house, way);
  await enter(first, "gao-3");
  await toService(first);
  await follow(first, "Proposer la fermeture");
  await arrive(first, "Qui reprend les dossiers ?", "closing-who");
  await press(first, "Proposer");
  await reads(first, "Choisissez qui reprend les dossiers.");
  await reads(first, "Date de destruction : non définie.");
  await look(first, "closing-nobody-chosen");
  await pick(first, "Maison du Néré, Ségou");
  await press(first, "Proposer");
  await sent(first);
  await toService(first);
  await reads(first, "Ce service n’a pas encore accepté.");

  const successor = await sitDown(house, way);
  await enter(successor, "segou-2");
  await toService(successor);
  await reads(successor, "Maison de la Dune, Gao ferme et vous propose ses dossiers.");
  await look(successor, "closing-offered");
  await write(successor, "Équipe qui les reprend", "accueil");
  await press(successor, "Accepter les dossiers");
  await sent(successor);

  await toService(first);
  await reads(first, "Un autre responsable de votre service doit signer.");
  const second = await sitDown(house, way);
  await enter(second, "gao-12");
  await toService(second);
  await look(second, "closing-sign");
  await press(second, "Je signe la fermeture");
  await arrive(second, "C’est enregistré");

  await worker.page.bringToFront();
  await goHome(worker);
  await follow(worker, "Dossiers de mon équipe");
  await arrive(worker, "Ce n’est pas possible maintenant");

  const colleague = await sitDown(house, way);
  await enter(colleague, "segou-1");
  await reads(colleague, "Ses dossiers sont à Maison du Néré, Ségou.");
  await look(colleague, "closing-told");
  await openFromList(colleague, label);
  await reads(colleague, "Elle dort au marché.");
  assert.match(await readPage(colleague), /Gao/);
  const sender = await sitDown(house, way);
  await visit(sender);
  await giveWords(sender, "poste-1");
  await reads(sender, "Maison de la Dune, Gao a fermé le");
  assert.equal((await verifyLedger(house)).code, 0);
});
