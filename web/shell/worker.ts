/**
 * The service worker: keeps the pages of one build on the device, so that they open while the server is away. Figures,
 * sign-in and the live feed always go to the server; they never come from here.
 *
 * The build puts the names of its files in place of BUILT (web/shell/with-worker.ts).
 */
declare const BUILT: { build: string; files: string[] };
const { build, files } = BUILT;

interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent extends ExtendableEvent {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
/** What a worker has that a page has not. */
interface WorkerScope {
  registration: { scope: string };
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(name: 'install' | 'activate', listener: (event: ExtendableEvent) => void): void;
  addEventListener(name: 'fetch', listener: (event: FetchEvent) => void): void;
}
const worker = self as unknown as WorkerScope;

const NAME = 'pages-';
const OWN = NAME + build;
/** ms; later than that the kept page opens, and comes alive when the server does. */
const PAGE_WITHIN_MS = 4_000;

const { pathname: ROOT } = new URL(worker.registration.scope);
/** Where the page is kept; no page has this address. */
const PAGE = `${ROOT}assets/page.html`;
/** Of the page, beside its text. */
const KEPT_HEADERS = ['content-type', 'content-security-policy', 'x-content-type-options', 'referrer-policy'];
/** Below the root, and of the server alone. */
const SERVERS_OWN = /^(api|auth|d|socket\.io|healthz|readyz|metrics)(\/|$)/;

worker.addEventListener('install', (event) => event.waitUntil(keep()));
worker.addEventListener('activate', (event) => event.waitUntil(dropOlder()));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin || !url.pathname.startsWith(ROOT)) return;
  const path = url.pathname.slice(ROOT.length);
  if (request.mode === 'navigate' && !SERVERS_OWN.test(path)) event.respondWith(answerPage(request));
  else if (path.startsWith('assets/') || path === 'browser-check.js') event.respondWith(answerFile(request));
});

/** All of the build or nothing: half a page would not open. */
async function keep(): Promise<void> {
  const cache = await caches.open(OWN);
  const page = await fetch(ROOT, { cache: 'no-store' });
  const html = await page.text();
  const named = [...html.matchAll(/assets\/[^"]+/g)].map(([name]) => name);
  if (!page.ok || named.length === 0 || !named.every((name) => files.includes(name)))
    throw new Error('the server gives a page of another build');
  await cache.addAll(files.map((file) => ROOT + file));
  // The page asks for its files relative to itself, and this one answers for pages of any depth.
  const absolute = html.replaceAll(/(src|href)="\.\//g, `$1="${ROOT}`);
  const headers = KEPT_HEADERS.map((name) => [name, page.headers.get(name) ?? ''] as [string, string]);
  await cache.put(PAGE, new Response(absolute, { headers: headers.filter(([, value]) => value !== '') }));
  await worker.skipWaiting();
}

/** The build before stays, for pages of it may still run. Caches are told in the order in which they were made. */
async function dropOlder(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith(NAME) && name !== OWN);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** From the server; from the device when it does not answer, or only a gateway does. */
async function answerPage(request: Request): Promise<Response> {
  const kept = await (await caches.open(OWN)).match(PAGE);
  if (!kept) return fetch(request);
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), PAGE_WITHIN_MS));
  const served = fetch(request).then(
    (response) => (response.status >= 500 ? kept : response),
    () => kept,
  );
  return Promise.race([served, late]);
}

/** The name of a file tells its content, but for one, which is therefore looked for in this build first. */
async function answerFile({ url }: Request): Promise<Response> {
  const own = await (await caches.open(OWN)).match(url, { ignoreVary: true });
  return own ?? (await caches.match(url, { ignoreVary: true })) ?? fetch(url);
}
