// Keeps the empty shell, so that the pane opens without network: this fixed list, and the whole program when the worker
// has put it beside. Nothing else is added; requests outside /a/ and those that send something are not even looked at.

const BUILD = "{{build}}";
const SHELL = JSON.parse('{{shell}}');

// The index names its build. One published a moment later would ask for files this cache does not hold:
// better no new version now, the browser tries again at the next load.
async function fill() {
  const cache = await caches.open(BUILD);
  const held = await caches.match("/a/{{core.wasm}}"); // kept by the worker, or of a version before
  if (held) await cache.put("/a/{{core.wasm}}", held);
  await cache.addAll(SHELL.filter((path) => !held || !path.endsWith(".wasm")));
  const index = await caches.match("/a/", { cacheName: BUILD });
  if (!index || !(await index.text()).includes(BUILD)) throw new Error("another build is being served");
}

// The version before stays, oldest first in the list: a page that already runs on it may still ask for a part.
async function clear() {
  const names = await caches.keys();
  await Promise.all(names.slice(0, -2).map((name) => caches.delete(name)));
}

// What sends something goes past this worker, where the browser lets it: asking it first costs a waking.
addEventListener("install", (event) => {
  if (event.addRoutes) event.waitUntil(event.addRoutes({ condition: { requestMethod: "POST" }, source: "network" }).catch(() => {}));
  event.waitUntil(fill());
});
addEventListener("activate", (event) => event.waitUntil(clear()));

// Only a pane that has just started says this, and then reloads.
addEventListener("message", () => skipWaiting());

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin || !pathname.startsWith("/a/")) return;
  const path = mode === "navigate" ? "/a/" : pathname;
  const kept = caches.match(path, { cacheName: BUILD, ignoreVary: true });
  const older = (response) => response || caches.match(path, { ignoreVary: true });
  event.respondWith(kept.then(older).then((response) => response || fetch(event.request)));
});
