// The tour of the README on the demonstration, with one person: from a first contact without a network to a referral that
// another service accepted, a closed file, and a figure recounted. Its minutes are in the report.

import assert from "node:assert/strict";
import {
  FOUR_WAYS, KADIATOU, KEPT, NOT_FOUND, THIS_MONTH, arrive, barSays, enter, fillIn, follow, goHome, goOffline, goOnline,
  look, moveIn, openFromList, pick, press, readPage, reads, receipt, recount, search, shellIsKept, sitDown, story, unlock,
  verifyLedger, visit, write,
} from "./post.js";
import { consent, refer, toConsents } from "./sharing.js";

const FANTA = { ...KADIATOU, family: "Sangaré", given: "Fanta", age: "25", year: "2001", account: "On garde ses papiers." };
const FIGUIER = "Maison du Figuier, Bamako";

/** What was just asked is kept, and sent. */
async function isSent(device) {
  await arrive(device, "C’est gardé");
  await barSays(device, "Tout est envoyé");
}

/** From the home page to where a file is closed. */
async function toClosing(device, label) {
  await goHome(device);
  await openFromList(device, label);
  await follow(device, "Fermer ou reprendre le dossier");
}

story("the tour: a first contact, a colleague, a stranger, a referral accepted, a closed file, a recounted figure", async (way) => {
  const began = Date.now();
  const house = await moveIn();
  const counted = await recount(house, THIS_MONTH);

  // Registered without a network.
  const gao1 = await sitDown(house, way);
  await enter(gao1, "gao-1");
  await shellIsKept(gao1);
  await goOffline(gao1);
  await fillIn(gao1, FANTA);
  await press(gao1, "Enregistrer");
  await arrive(gao1, KEPT);
  await goOnline(gao1);
  const { label } = await receipt(gao1);

  // Found by a colleague, under another spelling.
  const gao2 = await sitDown(house, way);
  await enter(gao2, "gao-2");
  await search(gao2, { family: "Sangare", given: "Fanta" });
  await follow(gao2, "Fanta Sangaré");
  await arrive(gao2, `Dossier ${label}`);
  assert.doesNotMatch(await readPage(gao2), /Sangaré/, "the identity is an act of its own");
  const file = new URL(gao2.page.url()).pathname;
  await press(gao2, "Ouvrir l’identité");
  await arrive(gao2, "Identité");
  await reads(gao2, "Sangaré");

  // Nowhere for a stranger.
  const stranger = await sitDown(house, way);
  await enter(stranger, "segou-1");
  await visit(stranger, file);
  await unlock(stranger, "segou-1");
  await arrive(stranger, NOT_FOUND);

  // Referred, accepted, done.
  const bamako = await sitDown(house, way);
  await enter(bamako, "bamako-1");
  await toConsents(gao1, label);
  await consent(gao1, FIGUIER, ["Profil", "Récit"]);
  await refer(gao1, FIGUIER, "Un lit, et un conseil.");
  await barSays(bamako, "Du nouveau est arrivé.");
  await follow(bamako, "Reçus d’autres services");
  await arrive(bamako, "Reçus");
  await bamako.page.locator("main .listing a", { hasText: "Maison de la Dune" }).first().click();
  await reads(bamako, "Un lit, et un conseil.");
  await press(bamako, "Accepter : nous prenons cette personne en charge");
  await arrive(bamako, "Votre réponse est gardée");
  await barSays(bamako, "Tout est envoyé");
  await goHome(bamako);
  await follow(bamako, "Reçus d’autres services");
  await arrive(bamako, "Reçus");
  await bamako.page.locator("main .listing a", { hasText: "Maison de la Dune" }).first().click();
  await follow(bamako, "C’est fait");
  await arrive(bamako, "Qu’est-ce qui a été fait ?");
  await write(bamako, "Mot pour le service qui envoie", "Logée, conseillée.");
  await press(bamako, "Envoyer la réponse");
  await barSays(bamako, "Tout est envoyé");
  await goHome(gao1);
  await follow(gao1, "Envoyés à d’autres services");
  await arrive(gao1, "Envoyés");
  await reads(gao1, "Fait");

  // Closed by two.
  await toClosing(gao1, label);
  await pick(gao1, "L’accompagnement est terminé");
  await press(gao1, "Proposer la fermeture");
  await isSent(gao1);
  await toClosing(gao2, label);
  await press(gao2, "J’approuve la fermeture");
  await isSent(gao2);
  await goHome(gao2);
  await openFromList(gao2, label);
  await look(gao2, "tour-closed");

  // In the figure she is one person, in however many services; the ledger holds.
  assert.equal(await recount(house, THIS_MONTH), counted + 1);
  assert.equal((await verifyLedger(house)).code, 0);
  console.log(`the tour took ${((Date.now() - began) / 60_000).toFixed(1)} minutes`);
}, [FOUR_WAYS[1]]);
