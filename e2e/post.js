// What a journey needs to read as a story: a house to work for, a device to sit down at, and the verbs of
// somebody at a post. Every page a verb reaches is looked at once in each width: axe, width, photograph.

import { execFile } from "node:child_process";
import { cp, mkdtemp, readlink, rename, rm, stat } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import assert from "node:assert/strict";
import test from "node:test";
import { promisify } from "node:util";
import { DESK, PHONE, checkAxe, checkWidth, launch, photograph, program, startDanbe } from "./browser.js";
import { FINGER, KEYS } from "./hands.js";

const run = promisify(execFile);

/** Width and hand. */
export const FOUR_WAYS = [
  { name: "320 px, finger", view: PHONE, hand: FINGER },
  { name: "1280 px, mouse", view: DESK, hand: FINGER },
  { name: "320 px, keyboard alone", view: PHONE, hand: KEYS },
  { name: "1280 px, keyboard alone", view: DESK, hand: KEYS },
];

/** The two that differ most: every journey is walked in these at least. */
export const WAYS = [FOUR_WAYS[0], FOUR_WAYS[3]];

const open = new Set(); // devices and houses of the story being told

// Where machines are shared a browser is late now and then: there a story that failed is told once more, and the
// report says so. At home it fails at once.
const TRIES = process.env.CI ? 2 : 1;

/** Tells one story in each of the ways; whatever it opened is put away at its end. */
export function story(title, walk, ways = WAYS) {
  for (const way of ways) {
    test(`${title} (${way.name})`, { timeout: TRIES * 240_000 }, async (context) => {
      for (let tries = 1; ; tries += 1) {
        try {
          await walk(way);
          for (const thing of open) thing.complaints?.();
          return;
        } catch (reason) {
          for (const thing of open) context.diagnostic(`in front: ${(await thing.inFront?.()) ?? "a house"}`);
          if (tries === TRIES) throw reason;
          context.diagnostic(`told again after: ${reason.message}`);
        } finally {
          for (const thing of [...open].reverse()) await thing.close();
          open.clear();
        }
      }
    });
  }
}

// ── The house ──

/** The demonstration is made once for each build of the program; every house is a copy of it. */
async function demonstration() {
  const { mtimeMs, size } = await stat(program);
  const made = join(tmpdir(), `danbe-demonstration-${Math.round(mtimeMs)}-${size}`);
  if (await stat(made).catch(() => null)) return made;
  const making = await mkdtemp(join(tmpdir(), "danbe-making-"));
  await run(program, ["demo", "--only-make", "--data", join(making, "data")]);
  await rename(join(making, "data"), made).catch(() => {}); // somebody else was quicker
  await rm(making, { recursive: true, force: true });
  return made;
}

/** A house with 629 invented persons, that can be stopped and started again at the same address. */
export async function moveIn() {
  const folder = await mkdtemp(join(tmpdir(), "danbe-house-"));
  const data = join(folder, "data");
  await cp(await demonstration(), data, { recursive: true });
  return serve(folder, data, ["demo", "--json"], (log) =>
    JSON.parse(log.split("\n").find((line) => line.startsWith("{"))).accounts);
}

/** The first hour of a ministry's engineer: a provisional installation with one service, nobody at work in it yet. */
export async function firstHour({ side = "protection", service = "Maison du Néré", region = "segou" } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "danbe-house-"));
  const data = join(folder, "data");
  const { stdout } = await run(program, [
    "init", "--json", "--data", data, "--side", side, "--name", "Réponse nationale", "--domain", "danbe.exemple.ml",
    "--https", "mandataire", "--database", "sqlite", "--service", service, "--region", region,
    "--backup", "plus tard",
  ]);
  return serve(folder, data, ["serve", "--side", side], () => JSON.parse(stdout).accounts);
}

/** Serves what stands in `data`; `folder` goes when the story is told. */
export async function serve(folder, data, verb, read) {
  const args = ({ port, data }) => [...verb, "--listen", `127.0.0.1:${port}`, "--data", data];
  let danbe = await startDanbe({ args, data });
  const accounts = read(danbe.log());
  const port = Number(new URL(danbe.url).port);
  const house = {
    url: danbe.url,
    data,
    accounts,
    account: (handle) => accounts.find((account) => account.handle === handle),
    words: (handle) => house.account(handle).words,
    /** The machine is off: nothing answers at its address. */
    stop: () => danbe.kill("SIGKILL"),
    async start() {
      danbe = await startDanbe({ args, data, port });
    },
    async close() {
      open.delete(house);
      await danbe.kill("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    },
  };
  open.add(house);
  return house;
}

/** The machine's keeper puts a copy back in the place of what there is: what came after the copy is lost. */
export async function restoreFrom(house, copy) {
  await house.stop();
  await rename(house.data, `${house.data}-perdu`);
  const { code, said } = await command("restore", "--from", copy, "--data", house.data);
  assert.equal(code, 0, said);
  await house.start();
}

/** A command of the machine's keeper: what it prints and the code it ends with. */
export async function command(...args) {
  return run(program, args).then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    ({ code, stdout, stderr }) => ({ code, said: stdout + stderr }),
  );
}

/** Recounts a period from the events; the ledger must hold and the page must say the same. */
export async function recount(house, period, asOf) {
  const { code, said } = await command(
    "figure", "verify", "--data", house.data, "--period", period, ...(asOf ? ["--as-of", String(asOf)] : []),
  );
  assert.equal(code, 0, said);
  assert.match(said, /ÉGAL/);
  return Number(/Recompté : (\d+)/.exec(plain(said))[1]);
}

export const verifyLedger = (house) => command("ledger", "verify", "--data", house.data);

const today = new Date(); // Mali keeps UTC
export const THIS_MONTH = today.toISOString().slice(0, 7);

// ── The device ──

/**
 * A phone or a desk with a browser. With `profile` (a folder) the browser keeps what it stores between two
 * sittings; without, it is a new device.
 */
export async function sitDown(house, way, { profile, context: options = {}, flags } = {}) {
  const context = await launch({ profile, view: way.view, context: options, flags });
  const page = context.pages()[0] ?? (await context.newPage());
  const device = { house, way, context, page, sent: [], without: options.javaScriptEnabled === false };
  const wrong = [];
  context.setDefaultTimeout(40_000);
  context.on("request", (request) => device.sent.push(request));
  context.on("console", (message) => {
    if (/Content Security|Trusted|Refused to/.test(message.text())) wrong.push(message.text());
  });
  context.on("weberror", (error) => wrong.push(String(error.error())));
  device.complaints = () => assert.deepEqual(wrong, [], "the browser complained");
  device.inFront = async () => {
    const all = (await page.locator("body").innerText({ timeout: 1000 }).catch(String)).replace(/\s+/g, " ");
    return `${new URL(page.url()).pathname} ${all.slice(0, 400)}`;
  };
  device.close = async () => {
    open.delete(device);
    await context.close().catch(() => {});
    if (!profile) await context.browser()?.close();
  };
  open.add(device);
  return device;
}

/** Every process of the browser ends at once, as when the battery is pulled out. */
export async function pullBattery(device, profile) {
  const holder = await readlink(join(profile, "SingletonLock")); // <host>-<pid of the browser>
  const pid = Number(holder.slice(hostname().length + 1));
  const gone = new Promise((done) => device.context.once("close", done));
  process.kill(-pid, "SIGKILL"); // the whole group, which playwright made for this browser alone
  await gone;
  open.delete(device);
}

export async function goOffline(device) {
  await device.house.stop();
  await device.context.setOffline(true);
}

export async function goOnline(device) {
  await device.house.start();
  await device.context.setOffline(false);
}

/** The page in front dies, without a word to the program in it. */
export async function crash(device) {
  const { page, context } = device;
  const dead = new Promise((done) => page.once("crash", done));
  const line = await context.newCDPSession(page);
  line.send("Page.crash").catch(() => {});
  await dead;
  device.page = await context.newPage();
  await page.close();
}

/** What the device keeps, row by row, as it stands on the disk: sealed. */
export const rows = ({ page }) =>
  page.evaluate(async () => {
    const done = (work) => new Promise((yes, no) => {
      work.onsuccess = () => yes(work.result);
      work.onerror = no;
    });
    const db = await done(indexedDB.open("danbe", 1));
    const store = db.transaction("container").objectStore("container");
    const [names, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
    db.close();
    return Object.fromEntries(names.map((name, at) => [name, values[at]]));
  });

/** Asks again and again, without a pause of its own choosing, until something is so. */
export async function until(what, asked, patience = 40_000) {
  const limit = Date.now() + patience;
  for (;;) {
    const answer = await asked();
    if (answer) return answer;
    if (Date.now() > limit) throw new Error(`it never came to this: ${what}`);
    await new Promise((next) => setTimeout(next, 50));
  }
}

/** The empty shell is kept on the device: from now on it opens without a network. */
export const shellIsKept = ({ page }) =>
  until("the shell is kept", () =>
    page.evaluate(async () => {
      const keeper = await navigator.serviceWorker.getRegistration("/a/");
      return Boolean(keeper && keeper.active && keeper.active.state === "activated");
    }));

/** Whether the rooms the first program has not are on the device: they begin at the next visit. */
export const hasEveryRoom = ({ page }) =>
  page.evaluate(async () => {
    const names = (await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()))).flat();
    return names.some(({ url }) => url.includes("/whole."));
  });

// ── The hand ──

export const follow = ({ way, page }, name) => way.hand.follow(page, name);
export const press = ({ way, page }, name) => way.hand.press(page, name);
export const pick = ({ way, page }, name) => way.hand.pick(page, name);
export const tick = ({ way, page }, name) => way.hand.tick(page, name);
export const choose = ({ way, page }, label, option) => way.hand.choose(page, label, option);
export const write = ({ way, page }, label, text) => way.hand.write(page, label, text);

// ── The eye ──

/** Ordinary spaces for the no-break ones of French. */
export const plain = (text) => text.replace(/[\u00a0\u202f]/g, " ");
export const readPage = async ({ page }) => plain(await page.locator("main").innerText());
export const readBar = async ({ page }) => plain(await page.locator("#bar").innerText());

/** Waits until a text stands on the page. */
export async function reads(device, text) {
  await device.page.getByText(text).first().waitFor();
}

/** Waits until the strip that tells what is only here says so. */
export async function barSays(device, words) {
  await device.page.locator("#bar").getByText(words).waitFor();
}

export const PEOPLE = "Postes et personnes";

/** From the home page to one post. */
export async function toPost(officer, handle) {
  await follow(officer, PEOPLE);
  await arrive(officer, PEOPLE);
  await follow(officer, handle);
  await arrive(officer, `Poste ${handle}`, "post");
}

/** What was just asked of the server has been taken by it. */
export async function sent(officer) {
  await arrive(officer, "C’est enregistré");
  await barSays(officer, "Tout est envoyé");
}

const looked = new Set();

/** Waits for a page by its heading; looks at it the first time, under `name`. */
export async function arrive(device, heading, name) {
  const { page } = device;
  await page.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();
  await page.locator("main:not([aria-busy=true])").waitFor();
  if (name) await look(device, name);
}

/** Axe, no sideways scroll, a photograph: once for each page and width. */
export async function look(device, name) {
  const { page, way } = device;
  const once = `${name}-${way.view.width}`;
  if (looked.has(once)) return;
  looked.add(once);
  assert.doesNotMatch(await readPage(device), /⟨/, "a word is missing");
  await photograph(page, once);
  if (device.without) return inAMirror(device);
  await checkAxe(page);
  await checkWidth(page);
}

/** Axe is a script: what a browser without JavaScript shows is shown to it in one that runs it. */
async function inAMirror({ page, way }) {
  const context = await launch({ view: way.view });
  try {
    const mirror = await context.newPage();
    const body = (await page.content()).replace(/<script[^>]*><\/script>|<\/?noscript>/g, "");
    await mirror.route(page.url(), (route) => route.fulfill({ body, contentType: "text/html; charset=utf-8" }));
    await mirror.goto(page.url());
    await checkAxe(mirror);
    await checkWidth(mirror);
  } finally {
    await context.close();
  }
}

/** Where the focus is, as a reader hears it. */
export const focused = ({ page }) =>
  page.evaluate(() => {
    const { id, className, tagName } = document.activeElement;
    return id || className || tagName.toLowerCase();
  });

// ── Coming in ──

export const HOME = "Que voulez-vous faire ?";
export const ENTER = "Entrer pour la première fois sur cet appareil";
export const UNLOCK = "Ouvrir";
export const NOT_FOUND = "Page introuvable";

/** Types an address of the device. */
export const visit = ({ page, house }, path = "/a/") => page.goto(house.url + path);

/** Identifier and five words, on the page of a first entry. */
export async function giveWords(device, handle, words = device.house.words(handle)) {
  await arrive(device, ENTER, "enter");
  await write(device, "Identifiant", handle);
  await write(device, "Vos cinq mots", words);
  await press(device, "Entrer");
}

/** The first time on a device, up to the home page. */
export const enter = (device, handle) => enterWith(device, handle, device.house.words(handle));

/** The same with words the house did not print. */
export async function enterWith(device, handle, words) {
  await visit(device);
  await giveWords(device, handle, words);
  await arrive(device, HOME);
  await papersCame(device);
  await look(device, "home");
}

/** The papers of the post came: the doors of the home page are there. */
export const papersCame = ({ page }) => page.locator("main .listing").first().waitFor();

/** Every time after: five words. */
export async function unlock(device, handle) {
  await arrive(device, UNLOCK, "unlock");
  await write(device, "Vos cinq mots", device.house.words(handle));
  await press(device, "Ouvrir");
}

// ── Registering ──

/** The journey as a table: address, question, what somebody does there. */
export const JOURNEY = [
  ["lieu", "Où avez-vous rencontré la personne ?", async (device, { region, place }) => {
    await choose(device, "Région", region);
    if (place) await write(device, "Lieu précis", place);
  }],
  ["date", "Quand l’avez-vous rencontrée ?", async (device, { date = today }) => {
    await write(device, "Jour", String(date.getUTCDate()));
    await write(device, "Mois", String(date.getUTCMonth() + 1));
    await write(device, "Année", String(date.getUTCFullYear()));
  }],
  ["maniere", "Comment est-elle venue à vous ?", (device, { manner }) => pick(device, manner)],
  ["recit", "Que raconte-t-elle ?", (device, { account }) => account && write(device, "Que raconte-t-elle ?", account)],
  ["forme", "De quoi s’agit-il, à votre avis ?", (device, { form }) => form && pick(device, form)],
  ["sexe", "Quel est son sexe ?", (device, { sex }) => sex && pick(device, sex)],
  ["age", "Quel âge a-t-elle ?", async (device, { age }) => {
    if (age === "unknown") await tick(device, "Personne ne sait");
    else if (age) await write(device, "Quel âge a-t-elle ?", age);
  }],
  ["nationalite", "Quelle est sa nationalité ?", (device, { nationality }) => nationality && pick(device, nationality)],
  ["nom", "Comment s’appelle-t-elle ?", async (device, { family, given, year, document }) => {
    if (family) await write(device, "Nom de famille", family);
    if (given) await write(device, "Prénom", given);
    if (year) await write(device, "Année de naissance", year);
    if (document) await write(device, "Numéro d’un document", document);
  }],
  ["contact", "Comment la joindre sans la mettre en danger ?", async (device, { telephone, contact }) => {
    if (telephone) await write(device, "Téléphone sûr", telephone);
    if (contact) await write(device, "Contact sûr", contact);
  }],
];

/** Persons of the team who may be her, shown once when the last question is answered. */
export const POSSIBLE = "C’est peut-être l’une d’elles";

/** From the last answer to the page where all are checked: whoever is shown on the way is somebody else. */
export async function isNobodyElse(device, name) {
  const at = (heading) => device.page.getByRole("heading", { level: 1, name: heading, exact: true });
  await at(POSSIBLE).or(at(CHECK)).waitFor();
  if (await at(POSSIBLE).isVisible()) await follow(device, "Aucune d’elles : continuer");
  await arrive(device, CHECK, name);
}

export const CHECK = "Vérifiez vos réponses";
/** The same page where the answers can no longer be shown. */
export const READY = "Tout est prêt à enregistrer";
export const KEPT = "Enregistré sur cet appareil, pas encore envoyé";
export const RECEIVED = "Reçu par le serveur";

/** Somebody the journeys meet; invented. */
export const KADIATOU = {
  region: "Gao",
  place: "gare routière",
  manner: "Notre équipe l’a rencontrée",
  account: "Elle dort au marché.\nOn lui avait promis l’école.",
  form: "Travail ou services forcés",
  sex: "Féminin",
  age: "17",
  nationality: "Mali",
  family: "Coulibaly",
  given: "Kadiatou",
  year: "2009",
  contact: "Par sa tante, le soir.",
};

/** Place, date and manner: all that is ever required. */
export const NOBODY_KNOWN = { region: "Gao", manner: "Elle est venue seule" };

/** Answers one question and continues. */
export async function answer(device, [path, heading, act], person) {
  await arrive(device, heading, `register-${path}`);
  await act(device, person);
  await press(device, "Continuer");
}

/** From the home page to "check your answers". */
export async function fillIn(device, person) {
  await follow(device, "Enregistrer une personne");
  for (const step of JOURNEY) await answer(device, step, person);
  await isNobodyElse(device, "register-check");
}

/** The whole journey, kept and received. Gives the label of the file and the number of the receipt. */
export async function register(device, person) {
  await fillIn(device, person);
  await press(device, "Enregistrer");
  return receipt(device);
}

/** Waits for the receipt on the page. */
export async function receipt(device) {
  await arrive(device, RECEIVED, "register-received");
  const text = await readPage(device);
  return {
    number: Number(/n° (\d+)/.exec(text)[1]),
    label: /Dossier (\S+), reçu/.exec(text)[1],
  };
}

/** Looks for a person by what one hears. */
export async function search(device, { family, given, year, telephone, document }) {
  await follow(device, "Chercher une personne");
  await arrive(device, "Qui cherchez-vous ?", "search");
  if (family) await write(device, "Nom de famille", family);
  if (given) await write(device, "Prénom", given);
  if (year) await write(device, "Année de naissance", year);
  if (telephone) await write(device, "Téléphone sûr", telephone);
  if (document) await write(device, "Numéro d’un document", document);
  await press(device, "Rechercher");
  await arrive(device, "Personnes possibles", "matches");
}

// ── Files ──

/** From the home page to a file, through the list of the team. */
export async function openFromList(device, label) {
  await follow(device, "Dossiers de mon équipe");
  await arrive(device, "Dossiers de mon équipe", "list");
  await follow(device, `Dossier ${label}`);
  await arrive(device, `Dossier ${label}`, "file");
}

/** Back on the home page, by the brand at the top. */
export async function goHome(device) {
  await follow(device, "Danbé");
  await arrive(device, HOME);
}

/** Changes one answer of the file in front. */
export async function change(device, question, act) {
  await follow(device, `Modifier : ${question}`);
  await arrive(device, question, "change");
  await act(device);
  await press(device, "Enregistrer");
}
