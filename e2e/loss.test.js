// A copy is put back and lines are lost: devices refuse the shorter ledger and say so; two officers declare it on their
// devices, and a worker's goes on once she has read why.

import assert from "node:assert/strict";
import { join } from "node:path";
import {
  HOME, NOBODY_KNOWN, arrive, barSays, command, enter, follow, goHome, look, moveIn, press, reads, register,
  restoreFrom, sitDown, story, verifyLedger, write,
} from "./post.js";

const SHORTER = "Le registre est plus court qu’avant";
const DECLARED = "Deux responsables déclarent une perte";

async function asks(device, door) {
  await device.page.bringToFront();
  await goHome(device);
  await follow(device, door);
}

story("lines that were lost are declared by two officers", async (way) => {
  const house = await moveIn();
  const [worker, first, second] = [await sitDown(house, way), await sitDown(house, way), await sitDown(house, way)];
  await enter(worker, "gao-1");
  await enter(first, "gao-3");
  await enter(second, "gao-12");
  const copy = join(house.data, "..", "copie");
  assert.equal((await command("backup", "--data", house.data, "--to", copy, "--with-keys")).code, 0);
  await worker.page.bringToFront();
  await register(worker, NOBODY_KNOWN);
  for (const officer of [first, second]) {
    await asks(officer, "Postes et personnes");
    await arrive(officer, "Postes et personnes");
  }
  await restoreFrom(house, copy);

  await asks(worker, "Dossiers de mon équipe");
  await arrive(worker, SHORTER, "loss-worker");
  await reads(worker, "Deux responsables doivent déclarer la perte.");
  // Both officers' devices say what they know: the declaration speaks of the longest ledger anybody was shown.
  for (const officer of [first, second]) {
    await asks(officer, "Postes et personnes");
    await arrive(officer, SHORTER, "loss-declare");
  }
  await first.page.bringToFront();
  await press(first, "Regarder de nouveau");
  await arrive(first, SHORTER);
  await press(first, "Je déclare et je signe");
  await reads(first, "Écrivez une phrase, de mille lettres au plus.");
  await write(first, "Que s’est-il passé ?", "Le disque du serveur a été remplacé.");
  await press(first, "Je déclare et je signe");
  await reads(first, "Un autre responsable doit signer le même texte");

  await second.page.bringToFront();
  await press(second, "Regarder de nouveau");
  await reads(second, "Le disque du serveur a été remplacé.");
  await look(second, "loss-second");
  await press(second, "J’ai entendu la même chose : je signe");
  await arrive(second, DECLARED, "loss-declared");

  await worker.page.bringToFront();
  await press(worker, "Regarder de nouveau");
  await arrive(worker, DECLARED);
  await reads(worker, "Le disque du serveur a été remplacé.");
  await press(worker, "J’ai lu : reprendre");
  await arrive(worker, HOME);
  await reads(worker, "Perdu avec le registre : à refaire");
  await look(worker, "loss-again");
  await register(worker, NOBODY_KNOWN);
  await barSays(worker, "Tout est envoyé");
  assert.equal((await verifyLedger(house)).code, 0);
});
