// The demonstration starts, says where it is and who may come in; its public pages need no JavaScript.

import assert from "node:assert/strict";
import test from "node:test";
import { startDanbe } from "./browser.js";
import { NOT_FOUND, arrive, follow, look, moveIn, plain, readPage, reads, sitDown, story } from "./post.js";

const HANDLES = [
  "bamako-1", "gao-1", "gao-2", "gao-3", "gao-4", "gao-5", "segou-1", "poste-1", "machine-1", "comite-lecture",
];

test("the demonstration prints its address, its accounts and their words", async () => {
  const danbe = await startDanbe();
  try {
    const said = plain(danbe.log());
    assert.ok(said.includes(`Danbé, démonstration : ${danbe.url}`), said);
    for (const handle of HANDLES) assert.ok(said.includes(handle), handle);
    assert.match(said, /gao-1 +(\S+ ){4}\S+\n/, "five words");
    assert.match(said, /danbe figure code --secret [A-Z2-7]+/);
    assert.match(said, /N’y écrivez rien sur une personne réelle/);
  } finally {
    await danbe.stop();
  }
});

test("health and metrics answer in text, without a person", async () => {
  const house = await moveIn();
  try {
    const health = await fetch(`${house.url}/health`);
    assert.deepEqual([health.status, await health.text()], [200, "ok\n"]);
    const metrics = await (await fetch(`${house.url}/metrics`)).text();
    assert.match(metrics, /^danbe_requests_total \d+$/m);
    for (const { handle } of house.accounts) assert.ok(!metrics.includes(handle), handle);
  } finally {
    await house.close();
  }
});

story("somebody reads the public pages without JavaScript", async (way) => {
  const house = await moveIn();
  const visitor = await sitDown(house, way, { context: { javaScriptEnabled: false } });
  const root = visitor.page.locator("html");
  await visitor.page.goto(house.url + "/");
  await arrive(visitor, "Protéger, sans exposer", "public-home");
  await reads(visitor, "Formation.");

  await follow(visitor, "Vos droits en bref");
  await arrive(visitor, "À quoi sert ce service", "public-about");
  assert.equal(await root.getAttribute("dir"), "ltr");

  await follow(visitor, "ما هذه الخدمة؟");
  await visitor.page.waitForURL("**/a-propos/ar");
  assert.equal(await root.getAttribute("lang"), "ar");
  assert.equal(await root.getAttribute("dir"), "rtl");
  await arrive(visitor, await visitor.page.locator("h1").innerText(), "public-about-ar");
  assert.match(await readPage(visitor), /[\u0600-\u06ff]{3}/);
  await follow(visitor, "Ce que Danbé ne promet pas").catch(() => visitor.page.goto(`${house.url}/limites`));
  await arrive(visitor, "Ce que Danbé ne promet pas", "public-limits");

  const answer = await visitor.page.goto(`${house.url}/rien`);
  assert.equal(answer.status(), 404);
  await arrive(visitor, NOT_FOUND, "public-not-found");
  await follow(visitor, "Revenir au début");
  await arrive(visitor, "Protéger, sans exposer");

  // The door to files says what it needs.
  await follow(visitor, "Travailler sur les dossiers");
  const without = visitor.page.locator("noscript p"); // playwright reads no text there by itself
  await without.waitFor();
  assert.match(plain(await without.innerText()), /JavaScript est désactivé dans ce navigateur/);
  await look(visitor, "pane-without-javascript");
});
