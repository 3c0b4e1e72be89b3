// Stands between practice and the line. The view puts `self.gakusha` in front: {edition, shell, files}.
// It keeps only what is the same for everybody: the page of cards that were taken along, its scripts, its letters.
const { edition, shell, files } = self.gakusha;
const KEPT = `gakusha-${edition}`;
const LETTERS = "gakusha-letters";
const plain = (path) => new Request(path, { credentials: "omit", cache: "reload" });

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

async function keep() {
  const cache = await caches.open(KEPT);
  await cache.addAll([shell, ...files].map(plain));
}

self.addEventListener("activate", (event) => {
  event.waitUntil(tidy().then(() => self.clients.claim()));
});

async function tidy() {
  const old = (await caches.keys()).filter((name) => name.startsWith("gakusha-") && name !== KEPT && name !== LETTERS);
  await Promise.all(old.map((name) => caches.delete(name)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (pathname.startsWith("/static/fonts/")) event.respondWith(letters(request));
  else if (pathname.startsWith("/static/")) event.respondWith(file(request));
});

/** Every page comes from the site; without a line the page of cards comes instead, which says so. */
async function page(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(shell, { cacheName: KEPT })) ?? Response.error();
  }
}

/** What names its version never changes; the rest is asked for, and kept for when it cannot be. */
async function file(request) {
  const known = await caches.match(request, { cacheName: KEPT });
  if (known && new URL(request.url).search) return known;
  try {
    return await fetch(request);
  } catch {
    return known ?? (await caches.match(request, { cacheName: KEPT, ignoreSearch: true })) ?? Response.error();
  }
}

async function letters(request) {
  const known = await caches.match(request, { cacheName: LETTERS });
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) (await caches.open(LETTERS)).put(request, answer.clone());
  return answer;
}

/** The worker of the site tells: in words of ours when the push says none. */
self.addEventListener("push", (event) => {
  const said = words(event.data);
  const icon = "/static/icons/icon-192.png";
  const options = { body: said.body, icon, badge: icon, lang: "ja", tag: "gakusha-reminder", data: { url: said.url } };
  event.waitUntil(self.registration.showNotification(said.title, options));
});

function words(data) {
  const usual = { title: "ケアマネ学舎", body: "今日の学習の時間です。", url: "/practice" };
  try {
    return { ...usual, ...data.json() };
  } catch {
    return usual;
  }
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url));
});

/** Only a page of this site, in the window that is open already where there is one. */
async function open(path = "/practice") {
  const url = new URL(path, self.location.origin);
  if (url.origin !== self.location.origin) return;
  const windows = await self.clients.matchAll({ type: "window" });
  const here = windows.find((one) => new URL(one.url).pathname === url.pathname);
  await (here ? here.focus() : self.clients.openWindow(url.href));
}
