// The pane of glass: what the browser lets only a page do. It hands clicks and forms to the worker, puts
// the page that comes back into `main`, and keeps address, focus and scroll as a reader expects them.
// It decides nothing about a person and keeps nothing: leaving the page ends the worker and empties it.
// Old syntax on purpose (no `?.`): a browser too old for the worker must still be able to say so.

const WORKER = "/a/{{worker.js}}";
const KEEPER = "/a/sw.js";

// The only door through which text becomes HTML or a script: HTML from the core's escaping templates.
const rules = {
  createHTML: (html) => html,
  createScriptURL: (url) => ([WORKER, KEEPER].includes(url) ? url : null),
};
const policy = window.trustedTypes ? window.trustedTypes.createPolicy("pane", rules) : rules;

const byId = (id) => document.getElementById(id);
const [page, bar, wait, cannot] = ["page", "bar", "wait", "cannot"].map(byId);
const waiting = new Map(); // id of a question to the worker → what to do with the answer

// The core's host; id of the last question; starts that came to nothing.
let [worker, last, tries] = [null, 0, 0];
// The next page is being made; a page of the core was shown; somebody acted since: no more reload for a new version; the
// browser was asked not to evict the container.
let [busy, booted, used, asked] = [false, false, false, false];
// What the bar says; form holding text the core has not seen; when the core last heard that somebody types; two timers.
let [strip, dirty, alive, resting, pausing] = ["", null, 0, 0, 0];

const here = () => location.pathname + location.search;

// Whether a lock of the phone's own can be had: only then does the core speak of one.
const Key = window.PublicKeyCredential;
const able = Key && Key.getClientCapabilities ? Key.getClientCapabilities() : Promise.reject(new Error("none"));
able.catch(() => {});

const setBusy = (now) => page.setAttribute("aria-busy", String((busy = now)));

function ask(msg, then, limit = 60000) {
  const id = ++last;
  waiting.set(id, then);
  setTimeout(() => waiting.has(id) && broken(), limit);
  worker.postMessage({ id, msg }, msg.secret ? [msg.secret.buffer] : []);
}

const tick = () => worker && worker.postMessage({ id: 0, msg: { kind: "tick" } });

// Terminating the worker is the lock: keys and opened pages go with its memory.
function end() {
  if (worker) worker.terminate();
  worker = null;
  dirty = null;
  waiting.clear();
  setBusy(false);
  page.textContent = "";
  bar.textContent = strip = "";
}

function start() {
  end();
  cannot.open = tries > 4;
  page.append(wait, cannot);
  setBusy(true);
  booted = false;
  used = false;
  const mine = (worker = new Worker(policy.createScriptURL(WORKER), { type: "module" }));
  mine.onerror = () => mine === worker && broken();
  mine.onmessage = ({ data: { id, answer } }) => {
    if (mine !== worker) return;
    if (answer.trap) return broken();
    if (answer.elsewhere) return end(), page.append(byId("elsewhere").content.cloneNode(true));
    const then = waiting.get(id) || show;
    waiting.delete(id);
    then(answer);
  };
  ask({ kind: "boot", path: here() }, arrive(true), 180000);
  const has = (can) => can["extension:prf"] && can.userVerifyingPlatformAuthenticator && mine === worker;
  able.then((can) => has(can) && mine.postMessage({ id: 0, msg: { kind: "able", origin: location.origin } }), () => {});
}

// A core that stopped is started afresh, locked. One that never came was cut off on its way: it is asked for again,
// what came whole is kept by the browser. Not for ever: a newer version may be able to.
function broken() {
  if (booted) return start();
  end();
  page.append(cannot);
  if (++tries < 20) setTimeout(start, 500 * tries);
  else renew(true).catch(() => {});
}
addEventListener("error", () => booted || broken());

const arrive = (stay, y) => (answer) => {
  setBusy(false);
  show(answer, stay, y);
};

function show(answer, stay, y) {
  if (answer.lock) return start();
  // Said once: a status written again is read aloud again.
  if (typeof answer.bar === "string" && answer.bar !== strip) bar.innerHTML = policy.createHTML((strip = answer.bar));
  if (answer.persist && !asked && navigator.storage) {
    asked = true;
    navigator.storage.persist().catch(() => {});
  }
  if (answer.page) place(answer.page, stay, y || 0);
  if (answer.touch) touch(JSON.parse(answer.touch));
}

// The phone's own lock answers to a page only. Its secret crosses this one once, as bytes handed over to the worker.
async function touch({ create, get }) {
  const mine = worker;
  const bytes = (part) => Array.from(new Uint8Array(part || 0));
  const msg = { kind: "touched", touched: {} };
  setBusy(true);
  try {
    const publicKey = create ? Key.parseCreationOptionsFromJSON(create) : Key.parseRequestOptionsFromJSON(get);
    const answer = await navigator.credentials[create ? "create" : "get"]({ publicKey });
    const { prf = {} } = answer.getClientExtensionResults();
    const { clientDataJSON, authenticatorData } = answer.response;
    const authenticator = bytes(create ? answer.response.getAuthenticatorData() : authenticatorData);
    msg.touched = { id: answer.id, able: prf.enabled === true, client: bytes(clientDataJSON), authenticator };
    if (get && prf.results) msg.secret = new Uint8Array(prf.results.first);
  } catch (error) {} // stopped, or nothing there: an empty answer, and the core has words for it
  if (mine && mine === worker) ask(msg, arrive(true));
}

// What a reader would call the same place of a page that is written again.
const mark = (element) => element.id || element.getAttribute("href") || element.textContent;

// Nothing but an opaque path and a scroll position may reach the history: browsers write it to disk.
function place(next, stay, y) {
  // Only now may the keeper fetch its copy: nothing goes before the first page on a narrow network.
  if (!booted) renew(last > 1).catch(() => {});
  booted = true;
  dirty = null;
  clearTimeout(resting);
  const quiet = next.focus === "" && next.path === here();
  const held = page.contains(document.activeElement) && mark(document.activeElement);
  page.innerHTML = policy.createHTML(next.html);
  document.title = next.title;
  const move = stay || next.replace || next.path === here() ? "replaceState" : "pushState";
  history[move]({ y: quiet ? scrollY : y }, "", next.path);
  if (quiet) {
    const again = Array.from(page.querySelectorAll("h1, a, button, input, select, textarea")).find((one) => mark(one) === held);
    return again && again.focus({ preventScroll: true });
  }
  const goal = (next.focus === "error" && page.querySelector(".errors")) || page.querySelector("h1") || page;
  goal.tabIndex = -1;
  goal.focus({ preventScroll: true });
  scrollTo(0, y);
}

function remember() {
  clearTimeout(resting);
  history.replaceState({ y: scrollY }, "");
}

function go(method, path, form, stay, y) {
  if (!stay) remember();
  used = true;
  setBusy(true);
  ask({ kind: "go", method, path, form }, arrive(stay, y));
}

const filled = (form) => Array.from(new FormData(form)).filter((pair) => typeof pair[1] === "string");

// Half-typed answers go to the core, which seals them; the page it answers with is not for showing.
function keep() {
  clearTimeout(pausing);
  const form = dirty;
  dirty = null;
  if (!form || !worker || busy || !document.contains(form)) return;
  used = true;
  const msg = { kind: "go", method: "POST", path: form.getAttribute("data-draft"), form: filled(form) };
  ask(msg, ({ bar, lock, persist }) => show({ page: null, bar, lock, persist }));
}

addEventListener("input", ({ target }) => {
  // Whoever types is there: the core does not lock under her hands.
  if (worker && Date.now() - alive > 30000) {
    alive = Date.now();
    worker.postMessage({ id: 0, msg: { kind: "tick", active: true } });
  }
  used = true;
  if (!target.form || !target.form.hasAttribute("data-draft")) return;
  dirty = target.form;
  clearTimeout(pausing);
  pausing = setTimeout(keep, 3000); // a battery pulled out mid-story costs three seconds of it
});
addEventListener("change", ({ target }) => (target.hasAttribute("data-picture") ? photograph(target) : keep()));

// A photograph is drawn again, small, until it fits: what is seen goes on, and not where, when and by what it was taken.
async function photograph({ files, form }) {
  const [canvas, mark, mine] = [document.createElement("canvas"), form.querySelector("[name=mark]"), worker];
  setBusy(true);
  mark.value = "?"; // no picture: the core has words for it
  const seen = await createImageBitmap(files[0]).catch(() => ({}));
  for (let side = 1400; seen.width && (side === 1400 || mark.value.length > 100000); side *= 0.8) {
    const scale = Math.min(1, side / Math.max(seen.width, seen.height));
    [canvas.width, canvas.height] = [seen.width * scale, seen.height * scale];
    canvas.getContext("2d").drawImage(seen, 0, 0, canvas.width, canvas.height);
    mark.value = canvas.toDataURL("image/jpeg", 0.6);
  }
  if (mine === worker) setBusy(false), form.requestSubmit(); // else it was locked meanwhile
}

// The way of a finger over the box, as points of a box 600 wide: the core reads them and draws them again.
function trace({ type, target, buttons, clientX, clientY }) {
  const box = buttons && target.closest && target.closest("[data-trace]");
  if (!box) return;
  const [{ left, top, width }, mark] = [box.getBoundingClientRect(), box.closest("form").querySelector("[name=mark]")];
  const at = [clientX - left, clientY - top].map((n) => Math.round((n * 600) / width)).join(" ");
  mark.value += (type === "pointerdown" || !mark.value ? "M" : "L") + at;
  box.firstElementChild.setAttribute("d", mark.value);
}
for (const kind of ["pointerdown", "pointermove"]) addEventListener(kind, trace);

addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  const changed = event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  if (!link || !worker || changed || link.target || link.hasAttribute("download")) return;
  const url = new URL(link.href);
  if (url.origin !== location.origin || !url.pathname.startsWith("/a/")) return;
  event.preventDefault();
  const place = url.hash && byId(url.hash.slice(1)); // from an error to its field: no step in the history
  if (place) return place.focus();
  if (!busy) go("GET", url.pathname + url.search, []);
});

// No form ever leaves by itself, even one this page cannot handle.
addEventListener("submit", (event) => {
  event.preventDefault();
  if (busy || !worker) return;
  const form = event.target;
  const button = event.submitter;
  const pressed = button && button.name ? [[button.name, button.value]] : [];
  const method = form.getAttribute("method") === "post" ? "POST" : "GET";
  dirty = null;
  go(method, form.getAttribute("action") || here(), filled(form).concat(pressed));
});

addEventListener("popstate", (event) => {
  clearTimeout(resting);
  if (!worker) return location.reload();
  keep();
  go("GET", here(), [], true, event.state ? event.state.y : 0);
});

addEventListener("scroll", () => {
  clearTimeout(resting);
  resting = setTimeout(() => busy || remember(), 150);
}, { passive: true });

document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? keep() : tick()));
for (const turn of ["online", "offline"]) addEventListener(turn, tick);

addEventListener("pagehide", end);
addEventListener("pageshow", (event) => event.persisted && start());

// A new version waits in its own cache and takes over while nothing is typed yet. Not at once: a request
// that crosses the handing over makes Chromium leave the new version waiting, so the loading ends first.
async function renew(again) {
  const keeper = await navigator.serviceWorker.register(policy.createScriptURL(KEEPER), { scope: "/a/" });
  if (again) await keeper.update(); // the browser does it when it loads the page
  setTimeout(() => keeper.waiting && !used && keeper.waiting.postMessage("take over"), 1500);
}
const keepers = navigator.serviceWorker || new EventTarget();
keepers.addEventListener("controllerchange", () => worker && !used && location.reload());

history.scrollRestoration = "manual";
start();
