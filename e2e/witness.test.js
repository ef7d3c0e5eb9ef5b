// Two institutions keep a witness each, and a device demands both. The server's ledger is then put back and goes on
// otherwise under the same key: the device says so in front of everything, and the witnesses keep both papers.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, program } from "./browser.js";
import {
  HOME, KADIATOU, KEPT, NOBODY_KNOWN, arrive, barSays, command, enter, fillIn, giveWords, goHome, look, plain,
  press, readPage, reads, register, serve, sitDown, story, unlock, until, verifyLedger, visit,
} from "./post.js";

const ALARM = "Alarme : le serveur montre une autre histoire";
const NAMES = ["apdp.test", "cndh.test"];

async function well(...args) {
  const { code, said } = await command(...args);
  assert.equal(code, 0, said);
  return plain(said);
}

/** A witness, at work on a machine of its own. */
async function witness(at, name, data) {
  const [folder, port] = [at(name), await freePort()];
  const said = await well("witness", "init", "--data", folder, "--name", name, "--installation", `${data}/installation.json`);
  const key = said.trim().split(" ").pop();
  const running = spawn(program, ["witness", "serve", "--data", folder, "--listen", `127.0.0.1:${port}`]);
  await until("the witness listens", () => fetch(`http://127.0.0.1:${port}/health`).catch(() => null));
  await well(
    "witness", "add", "--data", data, "--name", name, "--key", key, "--address", `127.0.0.1:${port}`, "--quorum", "2",
  );
  return { name, folder, running, show: () => command("witness", "show", "--data", folder) };
}

/** A real installation with two witnesses, both demanded, and one service. */
async function country() {
  const folder = await mkdtemp(join(tmpdir(), "danbe-house-"));
  const at = (name) => join(folder, name);
  const [paper, data] = [at("ceremonie.json"), at("data")];
  await well("ceremony", "make", "--paper", paper, "--shares-to", at("parts"));
  await well(
    "init", "--data", data, "--ceremony", paper, "--name", "Réponse nationale", "--domain", "danbe.exemple.ml", "--https",
    "mandataire", "--database", "sqlite", "--backup", "plus tard",
  );
  const witnesses = [];
  for (const name of NAMES) witnesses.push(await witness(at, name, data));
  const shares = [1, 3, 4].flatMap((number) => ["--share", at(`parts/part-${number}.txt`)]);
  const founded = await well(
    "ceremony", "found", "--paper", paper, "--installation", `${data}/installation.json`, "--name", "Maison du Baobab",
    "--region", "gao", "--out", at("service.json"), "--json", ...shares,
  );
  await well("found", "--data", data, "--paper", at("service.json"));
  const house = await serve(folder, data, ["serve"], () => JSON.parse(founded).accounts);
  await until("both have countersigned", () => stat(join(data, "temoins.note")).catch(() => null));
  const close = house.close;
  house.close = async () => {
    for (const { running } of witnesses) running.kill();
    await close();
  };
  return { house, witnesses };
}

story("two witnesses are demanded, and a forked ledger is an alarm in front of everything", async (way) => {
  const { house, witnesses } = await country();
  const { data } = house;
  const seen = async ({ show }) => Number(/ : (\d+) lignes, contresigné/.exec(plain((await show()).said))?.[1] ?? 0);
  const worker = await sitDown(house, way);
  await enter(worker, "gao-2");
  await register(worker, KADIATOU);
  const copy = join(data, "..", "copie");
  await house.stop();
  await cp(data, copy, { recursive: true });
  await house.start();
  await goHome(worker);
  const { number } = await register(worker, NOBODY_KNOWN);
  await barSays(worker, "Tout est envoyé");
  // They are asked every ten seconds, and when the server starts.
  await house.stop();
  await house.start();
  await until("the witnesses saw her second line", async () =>
    (await Promise.all(witnesses.map(seen))).every((saw) => saw >= number));

  // Whoever holds the machine puts the older folder back, without a word: its key is the same.
  await house.stop();
  await rename(data, `${data}-caché`);
  await rename(copy, data);
  await rm(join(data, "temoins.note"));
  await house.start();
  await goHome(worker);
  await fillIn(worker, NOBODY_KNOWN);
  await press(worker, "Enregistrer");
  await arrive(worker, KEPT);
  await visit(worker);
  await unlock(worker, "gao-2");
  await arrive(worker, ALARM, "witness-alarm");
  for (const words of [
    "Ce n’est pas une panne.", "Ne travaillez plus par ce serveur.", "rien n’en est effacé", "de vive voix",
    "autorité de protection des données",
  ]) await reads(worker, words);
  const [, size, letters] = /danbe\.exemple\.ml\/national\s+(\d+)\s+(\S+)/.exec(await readPage(worker));
  // She looks again, and wherever she goes it comes back to the front; what she registered waits on her device.
  await press(worker, "Regarder de nouveau");
  await arrive(worker, ALARM);
  await barSays(worker, "1 enregistrement sur cet appareil, pas encore envoyé");

  // A device that never was here demands the witnesses, and they have signed nothing of this.
  const other = await sitDown(house, way);
  await visit(other);
  await giveWords(other, "gao-3");
  await arrive(other, HOME);
  await visit(other, "/a/equipe");
  await unlock(other, "gao-3");
  await reads(other, "Le serveur a répondu, mais ses témoins ne l’ont pas confirmé depuis trop longtemps.");
  await look(other, "witness-demanded");

  // Each entry left a line: the ledger grew otherwise, and the witnesses raise an alarm of their own. They hold the
  // letters this device reads out.
  await house.stop();
  await house.start();
  await until("the witnesses raise their own alarm", async () =>
    (await Promise.all(witnesses.map(({ show }) => show()))).every(({ code, said }) =>
      code === 1 && said.includes("a montré deux histoires")));
  for (const one of witnesses) {
    assert.equal(await seen(one), Number(size));
    assert.ok((await one.show()).said.includes(`\n${size}\n${letters}\n`), "the same letters, read aloud");
  }
  assert.equal((await verifyLedger(house)).code, 0, "alone it looks whole: who remembers sees it");
});
