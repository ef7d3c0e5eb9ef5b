// A new phone begins with the first program alone. The whole one comes behind it, takes its place when a page asks for
// it, and nobody types her words twice or loses what she has begun.

import assert from "node:assert/strict";
import {
  CHECK, HOME, JOURNEY, KADIATOU, KEPT, WAYS, answer, arrive, barSays, enter, fillIn, follow, giveWords, goHome,
  goOffline, hasEveryRoom, isNobodyElse, look, moveIn, papersCame, press, reads, receipt, register, shellIsKept,
  sitDown, story, unlock, visit,
} from "./post.js";

const NOT_NOW = "Ce n’est pas possible maintenant";
const LATE = "À reprendre"; // a room of the whole program alone

/** A phone that the whole program cannot reach until somebody lets it pass. */
async function cutOff(house, way) {
  const phone = await sitDown(house, way);
  let away = true;
  await phone.context.route("**/whole.*", (route) => (away ? route.abort("internetdisconnected") : route.continue()));
  phone.letPass = () => (away = false);
  return phone;
}

story("the first program registers alone, and the whole one takes its place without a word", async (way) => {
  const house = await moveIn();
  const phone = await cutOff(house, way);
  await enter(phone, "gao-1");
  const { label } = await register(phone, KADIATOU);
  await goHome(phone);

  // Another person is begun; then a page is wanted that this program does not have.
  await follow(phone, "Enregistrer une personne");
  for (const step of JOURNEY.slice(0, 4)) await answer(phone, step, KADIATOU);
  await goHome(phone);
  await follow(phone, LATE);
  await arrive(phone, NOT_NOW);
  await reads(phone, "Cette page demande le réseau une fois");
  await look(phone, "whole-waits");
  assert.equal(await hasEveryRoom(phone), false);

  // It opens by itself when the rest has come.
  phone.letPass();
  await arrive(phone, LATE);
  assert.equal(await hasEveryRoom(phone), true);

  // What was begun and what was sent are there, and the work goes on.
  await goHome(phone);
  await reads(phone, label);
  await phone.page.getByRole("link", { name: /pages remplies/ }).click();
  for (const step of JOURNEY.slice(4)) await answer(phone, step, KADIATOU);
  await isNobodyElse(phone);
  await press(phone, "Enregistrer");
  await receipt(phone);

  // From the next time on the whole program begins, also without a network.
  await shellIsKept(phone);
  await goOffline(phone);
  await visit(phone, "/a/reprendre");
  await unlock(phone, "gao-1");
  await reads(phone, "Pas de réseau");
  await barSays(phone, "Pas de réseau");
});

story("what waits to be sent waits on under the whole program, and is sent once", async (way) => {
  const house = await moveIn();
  const phone = await cutOff(house, way);
  await enter(phone, "gao-1");
  await fillIn(phone, KADIATOU);
  await phone.context.route("**/sync", (route) => route.abort("internetdisconnected"));
  await press(phone, "Enregistrer");
  await arrive(phone, KEPT);
  await goHome(phone);
  phone.letPass();
  await follow(phone, LATE);
  await reads(phone, "Pas de réseau"); // the whole program's word: it is there, and signs in afresh
  assert.equal(await hasEveryRoom(phone), true);
  await goHome(phone);
  await barSays(phone, "1 enregistrement sur cet appareil, pas encore envoyé");
  await phone.context.unroute("**/sync");
  await follow(phone, LATE);
  await arrive(phone, LATE);
  await goHome(phone);
  await barSays(phone, "Tout est envoyé");
  await reads(phone, /Reçu n° \d+/);
}, [WAYS[0]]);

story("without a network and without the whole program, the page says what it lacks and the rest works", async (way) => {
  const house = await moveIn();
  const phone = await cutOff(house, way);
  await enter(phone, "gao-1");
  await shellIsKept(phone);
  await goOffline(phone);
  await visit(phone);
  await unlock(phone, "gao-1");
  await arrive(phone, HOME);
  await follow(phone, LATE);
  await arrive(phone, NOT_NOW);
  await reads(phone, "Cette page demande le réseau une fois");
  await goHome(phone);
  await fillIn(phone, KADIATOU);
  await press(phone, "Enregistrer");
  await arrive(phone, KEPT);
}, [WAYS[0]]);
