// Ségou cannot close by itself: it has one officer. The custodians of the country name Gao; two of its holders give their
// parts, each on her own device; Gao's officer opens the key on hers. Whoever is looked for by name is found.

import assert from "node:assert/strict";
import {
  KADIATOU, arrive, command, enter, follow, goHome, hasEveryRoom, look, moveIn, openFromList, press, reads, register,
  search, sent, sitDown, story, unlock, until, verifyLedger, visit,
} from "./post.js";

const SERVICE = "Mise en service";
const PART = "Donner ma part d’une clé";

/** The root's word at the console; the demonstration's root is public. */
async function rootNames(house, from, to) {
  await house.stop();
  const { said } = await command("close", "--data", house.data);
  const id = (name) => said.split("\n").find((line) => line.includes(name)).split(" ")[0];
  const { code, said: told } = await command("close", "--data", house.data, "--agency", id(from), "--to", id(to));
  assert.equal(code, 0, told);
  await house.start();
}

async function givePart(house, way, handle, name) {
  const holder = await sitDown(house, way);
  await enter(holder, handle);
  await follow(holder, PART);
  await arrive(holder, PART, name);
  await reads(holder, "ont désigné Maison de la Dune, Gao pour reprendre ses dossiers.");
  await press(holder, "Je donne ma part à Maison de la Dune, Gao");
  await sent(holder);
}

async function toService(officer) {
  await officer.page.bringToFront();
  await goHome(officer);
  await follow(officer, SERVICE);
  await arrive(officer, SERVICE);
}

story("a service of one officer ends by the root's word, and its successor finds its people by name", async (way) => {
  const house = await moveIn();
  const worker = await sitDown(house, way);
  await enter(worker, "segou-1");
  const { label } = await register(worker, KADIATOU);
  await rootNames(house, "Maison du Néré", "Maison de la Dune");

  await givePart(house, way, "gao-2", "part-give");
  const officer = await sitDown(house, way);
  await enter(officer, "gao-3");
  await toService(officer);
  await reads(officer, "Un détenteur a donné sa part : il en faut deux.");
  await look(officer, "succession-waits");
  await givePart(house, way, "gao-4", "part-give-second");
  await toService(officer);
  await look(officer, "succession-offered");
  await press(officer, "Ouvrir la clé et accepter les dossiers");
  await sent(officer);

  const colleague = await sitDown(house, way);
  await enter(colleague, "gao-1");
  await reads(colleague, "Ses dossiers sont à Maison de la Dune, Gao.");
  await until("every room is on her device", () => hasEveryRoom(colleague));
  // The next time she opens her notebook they begin; at work on the list, her device makes them findable.
  await visit(colleague);
  await unlock(colleague, "gao-1");
  await openFromList(colleague, label);
  await reads(colleague, "Elle dort au marché.");
  await goHome(colleague);
  await reads(colleague, "Dossiers rendus trouvables par leur nom");
  await search(colleague, { family: "Kulibali", given: "Kadiatu" });
  await reads(colleague, "Kadiatou Coulibaly");
  assert.equal((await verifyLedger(house)).code, 0);
});
