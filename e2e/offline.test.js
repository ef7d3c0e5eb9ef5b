// Without a network: everything is kept on the device, said so, and sent once when the network is back, also
// when the battery is pulled out right after "enregistré".

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  FOUR_WAYS, HOME, KADIATOU, KEPT, NOBODY_KNOWN, THIS_MONTH, arrive, barSays, enter, fillIn,
  follow, goOffline, goOnline, look, moveIn, press, pullBattery, readPage, reads, recount, shellIsKept,
  sitDown, story, unlock, verifyLedger, visit,
} from "./post.js";

story("registered without a network, sent when it is back", async (way) => {
  const house = await moveIn();
  const before = await recount(house, THIS_MONTH);
  const gao1 = await sitDown(house, way);
  await enter(gao1, "gao-1");
  await shellIsKept(gao1);
  await goOffline(gao1);

  await fillIn(gao1, KADIATOU);
  await press(gao1, "Enregistrer");
  await arrive(gao1, KEPT, "register-kept");
  await barSays(gao1, "1 enregistrement sur cet appareil, pas encore envoyé");
  await barSays(gao1, "à l’instant");
  assert.equal(await recount(house, THIS_MONTH), before);

  // The page is loaded again: the shell is on the device, the address comes back after the words.
  await gao1.page.reload();
  await unlock(gao1, "gao-1");
  await arrive(gao1, KEPT);
  await follow(gao1, "Retour à l’accueil");
  await arrive(gao1, HOME, "home-waiting");
  assert.match(await readPage(gao1), /Sur cet appareil, pas encore envoyé/);

  await follow(gao1, "Chercher une personne");
  await arrive(gao1, "Qui cherchez-vous ?");
  await visitHome(gao1);

  // The receipt comes while somebody is about to press a key: the focus stays where it was.
  const next = gao1.page.getByRole("link", { name: "Chercher une personne" });
  await next.focus();
  await goOnline(gao1);
  await barSays(gao1, "Tout est envoyé");
  await reads(gao1, /Reçu n° \d+/);
  assert.ok(await next.evaluate((link) => link === document.activeElement), "the focus is lost");
  assert.equal(await recount(house, THIS_MONTH), before + 1);
});

async function visitHome(device) {
  await follow(device, "Retour");
  await arrive(device, HOME);
}

story("ten registrations, ten batteries pulled out, ten receipts", async (way) => {
  const house = await moveIn();
  const before = await recount(house, THIS_MONTH);
  const profile = await mkdtemp(join(tmpdir(), "danbe-profile-"));
  try {
    let phone = await sitDown(house, way, { profile });
    await enter(phone, "gao-1");
    await shellIsKept(phone);
    await house.stop();
    for (let round = 1; round <= 10; round += 1) {
      await phone.context.setOffline(true);
      await fillIn(phone, NOBODY_KNOWN);
      await press(phone, "Enregistrer");
      await phone.page.getByRole("heading", { level: 1, name: KEPT }).waitFor();
      await pullBattery(phone, profile);

      phone = await sitDown(house, way, { profile });
      await visit(phone);
      await unlock(phone, "gao-1");
      await arrive(phone, HOME);
      await barSays(phone, round === 1 ? "1 enregistrement " : `${round} enregistrements `);
    }
    await look(phone, "home-ten-waiting");

    await goOnline(phone);
    await barSays(phone, "Tout est envoyé");
    const home = await readPage(phone);
    assert.equal(home.match(/Reçu n° \d+/g).length, 10);
    assert.equal(new Set(home.match(/Reçu n° \d+/g)).size, 10);
    assert.equal(await recount(house, THIS_MONTH), before + 10);
    assert.equal((await verifyLedger(house)).code, 0);
  } finally {
    await rm(profile, { recursive: true, force: true }).catch(() => {});
  }
}, [FOUR_WAYS[0]]);

story("the battery is pulled out while it is being sent: once all the same", async (way) => {
  const house = await moveIn();
  const before = await recount(house, THIS_MONTH);
  const profile = await mkdtemp(join(tmpdir(), "danbe-profile-"));
  try {
    let phone = await sitDown(house, way, { profile });
    await enter(phone, "gao-1");
    for (let round = 1; round <= 3; round += 1) {
      await fillIn(phone, NOBODY_KNOWN);
      // The server takes it and its answer never arrives: the battery goes first.
      await phone.context.route("**/sync", async (route) => {
        await route.fetch();
        await new Promise(() => {});
      });
      const taken = recountUntil(house, before + round);
      await press(phone, "Enregistrer");
      await arrive(phone, KEPT);
      await taken;
      await pullBattery(phone, profile);

      phone = await sitDown(house, way, { profile });
      await visit(phone);
      await unlock(phone, "gao-1");
      await arrive(phone, HOME);
      await barSays(phone, "Tout est envoyé");
    }
    assert.equal(await recount(house, THIS_MONTH), before + 3);
    assert.equal((await readPage(phone)).match(/Reçu n° \d+/g).length, 3);
    assert.equal((await verifyLedger(house)).code, 0);
  } finally {
    await rm(profile, { recursive: true, force: true }).catch(() => {});
  }
}, [FOUR_WAYS[1]]);

async function recountUntil(house, wanted) {
  while ((await recount(house, THIS_MONTH)) !== wanted);
}

story("three hours later the strip says three hours", async (way) => {
  const house = await moveIn();
  const profile = await mkdtemp(join(tmpdir(), "danbe-profile-"));
  try {
    const gao1 = await sitDown(house, way, { profile });
    await enter(gao1, "gao-1");
    await shellIsKept(gao1);
    await goOffline(gao1);
    await fillIn(gao1, NOBODY_KNOWN);
    await press(gao1, "Enregistrer");
    await arrive(gao1, KEPT);
    await gao1.close();

    // The clock of the worker is moved; the program is asked from the server, which then refuses everything.
    await house.start();
    const later = await sitDown(house, way, { profile });
    const line = await later.context.newCDPSession(later.page);
    await line.send("Network.enable");
    await line.send("Network.setBypassServiceWorker", { bypass: true });
    await later.context.route(/\/a\/worker\.[^/]*js$/, async (route) => {
      const answer = await route.fetch();
      const shift = "{ const now = Date.now; Date.now = () => now() + 3 * 3600e3; }\n";
      await route.fulfill({ response: answer, body: shift + (await answer.text()) });
    });
    await later.context.route(/\/(session|sync)/, (route) => route.abort());
    await visit(later);
    await unlock(later, "gao-1");
    await arrive(later, HOME);
    await barSays(later, "il y a 3 h");
    await look(later, "home-three-hours");
  } finally {
    await rm(profile, { recursive: true, force: true }).catch(() => {});
  }
});
