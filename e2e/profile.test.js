// What a browser leaves on the disk of a phone: nothing of what was typed, open, locked or closed; and what is
// said to be kept was flushed to the disk.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, readFile, readdir, readlink, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import {
  FOUR_WAYS, JOURNEY, KADIATOU, NOBODY_KNOWN, UNLOCK, answer, arrive, enter, fillIn, follow, goHome, moveIn,
  press, receipt, rows, search, sitDown, story, until, visit, write,
} from "./post.js";

// Strings nothing else in the world writes.
const CANARY = {
  family: "Kwelbratsimo", given: "Zanfuridege", account: "Ovembralidosi pratuchenal", search: "Grimpolvatesk",
  half: "Tchorvandilepsu", contact: "Blenquaritouf",
};

/** Every way the bytes of a text may lie in a file. */
function needles(text) {
  const found = [];
  for (const form of new Set([text, text.toLowerCase(), text.toUpperCase()])) {
    for (const bytes of [Buffer.from(form, "utf8"), Buffer.from(form, "utf16le")]) {
      found.push(bytes, Buffer.from(bytes.toString("hex")), Buffer.from(bytes.toString("hex").toUpperCase()));
      for (const skip of [0, 1, 2]) {
        const inside = Buffer.concat([Buffer.alloc(skip), bytes]).toString("base64").replace(/=+$/, "");
        // The first and last group depend on what stands beside.
        found.push(Buffer.from(inside.slice(4, -2)), Buffer.from(inside.slice(4, -2).replace(/\+/g, "-").replace(/\//g, "_")));
      }
    }
  }
  return found;
}

async function filesOf(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.path, entry.name));
}

/** Which texts lie in which files of a folder. */
async function scan(folder, texts) {
  const files = await filesOf(folder);
  assert.ok(files.length > 20, "a profile has many files");
  const wanted = Object.entries(texts).map(([name, text]) => [name, needles(text)]);
  const hits = [];
  for (const file of files) {
    const bytes = await readFile(file).catch(() => Buffer.alloc(0)); // gone meanwhile
    for (const [name, forms] of wanted) {
      if (forms.some((form) => bytes.includes(form))) hits.push(`${name} in ${file.slice(folder.length + 1)}`);
    }
  }
  return hits;
}

async function inAProfile(walk) {
  const profile = await mkdtemp(join(tmpdir(), "danbe-profile-"));
  try {
    await walk(profile);
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

story("nothing that was typed is in the profile: open, locked, closed", (way) => inAProfile(async (profile) => {
  const house = await moveIn();
  const words = house.words("gao-1");
  const canaries = { ...CANARY, words, bare: words.normalize("NFD").replace(/[\u0300-\u036f]/g, ""), nfc: words.normalize("NFC") };
  const gao1 = await sitDown(house, way, { profile });
  await enter(gao1, "gao-1");
  await fillIn(gao1, { ...KADIATOU, ...CANARY });
  await press(gao1, "Enregistrer");
  const { label } = await receipt(gao1);
  await goHome(gao1);
  await search(gao1, { family: CANARY.family, given: CANARY.given });
  await follow(gao1, `${CANARY.given} ${CANARY.family}`);
  await arrive(gao1, `Dossier ${label}`);
  await press(gao1, "Ouvrir l’identité");
  await arrive(gao1, "Identité");
  await goHome(gao1);
  await follow(gao1, "Chercher une personne");
  await arrive(gao1, "Qui cherchez-vous ?");
  await write(gao1, "Nom de famille", CANARY.search);
  await press(gao1, "Rechercher");
  await arrive(gao1, "Personnes possibles");

  // A form is left half filled in.
  await goHome(gao1);
  await follow(gao1, "Enregistrer une personne");
  for (const step of JOURNEY.slice(0, 3)) await answer(gao1, step, NOBODY_KNOWN);
  await arrive(gao1, JOURNEY[3][1]);
  const kept = async () => JSON.stringify(await rows(gao1));
  const before = await kept();
  await write(gao1, JOURNEY[3][1], CANARY.half);
  await until("the half filled form is kept", async () => (await kept()) !== before);
  assert.deepEqual(await scan(profile, canaries), [], "open");

  await goHome(gao1);
  await press(gao1, "Verrouiller");
  await arrive(gao1, UNLOCK);
  assert.deepEqual(await scan(profile, canaries), [], "locked");

  await gao1.close();
  assert.deepEqual(await scan(profile, canaries), [], "closed");
}));

story("the scan finds what a careless page would leave", (way) => inAProfile(async (profile) => {
  const house = await moveIn();
  const careless = await sitDown(house, way, { profile });
  await careless.page.goto(`${house.url}/limites`);
  await careless.page.evaluate(async ({ family, given }) => {
    const opening = indexedDB.open("careless", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("plain");
    await new Promise((done) => (opening.onsuccess = done));
    const work = opening.result.transaction("plain", "readwrite");
    work.objectStore("plain").put(family, "name");
    await new Promise((done) => (work.oncomplete = done));
    document.title = given;
    history.pushState({}, "", "?again");
    document.title = given;
  }, CANARY);
  await until("the plain row is found", async () =>
    (await scan(profile, { family: CANARY.family })).some((hit) => hit.includes("IndexedDB")));
  await careless.close();
  const hits = await scan(profile, CANARY);
  assert.ok(hits.some((hit) => /^family in .*IndexedDB/.test(hit)), hits.join("\n"));
  assert.ok(hits.some((hit) => /^given in .*(History|Sessions)/.test(hit)), hits.join("\n"));

  // And each way of writing the bytes.
  const text = CANARY.account;
  const forms = {
    plain: text, capitals: text.toUpperCase(), utf16: Buffer.from(text, "utf16le"),
    base64: Buffer.from(`one byte more ${text} and after`).toString("base64"), hex: Buffer.from(text).toString("hex"),
  };
  for (const [form, bytes] of Object.entries(forms)) await writeFile(join(profile, `form-${form}`), bytes);
  const found = await scan(profile, { account: text });
  for (const form of Object.keys(forms)) assert.ok(found.includes(`account in form-${form}`), form);
}), [FOUR_WAYS[1]]);

const strace = (() => {
  try {
    return execFileSync("sh", ["-c", "command -v strace"]).length > 0;
  } catch {
    return false;
  }
})();

test("every answer is flushed to the disk before it is said to be kept", { skip: !strace && "no strace here", timeout: 240_000 }, () =>
  inAProfile(async (profile) => {
    const house = await moveIn();
    const phone = await sitDown(house, FOUR_WAYS[0], { profile });
    try {
      await enter(phone, "gao-1");
      const traced = await flushes(profile);

      await fillIn(phone, NOBODY_KNOWN);
      const strict = traced.count();
      assert.ok(strict >= JOURNEY.length, `${strict} flushes for ${JOURNEY.length} answers`);

      // The control: as many writes without "strict", and not one of them is flushed.
      const opened = await phone.context.newPage();
      await opened.goto(`${house.url}/limites`);
      await opened.evaluate(() => {
        const opening = indexedDB.open("relaxed", 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore("plain");
        return new Promise((done) => (opening.onsuccess = () => ((globalThis.db = opening.result), done())));
      });
      const before = traced.count();
      await opened.evaluate(async (times) => {
        for (let time = 0; time < times; time += 1) {
          const work = globalThis.db.transaction("plain", "readwrite");
          work.objectStore("plain").put(time, time);
          await new Promise((done) => (work.oncomplete = done));
        }
      }, JOURNEY.length);
      assert.equal(traced.count() - before, 0, "relaxed writes are not flushed");
      traced.stop();
    } finally {
      await phone.close();
      await house.close();
    }
  }));

/** Counts the flushes of IndexedDB files by every process of the browser. */
async function flushes(profile) {
  const browser = Number((await readlink(join(profile, "SingletonLock"))).slice(hostname().length + 1));
  const all = execFileSync("ps", ["-o", "pid=", "-g", String(browser)], { encoding: "utf8" });
  const pids = all.trim().split(/\s+/).flatMap((pid) => ["-p", pid]);
  const tracer = spawn("strace", ["-f", "-y", "-e", "trace=fdatasync,fsync", ...pids]);
  let said = "";
  const attached = new Promise((done) => tracer.stderr.on("data", (bytes) => {
    said += bytes;
    if (said.includes("attached")) done();
  }));
  await attached;
  return {
    count: () => said.split("\n").filter((line) => /fdatasync\(|fsync\(/.test(line) && line.includes("IndexedDB")).length,
    stop: () => tracer.kill("SIGINT"),
  };
}
