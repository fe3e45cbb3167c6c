/// <reference lib="webworker" />
export {};

declare const self: ServiceWorkerGlobalScope;
declare const PAGE_FILES: Readonly<Record<string, { bytes: number; integrity: string }>>;
declare const PAGE_VERSION: string;

/** An origin may have several pages: each removes what is its own only. */
const KEPT = `kept page ${self.registration.scope} `;
const CACHE = KEPT + PAGE_VERSION;

self.addEventListener("install", (event) => event.waitUntil(keepFiles().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(removeOlder()));
self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  const address = origin + pathname;
  if (event.request.method !== "GET" || !address.startsWith(self.registration.scope)) return;
  const name = address.slice(self.registration.scope.length) || "index.html";
  if (Object.hasOwn(PAGE_FILES, name)) event.respondWith(answer(name));
});

/**
 * Brings all files of this version and keeps them: all or, where one is another, none. Then this version takes over from the one
 * before. A page of that which is open has all it needs; one that is still loading is refused what is of this version, by checksum.
 */
async function keepFiles(): Promise<void> {
  const cache = await caches.open(CACHE);
  await Promise.all(Object.keys(PAGE_FILES).map(async (name) => cache.put(name, await bring(name))));
}

async function bring(name: string): Promise<Response> {
  const response = await fetch(name, { integrity: PAGE_FILES[name]?.integrity ?? "", cache: "no-cache" });
  if (!response.ok) throw new Error(`${name} did not arrive (${response.status})`);
  return new Response(response.body, { headers: response.headers }); // one that was redirected could not be opened
}

async function answer(name: string): Promise<Response> {
  return (await (await caches.open(CACHE)).match(name)) ?? bring(name);
}

async function removeOlder(): Promise<void> {
  const older = (await caches.keys()).filter((name) => name.startsWith(KEPT) && name !== CACHE);
  await Promise.all(older.map((name) => caches.delete(name)));
}
