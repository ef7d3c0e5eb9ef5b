// Coming in with five words: opened on the device, without a network after the first time; they never travel.

import assert from "node:assert/strict";
import {
  ENTER, HOME, UNLOCK, arrive, enter, focused, giveWords, goOffline, look, moveIn, papersCame, press, reads,
  shellIsKept, sitDown, story, unlock, visit, write,
} from "./post.js";

const WRONG = "Ces cinq mots n’ouvrent rien ici. Vérifiez chaque mot, puis réessayez.";
const NOT_FIVE = "Il faut cinq mots de votre liste. Vérifiez l’orthographe de chacun.";
const bare = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

/** Everything the browser sent: addresses, headers, bodies. */
function everythingSent({ sent }) {
  const said = sent.map((request) => [request.url(), JSON.stringify(request.headers()), request.postData() ?? ""]);
  return said.flat().join("\n");
}

function assertNoWord(text, words) {
  const sent = ` ${bare(text).replace(/[^a-z0-9]+/g, " ")} `;
  for (const word of bare(words).split(" ")) assert.ok(!sent.includes(` ${word} `), "a word travelled");
}

async function refused(device, sentence, name) {
  await device.page.getByRole("alert").getByText(sentence).waitFor();
  assert.equal(await focused(device), "erreurs");
  await look(device, name);
}

story("gao-1 comes in for the first time, locks, and comes in again without a network", async (way) => {
  const house = await moveIn();
  const others = house.words("gao-2"); // five words of the list, and not hers
  const gao1 = await sitDown(house, way);
  await visit(gao1);
  await giveWords(gao1, "gao-1", "un deux trois");
  await refused(gao1, NOT_FIVE, "enter-not-five");

  await giveWords(gao1, "gao-1", others);
  await refused(gao1, WRONG, "enter-wrong");
  // a photograph leaves an empty style where it hid the caret
  const said = async () => (await gao1.page.locator("main").innerHTML()).replaceAll(' style=""', "");
  const wrong = await said();
  await giveWords(gao1, "gao-9", others);
  await refused(gao1, WRONG);
  const unknown = await said();
  assert.equal(unknown, wrong.replaceAll("gao-1", "gao-9"), "nobody learns who has an account");

  // Capitals, no accents, a hyphen and too many spaces: a phone's keyboard locks nobody out.
  const words = house.words("gao-1");
  const typed = bare(words).toUpperCase().replace(" ", "-").replace(" ", "   ");
  await giveWords(gao1, "gao-1", typed);
  await arrive(gao1, HOME);
  await papersCame(gao1);

  await press(gao1, "Verrouiller");
  await arrive(gao1, UNLOCK);
  await shellIsKept(gao1);
  await goOffline(gao1);

  await write(gao1, "Vos cinq mots", others);
  await press(gao1, "Ouvrir");
  await refused(gao1, WRONG, "unlock-wrong");
  await unlock(gao1, "gao-1");
  await arrive(gao1, HOME);

  // A reload locks; the address asked for is still there after the words.
  await visit(gao1, "/a/chercher");
  await unlock(gao1, "gao-1");
  await arrive(gao1, "Qui cherchez-vous ?");
  assert.equal(new URL(gao1.page.url()).pathname, "/a/chercher");

  const sent = everythingSent(gao1);
  assert.match(sent, /"handle":"gao-1"/, "what travels is seen here");
  assertNoWord(sent, words);
  assertNoWord(sent, others);
});

story("the first entry without a network says so", async (way) => {
  const house = await moveIn();
  const gao1 = await sitDown(house, way);
  await visit(gao1);
  await arrive(gao1, ENTER);
  await shellIsKept(gao1);
  await goOffline(gao1);
  await giveWords(gao1, "gao-1");
  await reads(gao1, "Pas de réseau. La première entrée sur un appareil demande le réseau ; ensuite, non.");
  await look(gao1, "enter-no-network");
});

story("the same words open gao-1 on a second device", async (way) => {
  const house = await moveIn();
  for (const device of [await sitDown(house, way), await sitDown(house, way)]) await enter(device, "gao-1");
});
