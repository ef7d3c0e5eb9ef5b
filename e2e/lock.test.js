// Wrong words tell nobody who has an account; after five a device rests, after two minutes without a gesture it locks.

import assert from "node:assert/strict";
import {
  HOME, UNLOCK, arrive, enter, follow, giveWords, look, moveIn, papersCame, press, readPage, sitDown, story,
  unlock, visit, write,
} from "./post.js";

const WRONG = "Ces cinq mots n’ouvrent rien ici. Vérifiez chaque mot, puis réessayez.";
const REST = "Trop d’essais. Attendez quelques minutes avant de réessayer.";
const FREE = 5; // container.rs

const alert = (device, sentence) => device.page.getByRole("alert").getByText(sentence).waitFor();

/** Does something, and waits for the page that answers it: what stood there before says nothing. */
async function answers({ page }, act) {
  const before = await page.locator("main h1").elementHandle();
  await act();
  await page.waitForFunction((heading) => !heading.isConnected, before);
}

/** What stands on the page, without the name that was typed; a photograph leaves an empty style where it hid the caret. */
const said = async ({ page }, handle) =>
  (await page.locator("main").innerHTML()).replaceAll(' style=""', "").replaceAll(handle, "…");

/** What the server says for a handle: all but the chance in it. */
async function capsule(house, handle) {
  const answer = await fetch(`${house.url}/session/capsule`, { method: "POST", body: JSON.stringify({ handle }) });
  const { params, sealed, salt, ...rest } = await answer.json();
  const headers = [...answer.headers].filter(([name]) => name !== "date");
  return { status: answer.status, headers, params, keys: Object.keys(rest), long: JSON.stringify({ sealed, salt }).length };
}

/** Tries to read figures with a passphrase and a code that are wrong; gives everything that comes back. */
async function reading(house, handle) {
  const body = new URLSearchParams({ handle, passphrase: "un deux trois quatre cinq", code: "000000" });
  const answer = await fetch(`${house.url}/lecture`, { method: "POST", body, redirect: "manual" });
  const headers = [...answer.headers].filter(([name]) => name !== "date");
  return [answer.status, headers, (await answer.text()).replaceAll(handle, "…")];
}

/** The worker's clock of a device, which a test moves: nobody waits two minutes. */
async function withAClock(device) {
  const line = await device.context.newCDPSession(device.page);
  await line.send("Network.enable");
  await line.send("Network.setBypassServiceWorker", { bypass: true });
  await device.context.route(/\/a\/worker\.[^/]*js$/, async (route) => {
    const script = await route.fetch();
    const moved = `{ const now = Date.now.bind(Date); let ahead = 0; Date.now = () => now() + ahead;
      new BroadcastChannel("clock").onmessage = ({ data }) => { ahead += data; }; }\n`;
    await route.fulfill({ response: script, body: moved + (await script.text()) });
  });
}

/** Some minutes pass without a gesture; the pane then looks, as it does every few seconds. */
async function minutesPass({ page }, minutes) {
  await page.evaluate(async (ms) => {
    const channel = new BroadcastChannel("clock");
    channel.postMessage(ms);
    channel.close();
    for (let turn = 0; turn < 20; turn += 1) {
      await new Promise((next) => setTimeout(next, 50));
      dispatchEvent(new Event("online"));
    }
  }, minutes * 60_000);
}

story("wrong words say the same for an account that is and one that is not", async (way) => {
  const house = await moveIn();
  const others = house.words("gao-2"); // five words of the list, and not hers
  const stranger = await sitDown(house, way);
  await visit(stranger);
  const pages = { "gao-1": [], "gao-9": [] };
  for (let times = 0; times < 2; times += 1) {
    for (const handle of Object.keys(pages)) {
      await answers(stranger, () => giveWords(stranger, handle, others));
      await alert(stranger, WRONG);
      pages[handle].push(await said(stranger, handle));
    }
  }
  assert.equal(new Set([...pages["gao-1"], ...pages["gao-9"]]).size, 1, "one page, whoever is named, however often");
  assert.deepEqual(await capsule(house, "gao-1"), await capsule(house, "gao-9"));

  // The door to figures, whose words the server itself compares: it rests after a wrong try, and says so to both.
  for (let times = 0; times < 3; times += 1) {
    assert.deepEqual(await reading(house, "comite-lecture"), await reading(house, "comite-inconnu"), `try ${times + 1}`);
  }
  // Whoever's words are right comes in all the same: nobody is locked out by what others type.
  await giveWords(stranger, "gao-1");
  await arrive(stranger, HOME);
});

story("five wrong words rest a device; two minutes without a gesture lock it", async (way) => {
  const house = await moveIn();
  const gao1 = await sitDown(house, way);
  await withAClock(gao1);
  await enter(gao1, "gao-1");
  await follow(gao1, "Chercher une personne");
  await arrive(gao1, "Qui cherchez-vous ?");
  await write(gao1, "Nom de famille", "Coulibaly");
  await minutesPass(gao1, 1);
  await arrive(gao1, "Qui cherchez-vous ?");
  await minutesPass(gao1, 2);
  await arrive(gao1, UNLOCK, "lock-idle");
  const locked = await gao1.page.content();
  for (const word of ["Coulibaly", "Nom de famille"]) assert.ok(!locked.includes(word), `${word} is gone from the page`);

  const others = house.words("gao-2");
  const tries = async (sentence) => {
    await write(gao1, "Vos cinq mots", others);
    await answers(gao1, () => press(gao1, "Ouvrir"));
    await alert(gao1, sentence);
  };
  for (let times = 0; times < FREE; times += 1) await tries(WRONG);
  await tries(REST);
  await look(gao1, "lock-rest");
  assert.doesNotMatch((await readPage(gao1)).replaceAll("gao-1", ""), /\d/, "how long, and how many tries, helps nobody who guesses");
  // It rests for the right words too, and after the program starts again.
  await visit(gao1);
  await unlock(gao1, "gao-1");
  await alert(gao1, REST);
  await minutesPass(gao1, 6); // its clock was three minutes ahead when it began to rest
  await unlock(gao1, "gao-1");
  await arrive(gao1, HOME);
  await papersCame(gao1);
});
