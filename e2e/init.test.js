// The first day of a ministry's engineer, at her terminal: seven questions, a provisional installation with its red edge,
// and what remains. Then five custodians make a root, three of them found a service, and the ledger starts empty.

import assert from "node:assert/strict";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  PEOPLE, arrive, command, enter, follow, goHome, look, plain, serve, sitDown, story, toPost, verifyLedger,
} from "./post.js";
import { sitAtATerminal } from "./terminal.js";

const RED = "rgb(140, 16, 16)";
const PUBLIC = [["/", "Protéger, sans exposer"], ["/limites", "Ce que Danbé ne promet pas"], ["/lecture", null]];

/** The seven questions, and the answers of somebody who mistypes a region. */
const ANSWERS = [
  ["1. Nom de l’installation ?", "Réponse nationale"],
  ["2. Nom que les téléphones composeront", "danbe.exemple.ml"],
  ["3. HTTPS :", "mandataire"],
  ["4. Base :", "sqlite"],
  ["5. Nom du premier service ?", "Maison du Néré"],
  ["6. Région de son siège", "Atlantide"],
  ["Une de celles-ci :", null],
  ["6. Région de son siège", "Ségou"],
  ["7. Clé publique des sauvegardes", "plus tard"],
];
const FIRST_SERVICE = /^(5|6|Une)/; // after a ceremony a service comes in by its paper

async function answers(terminal, asked) {
  for (const [question, answer] of asked) {
    await terminal.asks(question);
    if (answer !== null) terminal.types(answer);
  }
  return plain(await terminal.ends());
}

/** Who may come in, as printed: a sign-in name and five words. */
function accounts(said) {
  const found = [...said.matchAll(/^ {2}([a-z]+-\d) +((?:\S+ ){4}\S+)$/gm)];
  return found.map(([, handle, words]) => ({ handle, words }));
}

/** The edge all around the page in front, and what stands at its top. */
async function edge({ page }) {
  const { width, color } = await page.evaluate(() => {
    const { borderTopWidth, borderTopColor } = getComputedStyle(document.body);
    return { width: parseFloat(borderTopWidth), color: borderTopColor };
  });
  const [above] = await page.locator(".training").allInnerTexts();
  return { red: width >= 4 && color === RED, above: above && plain(above) };
}

/** Looks at the public pages, comes in, and walks: `seen` judges every page on the way. */
async function walk(house, way, [officer, worker], seen) {
  const device = await sitDown(house, way);
  for (const [path, heading] of PUBLIC) {
    await device.page.goto(house.url + path);
    if (heading) await arrive(device, heading);
    await seen(device, path);
  }
  await enter(device, officer);
  await seen(device, "home");
  await toPost(device, worker);
  await seen(device, "post");
  await goHome(device);
  await follow(device, PEOPLE);
  await arrive(device, PEOPLE);
  await seen(device, "people");
}

const lines = async (house) => Number(/lignes : (\d+)/.exec(plain((await verifyLedger(house)).said))[1]);

story("seven answers make a provisional installation: a red edge everywhere, and the list of what remains", async (way) => {
  const folder = await mkdtemp(join(tmpdir(), "danbe-house-"));
  const data = join(folder, "data");
  const said = await answers(sitAtATerminal("init", "--data", data), ANSWERS);
  assert.match(said, /Elle est PROVISOIRE : bord rouge, données d’essai\. N’y écrivez rien sur une personne réelle\./);
  const remains = said.slice(said.indexOf("Reste à faire :"));
  for (const what of [
    "Nom et certificat : danbe.exemple.ml, derrière un mandataire", "Cérémonie des gardiens (3 sur 5)",
    "Détenteurs : trois par service", "Protocoles entre services : aucun signé", "Références d’autorisation",
    "Ligne d’urgence : non défini", "Sauvegardes : aucune clé hors ligne",
  ]) assert.ok(remains.includes(`– ${what}`), `${what}: ${remains}`);
  assert.ok(remains.includes(`Servir : danbe serve --data ${data}`), remains);

  const house = await serve(folder, data, ["serve"], () => accounts(said));
  assert.deepEqual(house.accounts.map(({ handle }) => handle), ["segou-1", "segou-2", "segou-3", "machine-1"]);
  const provisional = async (device, where) => {
    const { red, above } = await edge(device);
    assert.ok(red, `a red edge: ${where}`);
    assert.match(above, /^Installation provisoire\. Sa clé racine est encore sur cette machine/, where);
    await look(device, `init-provisional-${where.replaceAll("/", "-")}`);
  };
  await walk(house, way, ["segou-1", "segou-2"], provisional);
  assert.equal((await verifyLedger(house)).code, 0);
});

/** Five custodians come one after the other; each copies her part and types it back, the second not well at first. */
async function makeRoot(paper) {
  const terminal = sitAtATerminal("ceremony", "make", "--paper", paper);
  const parts = [];
  const copied = async () => {
    const shown = await terminal.asks("Quand c’est copié, Entrée");
    terminal.types("");
    return [...shown.matchAll(/^ {2}\d\. {2}(.+)$/gm)].map(([, words]) => words);
  };
  const types = async (part) => {
    await terminal.asks("telles que copiées.");
    part.forEach(terminal.types);
  };
  for (let number = 1; number <= 5; number += 1) {
    await terminal.asks(`Part ${number} sur 5`);
    let part = await copied();
    if (number === 2) {
      const wrong = part[1].split(" ");
      await types([part[0], [wrong[1], wrong[0], ...wrong.slice(2)].join(" "), ...part.slice(2)]);
      await terminal.asks("ligne 2 : un mot n’est pas celui qui a été écrit");
      await terminal.asks("Entrée pour la revoir.");
      terminal.types("");
      part = await copied();
    }
    await types(part);
    await terminal.asks("Entrée pour le gardien suivant.");
    terminal.types("");
    parts.push(part);
  }
  assert.match(await terminal.ends(), /5 parts remises ; 3 suffisent, 2 ne disent rien\./);
  return parts;
}

/** Three custodians type their parts, and a service is founded. */
async function foundService(paper, installation, out, parts) {
  const terminal = sitAtATerminal(
    "ceremony", "found", "--paper", paper, "--installation", installation, "--name", "Maison du Baobab",
    "--region", "gao", "--out", out,
  );
  for (const [place, part] of parts.entries()) {
    await terminal.asks(`Gardien ${place + 1} sur 3`);
    part.forEach(terminal.types);
  }
  return plain(await terminal.ends());
}

story("three custodians of five make it real: the ledger starts empty, and the edge is gone", async (way) => {
  const folder = await mkdtemp(join(tmpdir(), "danbe-house-"));
  const at = (name) => join(folder, name);
  const parts = await makeRoot(at("ceremonie.json"));
  const said = await answers(
    sitAtATerminal("init", "--data", at("data"), "--ceremony", at("ceremonie.json")),
    ANSWERS.filter(([question]) => !FIRST_SERVICE.test(question)),
  );
  assert.doesNotMatch(said, /PROVISOIRE|Cérémonie des gardiens|Cinq mots/, "nothing of it remains to be done");
  assert.equal(await lines({ data: at("data") }), 0, "the ledger starts empty");

  const founded = await foundService(
    at("ceremonie.json"), at("data/installation.json"), at("service.json"), [parts[4], parts[0], parts[2]],
  );
  const taken = await command("found", "--data", at("data"), "--paper", at("service.json"));
  assert.equal(taken.code, 0, taken.said);

  const house = await serve(folder, at("data"), ["serve"], () => accounts(founded));
  const real = async (device, where) => {
    assert.deepEqual(await edge(device), { red: false, above: undefined }, where);
    await look(device, `init-real-${where.replaceAll("/", "-")}`);
  };
  await walk(house, way, ["gao-1", "gao-2"], real);
  assert.ok((await lines(house)) > 0, "what was done since is all there is");
  assert.equal((await verifyLedger(house)).code, 0);
});
