// What a phone feels, measured: `cargo xtask bench device`. Prints one figure a line, with its limit.
//
//   node bench.js <folder of a demonstration> <searches.json>
//
// First load over a narrow wire (wire.js); clicks, memory and searches at full speed and with every process of the
// browser, its launcher included, held to a quarter of one core by a cgroup. The server is not held.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, rmdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PHONE, launch, startDanbe } from "./browser.js";
import { FINGER } from "./hands.js";
import {
  CHECK, ENTER, HOME, JOURNEY, KADIATOU, RECEIVED, arrive, follow, goHome, papersCame, press, shellIsKept, write,
} from "./post.js";
import { pieces, stretch } from "./wire.js";

const [data, searches] = process.argv.slice(2);
const sought = JSON.parse(readFileSync(searches, "utf8"));
const way = { name: "phone", view: PHONE, hand: FINGER };
const WORKER = "bamako-1";

const tell = (what, measured, beside = "", holds = null) =>
  console.log(JSON.stringify({ what, measured, beside, holds }));
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
const kilo = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

function spread(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  return { median, worst: sorted.at(-1), said: `median ${median.toFixed(1)} ms, worst ${sorted.at(-1).toFixed(1)} ms of ${sorted.length}` };
}

// ── The browser, held ──

/** A cgroup that gives a quarter of one core, or the sentence that says why there is none. */
async function quarter() {
  const [one, two] = ["/sys/fs/cgroup/cgroup.controllers", "/sys/fs/cgroup/cpu"];
  const first = existsSync(one);
  const folder = join(first ? "/sys/fs/cgroup" : two, `danbe-bench-${process.pid}`);
  try {
    await mkdir(folder);
    if (first) await writeFile(join(folder, "cpu.max"), "25000 100000");
    else {
      await writeFile(join(folder, "cpu.cfs_period_us"), "100000");
      await writeFile(join(folder, "cpu.cfs_quota_us"), "25000");
    }
  } catch (reason) {
    await rmdir(folder).catch(() => {});
    return { missing: `no cgroup can be made here (${reason.code}); run as root where cgroups are writable` };
  }
  const place = await mkdtemp(join(tmpdir(), "danbe-quarter-"));
  const program = join(place, "chromium");
  const chromium = process.env.CHROMIUM ?? "/usr/bin/chromium";
  await writeFile(program, `#!/bin/sh\necho $$ > ${folder}/cgroup.procs && exec ${chromium} "$@"\n`);
  await chmod(program, 0o755);
  return {
    program,
    held: () => readFileSync(join(folder, "cgroup.procs"), "utf8").trim().split("\n").length,
    stolen: () => Number(/nr_throttled (\d+)/.exec(readFileSync(join(folder, "cpu.stat"), "utf8"))[1]),
    async close() {
      for (let tries = 0; tries < 50; tries += 1) {
        if (await rmdir(folder).then(() => true, () => false)) break;
        await new Promise((done) => setTimeout(done, 100));
      }
      await rm(place, { recursive: true, force: true });
    },
  };
}

/** A new phone with this program as its browser. */
async function sitDown(url, program) {
  const before = process.env.CHROMIUM;
  if (program) process.env.CHROMIUM = program;
  const context = await launch({ view: PHONE });
  if (before === undefined) delete process.env.CHROMIUM;
  else process.env.CHROMIUM = before;
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  return { context, page, way, house: { url }, close: () => context.close() };
}

// ── First load ──

const LOADS = [
  { rate: 50_000, latency: 300, cuts: 0, limit: 6_000 },
  { rate: 10_000, latency: 800, cuts: 3, limit: 60_000 },
];
const FIRST_LOAD = 240_000;

async function firstLoad({ rate, latency, cuts, limit }) {
  const at = [60_000, 120_000, 180_000].slice(0, cuts);
  const wire = await stretch(danbe.url, { rate, latency, cuts: at });
  const device = await sitDown(wire.url);
  try {
    const begun = performance.now();
    await device.page.goto(`${wire.url}/a/`, { waitUntil: "commit" });
    await device.page.getByRole("heading", { level: 1, name: ENTER, exact: true }).waitFor();
    const usable = performance.now() - begun;
    const bytes = wire.down();
    await shellIsKept(device);
    const on = `${rate / 1000} kB/s, ${latency} ms${cuts ? `, ${cuts} cuts of 2 s` : ""}`;
    tell(`first form, ${on}`, seconds(usable), `at most ${limit / 1000} s`, usable <= limit && wire.left() === 0);
    if (!cuts) tell(`bytes down until the first form, ${on}`, kilo(bytes), `at most ${kilo(FIRST_LOAD)}`, bytes <= FIRST_LOAD);
    const program = pieces(wire.asked);
    const twice = program.twice + others(wire.asked);
    const requests = `${wire.asked.length} requests, ${kilo(wire.down())} with the copy for offline use`;
    tell(`fetched twice, ${on}`, `${kilo(twice)} (${requests})`, "nothing", twice === 0);
    if (!cuts) whole = program.packed;
    else tell(`packed in ${program.pieces} pieces instead of one, ${on}`, `${kilo(program.packed - whole)} more`);
  } finally {
    await device.close();
    await wire.close();
  }
}

let whole = 0; // the program's packed bytes, undisturbed

/** Bytes of bodies, the program's aside, that came beyond what one undisturbed download of each file weighs. */
function others(asked) {
  const files = new Map();
  for (const { path, body } of asked) {
    if (!path.includes(".wasm")) files.set(path, (files.get(path) ?? 0) + body);
  }
  return [...files].reduce((sum, [file, came]) => sum + Math.max(0, came - weighs(file)), 0);
}

const weights = new Map();
function weighs(path) {
  if (!weights.has(path)) {
    const said = execFileSync("curl", ["-s", "-H", "accept-encoding: br", "-o", "/dev/null", "-w", "%{size_download}", danbe.url + path]);
    weights.set(path, Number(said));
  }
  return weights.get(path);
}

// ── Clicks ──

/**
 * In the page: from the next click, as the browser dates it, to the page of the heading, laid out (`there`), and to
 * the task after the frame that shows it (`seen`): a screen of 60 Hz adds one frame or two.
 */
function watch(heading) {
  const page = document.getElementById("page");
  const now = () => (page.querySelector("h1")?.textContent ?? "").replace(/\s+/g, " ").trim();
  addEventListener("click", ({ timeStamp }) => {
    globalThis.reached = new Promise((done) => {
      const watching = new MutationObserver(() => {
        if (now() !== heading) return;
        watching.disconnect();
        page.getBoundingClientRect(); // style and layout are done when this returns
        const there = performance.now() - timeStamp;
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => done({ there, seen: performance.now() - timeStamp });
          port2.postMessage(0);
        });
      });
      watching.observe(page, { childList: true });
    });
  }, { capture: true, once: true });
}

// Nobody clicks before the page she waited for was looked at; what the browser still does for it is over by then.
const LOOK = 500;

/** Milliseconds from the click of a gesture to the page of this heading: `{there, seen}`. */
async function timed(device, gesture, heading) {
  await device.page.waitForTimeout(LOOK);
  await device.page.evaluate(watch, heading);
  await gesture();
  await arrive(device, heading);
  return device.page.evaluate(() => globalThis.reached);
}

/** The first time on this phone, up to the home page with its doors. */
async function comeIn(device) {
  await device.page.goto(`${device.house.url}/a/`);
  await arrive(device, ENTER);
  await write(device, "Identifiant", WORKER);
  await write(device, "Vos cinq mots", words);
  await press(device, "Entrer");
  await arrive(device, HOME);
  await papersCame(device);
}

const LIST = "Dossiers de mon équipe";

/** Nobody is looked for on her way: a search is measured apart. */
const UNNAMED = { ...KADIATOU, family: "", given: "" };

async function clicks(program, name, limit) {
  const device = await sitDown(danbe.url, program);
  try {
    await comeIn(device);
    const asked = [await timed(device, () => follow(device, LIST), LIST)];
    await follow(device, "Danbé");
    await arrive(device, HOME);
    const [form, list, home] = [[], [], []];
    for (let round = 0; round < 4; round += 1) {
      form.push(await timed(device, () => follow(device, "Enregistrer une personne"), JOURNEY[0][1]));
      for (const [at, [, , act]] of JOURNEY.entries()) {
        await act(device, UNNAMED);
        form.push(await timed(device, () => press(device, "Continuer"), JOURNEY[at + 1]?.[1] ?? CHECK));
      }
      await press(device, "Enregistrer");
      await arrive(device, RECEIVED);
      await goHome(device);
      for (let pages = 0; pages < 8; pages += 1) {
        list.push(await timed(device, () => follow(device, LIST), LIST));
        home.push(await timed(device, () => follow(device, "Danbé"), HOME));
      }
    }
    const kinds = [["registration form", form], ["home", home], ["list of twenty files", list]];
    for (const [what, times] of kinds) {
      const { median, said } = spread(times.map(({ there }) => there));
      const seen = spread(times.map((time) => time.seen)).said;
      tell(`click to page, ${what}, ${name}`, said, `median at most ${limit} ms; on a 60 Hz screen ${seen}`, median <= limit);
    }
    const { said } = spread(asked.map(({ there }) => there));
    tell(`click to page, the first list of the session, the server's answer included, ${name}`, said, "later ones come from memory, and are asked again behind", null);
    await memory(device, `after four registrations, ${name}`);
  } finally {
    await device.close();
  }
}

// ── Memory ──

/** Asks the core's worker, over the debugging protocol, for its linear memory and its heap. */
async function memory({ page, context }, name) {
  const line = await context.newCDPSession(page);
  let last = 0;
  const waiting = new Map();
  const attached = new Promise((done) =>
    line.on("Target.attachedToTarget", ({ sessionId, targetInfo }) =>
      /\/worker\./.test(targetInfo.url) && done(sessionId)));
  line.on("Target.receivedMessageFromTarget", ({ message }) => {
    const { id, result, error } = JSON.parse(message);
    waiting.get(id)?.(result ?? { error });
  });
  await line.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const sessionId = await attached;
  const ask = (method, params = {}) =>
    new Promise((done) => {
      waiting.set((last += 1), done);
      line.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id: last, method, params }) });
    });
  await ask("HeapProfiler.collectGarbage");
  const made = await ask("Runtime.evaluate", { expression: "WebAssembly.Memory.prototype" });
  const { objects } = await ask("Runtime.queryObjects", { prototypeObjectId: made.result.objectId });
  const { result } = await ask("Runtime.callFunctionOn", {
    objectId: objects.objectId,
    functionDeclaration: "function () { return Array.from(this, (memory) => memory.buffer.byteLength); }",
    returnByValue: true,
  });
  const heap = await ask("Runtime.getHeapUsage");
  const linear = result.value.reduce((sum, bytes) => sum + bytes, 0);
  if (!(linear > 0)) throw new Error("no linear memory was found in the worker");
  const mega = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  tell(
    `memory of the core, ${name}`,
    `${mega(linear)} linear, ${mega(heap.usedSize)} of JavaScript heap in its worker`,
    "at most 16 MB together",
    linear + heap.usedSize <= 16e6,
  );
}

// ── Search ──

async function search(program, name) {
  const wire = await stretch(danbe.url); // as wide as it gets: it only counts
  const device = await sitDown(wire.url, program);
  try {
    await comeIn(device);
    const [times, bytes] = [[], []];
    let found = 0;
    for (const { family, given, year, file } of sought) {
      await follow(device, "Chercher une personne");
      await arrive(device, "Qui cherchez-vous ?");
      if (family) await write(device, "Nom de famille", family);
      if (given) await write(device, "Prénom", given);
      if (year) await write(device, "Année de naissance", year);
      const before = wire.down();
      times.push(await timed(device, () => press(device, "Rechercher"), "Personnes possibles"));
      bytes.push(wire.down() - before);
      const shown = await device.page.locator("main a[href*='/dossier/']").evaluateAll((links) => links.map((link) => link.href));
      found += shown.slice(0, 5).some((href) => href.endsWith(`/${file}`));
      await goHome(device);
    }
    const { median, said } = spread(times.map(({ seen }) => seen));
    const most = Math.max(...bytes);
    const share = (100 * found) / sought.length;
    tell(`search by name among 10,000, ${name}`, said, "median at most 300 ms", median <= 300);
    tell(`bytes down of a search, ${name}`, `worst ${kilo(most)}`, "at most 12 kB", most <= 12_000);
    tell(`misspelled, right card in the first five, ${name}`, `${found} of ${sought.length}, ${share.toFixed(0)} %`, "at least 95 %", share >= 95);
    await memory(device, `after ${sought.length} searches, ${name}`);
  } finally {
    await device.close();
    await wire.close();
  }
}

// ── One run ──

const args = ({ port, data }) => ["demo", "--json", "--listen", `127.0.0.1:${port}`, "--data", data];
const danbe = await startDanbe({ args, data });
const said = JSON.parse(danbe.log().split("\n").find((line) => line.startsWith("{")));
const { words } = said.accounts.find((account) => account.handle === WORKER);
const held = await quarter();
try {
  for (const load of LOADS) await firstLoad(load);
  await clicks(null, "full speed", 20);
  if (held.missing) tell("a quarter of a core", "not measured", held.missing);
  else {
    await clicks(held.program, "a quarter of a core", 100);
    await search(held.program, "a quarter of a core");
    tell("times the browser was held back", String(held.stolen()), "more than none, or nothing was slowed", held.stolen() > 0);
  }
} finally {
  await danbe.kill();
  await held.close?.();
}
