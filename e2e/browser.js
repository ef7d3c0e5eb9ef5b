// What every journey needs: a danbe of its own on a free port, Debian's Chromium, axe, a photograph.
//
//   import test from "node:test";
//   import { journey, PHONE } from "./browser.js";
//
//   test("the committee reads its first page", async () => {
//     await journey({ view: PHONE }, async ({ page, url, axe, shot }) => {
//       await page.goto(url + "/");
//       await axe();
//       await shot("home");
//     });
//   });
//
// No browser is ever downloaded. playwright-core 1.61 is the last line that runs on the Node 18 of
// Debian 12. `cargo xtask test app browser` builds the program and runs the journeys.

import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const PHONE = { width: 320, height: 640 };
export const DESK = { width: 1280, height: 800 };

const here = fileURLToPath(new URL(".", import.meta.url));
/** The program under test. */
export const program = process.env.DANBE_BIN ?? join(here, "../target/debug/danbe");
const axeSource = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

const FLAGS = [
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A port of localhost nobody listens on at this moment. */
export async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/**
 * Starts `danbe demo` over an empty data folder and waits until `/health` answers.
 *
 * @param {{args?: (at: {port: number, data: string}) => string[], env?: object, data?: string, port?: number}} how
 * @returns {Promise<{url: string, data: string, log: () => string, kill: (signal?: string) => Promise<void>, stop: () => Promise<void>}>}
 *   `kill` leaves the data folder for a second start (pass it as `data`), `stop` removes it.
 */
export async function startDanbe(how = {}) {
  const data = how.data ?? (await mkdtemp(join(tmpdir(), "danbe-e2e-")));
  const port = how.port ?? (await freePort());
  const args = how.args?.({ port, data }) ?? [
    "demo", "--listen", `127.0.0.1:${port}`, "--data", data,
  ];
  const child = spawn(program, args, { env: { ...process.env, ...how.env } });
  let said = "";
  child.stdout.on("data", (bytes) => (said += bytes));
  child.stderr.on("data", (bytes) => (said += bytes));
  let ended = null;
  const end = new Promise((done) => {
    child.on("error", (reason) => done((ended = String(reason))));
    child.on("exit", (code, signal) => done((ended = `ended with ${code ?? signal}`)));
  });
  const kill = async (signal = "SIGTERM") => {
    if (!ended) child.kill(signal);
    const patience = setTimeout(() => child.kill("SIGKILL"), 10_000);
    await end;
    clearTimeout(patience);
  };
  const stop = async () => {
    await kill();
    await rm(data, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 300; tries += 1) {
    if (ended) break;
    const answer = await fetch(url + "/health").catch(() => null);
    if (answer?.ok) return { url, data, log: () => said, kill, stop };
    await new Promise((done) => setTimeout(done, 100));
  }
  await stop();
  throw new Error(`${program} ${args.join(" ")}: ${ended ?? "no answer from /health"}\n${said}`);
}

/**
 * Debian's Chromium. With `profile` (a folder) it keeps what it stores there between two launches
 * and the result is the context; without, the profile is thrown away.
 */
export async function launch({ profile, view = PHONE, flags = [], context = {} } = {}) {
  const how = { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: [...FLAGS, ...flags] };
  const seen = { viewport: view, locale: "fr-FR", ...context };
  if (profile) return chromium.launchPersistentContext(profile, { ...how, ...seen });
  const browser = await chromium.launch(how);
  const opened = await browser.newContext(seen);
  opened.on("close", () => browser.close());
  return opened;
}

/** Runs axe over the page; throws with every violation, its rule and where it stands. */
export async function checkAxe(page) {
  // Evaluated over the debugging protocol: a script element would be refused by the page's policy.
  await page.evaluate(await readFile(axeSource, "utf8"));
  const { violations, passes } = await page.evaluate(() => globalThis.axe.run());
  if (passes.length === 0) throw new Error("axe looked at nothing");
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help} at ${node.target.join(" ")}`));
  if (found.length > 0) throw new Error(`axe, ${page.url()}\n${found.join("\n")}`);
}

/** Throws when the page scrolls sideways. */
export async function checkWidth(page) {
  const [wide, seen] = await page.evaluate(() =>
    [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  if (wide > seen) throw new Error(`${page.url()} is ${wide} px wide in a window of ${seen}`);
}

/** A photograph of the whole page, `e2e/shots/<name>.png`. */
export async function photograph(page, name) {
  await mkdir(join(here, "shots"), { recursive: true });
  await page.screenshot({ path: join(here, "shots", `${name}.png`), fullPage: true });
}

/** A danbe, a browser and a page for one journey; everything is put away afterwards. */
export async function journey(how, walk) {
  const danbe = await startDanbe(how.danbe);
  try {
    const context = await launch(how);
    try {
      const page = await context.newPage();
      await walk({
        danbe, context, page, url: danbe.url,
        axe: () => checkAxe(page),
        width: () => checkWidth(page),
        shot: (name) => photograph(page, name),
      });
    } finally {
      await context.close();
    }
  } finally {
    await danbe.stop();
  }
}
