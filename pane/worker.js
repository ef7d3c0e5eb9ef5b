// The core's host: clock, chance, container and network. The core decides; this file carries out, one
// event after another: first the writes, flushed to the disk, then the page that says they are done.

const GLUE = "/a/{{core.js}}";
const WHOLE = "/a/{{whole.wasm}}"; // every room: it comes behind the first program, and begins the next time
const STORE = "container";

let core, memory; // the program that runs, and what it remembers
let coming; // the whole program, while the first one runs
let db, program; // the compiled program is shared with the one-shot worker that derives keys
let alone = false;
let queue = Promise.resolve();
let held; // a page that only asks for patience, and the question it answers

const post = (id, answer) => postMessage({ id, answer });

function enqueue(event, id = 0) {
  queue = queue.then(() => (event.kind === "boot" ? boot(event, id) : turn(event, id)));
  queue.catch(() => post(id, { trap: true })); // the chain stays broken: nothing more is asked of this core
}

self.onmessage = ({ data: { id, msg } }) => enqueue(msg, id);

async function boot({ path }, id) {
  const starting = caches.match(WHOLE).catch(() => null).then((kept) => start(kept ? WHOLE : "/a/{{core.wasm}}"));
  await ownership();
  db = await open();
  await starting;
  await turn({ kind: "boot", stored: await read(), path }, id);
  setInterval(() => enqueue({ kind: "tick" }), 20000);
}

// Each program has the glue to itself: what follows # makes it another module of the same file.
async function start(path, compiling = compile(path)) {
  const [{ default: init, Core }, compiled] = await Promise.all([import(GLUE + "#" + path), compiling]);
  ({ memory } = await init({ module_or_path: (program = compiled) }));
  core = new Core();
}

// Streamed, so that V8 keeps the result. Cut on its way, the program is asked for from the byte it lacks.
async function compile(path, held = new Blob()) {
  const [from, parts] = [held.size, [held]];
  const write = (part) => parts.push(part) && path === WHOLE && told((99 * new Blob(parts).size) / {{whole.wasm.size}});
  try {
    const reply = await fetch(path + (from ? "." + from : ""));
    if (!reply.ok) throw reply.status;
    const kept = reply.clone().body.pipeTo(new WritableStream({ write: (part) => void write(part) }));
    const [streamed] = await Promise.all([!from && WebAssembly.compileStreaming(reply), kept]);
    const whole = new Response(new Blob(parts, { type: "application/wasm" }));
    // For the keeper, which would fetch it again.
    const keep = (kept) => kept || caches.open("{{build}}").then((cache) => cache.put(path, whole.clone()));
    await caches.match(path).then(keep).catch(() => {});
    return streamed || (await WebAssembly.compileStreaming(whole));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // not the network
    if (path === WHOLE) told(0);
    return new Promise((later) => setTimeout(later, 1000)).then(() => compile(path, new Blob(parts)));
  }
}

const told = (came) => enqueue({ kind: "whole", status: Math.ceil(came) });

function fetchWhole() {
  coming = coming || compile(WHOLE);
  coming.then(() => told(100), () => told((coming = 0))); // it may be asked for again
}

// The whole program takes the first one's place: the key goes from memory to memory, and what held it is wiped.
async function leave() {
  const [old, held, secret] = [core, memory, new Uint8Array(32)];
  await start(WHOLE, coming);
  const event = JSON.parse(old.leave(secret));
  new Uint8Array(held.buffer).fill(0);
  await turn({ ...event, stored: await read(), secret });
}

// Two tabs writing one container would undo each other's work. The tab opened last asks the other to
// leave and waits for its lock; a frozen tab cannot answer, so after five seconds the lock is taken.
function ownership() {
  const channel = new BroadcastChannel("danbe");
  const gone = () => (post(0, { elsewhere: true }), close());
  channel.onmessage = () => alone && queue.then(gone, gone);
  channel.postMessage("leave");
  return new Promise((granted) => {
    const hold = () => {
      alone = true;
      clearTimeout(patience);
      granted();
      return new Promise(() => {});
    };
    const patience = setTimeout(() => navigator.locks.request("danbe", { steal: true }, hold).catch(gone), 5000);
    navigator.locks.request("danbe", hold).catch(gone);
  });
}

// For requests and for transactions; an error that stops a transaction is the error of one of its requests.
const done = (work) =>
  new Promise((yes, no) => {
    work.onsuccess = work.oncomplete = () => yes(work.result);
    work.onerror = work.onabort = (event) => no(event.target.error);
  });

function open() {
  const opening = indexedDB.open("danbe", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  return done(opening);
}

async function read() {
  const store = db.transaction(STORE).objectStore(STORE);
  const [names, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
  return Object.fromEntries(names.map((name, at) => [name, values[at]]));
}

// Without "strict" Chromium reports completion before anything is flushed.
function write(puts) {
  const transaction = db.transaction(STORE, "readwrite", { durability: "strict" });
  const store = transaction.objectStore(STORE);
  for (const [name, value] of puts) value === null ? store.delete(name) : store.put(value, name);
  return done(transaction);
}

async function turn({ secret = new Uint8Array(), ...event }, id) {
  const chance = crypto.getRandomValues(new Uint8Array(32));
  const step = JSON.parse(core.turn(JSON.stringify(event), Date.now(), chance, navigator.onLine, secret)); // the secret comes back as zeros
  if (id) patience(); // a new question: the one before is answered first
  try {
    if (step.puts.length) await write(step.puts.concat(step.notes));
    show(step, id);
    // A page that waits for no answer is drawn first: the network's processes would take the processor from it.
    setTimeout(() => step.fetch.forEach(send), step.page && !step.page.moment ? 30 : 0);
    if (!step.puts.length && step.notes.length) await write(step.notes);
  } catch (error) {
    if (event.kind === "put-failed") throw error;
    return turn({ kind: "put-failed", reason: error ? error.name : "AbortError" }, id);
  }
  if (step.whole) fetchWhole();
  if (step.leave) await leave();
}

function show({ page, bar, lock, persist, touch, kdf }, id) {
  const answer = { page, bar, lock, persist, touch };
  const { timer } = page && held ? held : {};
  if (timer) {
    page.replace = held.answer.page.replace; // the page that was not shown is none to replace
    ({ id } = held);
    held = null;
  }
  if (page && page.moment) return void (held = { id, answer, timer: timer || setTimeout(patience, 300) });
  clearTimeout(timer);
  const later = kdf && !page && !lock; // the question is answered when the key is there
  post(later ? 0 : id, answer);
  if (kdf) derive(kdf, later ? id : 0);
}

function patience() {
  if (!held) return;
  clearTimeout(held.timer);
  post(held.id, held.answer);
  held = null;
}

// In a worker of its own: linear memory never shrinks, and these 64 MiB must not stay with the core.
function derive({ params, words }, id) {
  const once = new Worker("/a/{{kdf.js}}", { type: "module" });
  const finish = (event) => {
    once.terminate();
    enqueue(event, id);
  };
  once.onmessage = ({ data }) => finish({ kind: "derived", key: data });
  once.onerror = (event) => {
    event.preventDefault();
    finish({ kind: "kdf-failed" });
  };
  once.postMessage({ program, params: JSON.stringify(params), words });
}

// Sealed bytes go out by POST; no address ever names what is wanted.
async function send({ tag, url, body, headers }) {
  const way = { method: "POST", cache: "no-store", credentials: "omit", redirect: "error", signal: AbortSignal.timeout(30000) };
  try {
    const reply = await fetch(url, { ...way, headers: { "content-type": "application/json", ...headers }, body });
    enqueue({ kind: "fetched", tag, status: reply.status, body: await reply.text() });
  } catch {
    enqueue({ kind: "fetched", tag, status: 0, body: "" });
  }
}
