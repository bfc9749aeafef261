import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Figures } from '../../contract/api.ts';
import type { WatchRequest } from '../../contract/live.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';
import { Link } from '../support/link.ts';
import { RawViewer } from '../support/raw-viewer.ts';
import { shown, Viewer } from '../support/viewer.ts';
import { viewerFetch } from '../support/viewer-fetch.ts';

/** More than the kernel takes for a viewer: every scope in some periods. */
const PERIODS = ['year', 'month', 'day'] as const;

let product: Product;
let units: string[];
let everything: WatchRequest[];
/** Events sent to Kafka. */
let sent = 0;
const open: { close(): void }[] = [];

async function send(events: ReturnType<typeof snapshotEvent>[]): Promise<void> {
  await product.produce(events.map((event) => messageOf(event)));
  sent += events.length;
}

/** What the server shows once it has counted all that was sent. */
async function lastFigures(): Promise<Figures> {
  await eventually(async () => (await metric('monitor_events_total')) >= sent);
  return product.snapshot();
}

/**
 * A second is what the product owes, and two heartbeats may fall into it; a busy machine takes its time. What had
 * piled up for a minute would need many more.
 */
const SOON_BEATS = 5;

/** How many seconds the server counts, by its heartbeats, until a condition holds: a busy machine delays both. */
async function beatsUntil(watcher: Viewer, condition: () => boolean): Promise<number> {
  const before = watcher.beats.length;
  await eventually(condition, 20_000, 10);
  return watcher.beats.length - before;
}

/** A dossier of each unit changes again and again, until it is stopped. */
function stream(): () => Promise<void> {
  let running = true;
  const run = async () => {
    for (let round = 0; running; round++) {
      const status = round % 2 === 0 ? 'processing' : 'awaitingPayment';
      await send(units.map((code) => snapshotEvent({ code: `S-${code}`, unit: { code }, status })));
      await sleep(150);
    }
  };
  const done = run();
  // A test that fails leaves nothing running for the next one.
  open.push({ close: () => (running = false) });
  return async () => {
    running = false;
    await done;
  };
}

async function metric(name: string): Promise<number> {
  const text = await (await viewerFetch(`${product.serverUrl}/metrics`)).text();
  return Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1]);
}

async function view(): Promise<Viewer> {
  const viewer = new Viewer(product.serverUrl);
  open.push(viewer);
  await viewer.connected();
  return viewer;
}

beforeAll(async () => {
  product = await Product.create();
  await Promise.all([product.startIngest(), product.startServer()]);
  const { units: known, areas } = await product.snapshot();
  units = known.map(({ code }) => code);
  const scopes = [
    'province',
    ...areas.map(({ code }) => `area:${code}`),
    ...units.map((code) => `unit:${code}`),
  ];
  everything = PERIODS.flatMap((period) => scopes.map((scope) => ({ scope, period })));
});
afterAll(async () => {
  await product?.stop();
});
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

describe('a viewer that stops reading', () => {
  it('does not make memory grow however long it is silent, and holds nobody else up', async () => {
    const other = await view();
    await other.watch('province');
    const silent = await Promise.all(Array.from({ length: 10 }, () => RawViewer.open(product.serverUrl)));
    open.push(...silent);
    for (const viewer of silent) viewer.watch(everything);
    await eventually(() =>
      silent.every((viewer) => viewer.snapshots.size === everything.length / PERIODS.length),
    );
    const stop = stream();
    for (const viewer of silent) viewer.stopReading();
    await eventually(async () => (await metric('monitor_slow_viewers')) === silent.length);
    const memory = async () => (await metric('process_resident_memory_bytes')) / 2 ** 20;
    const used: number[] = [];
    const told = other.stream('province').deltas.length;
    for (let second = 0; second < 24; second++) {
      await sleep(1_000);
      used.push(await memory());
    }
    expect(silent.map(({ closed }) => closed)).toEqual(silent.map(() => false));
    expect(await metric('monitor_slow_viewers')).toBe(silent.length);
    expect(Math.max(...used.slice(12))).toBeLessThan(Math.max(...used.slice(0, 12)) + 20);
    expect(other.stream('province').deltas.length - told).toBeGreaterThan(24);
    expect(other.stream('province').gaps).toBe(0);
    await stop();
  });

  it('is right soon after reading again', async () => {
    const watcher = await view();
    const viewer = await RawViewer.open(product.serverUrl);
    open.push(viewer);
    viewer.watch(everything);
    const stop = stream();
    viewer.stopReading();
    await eventually(async () => (await metric('monitor_slow_viewers')) === 1);
    await send([snapshotEvent({ code: `MEANWHILE`, unit: { code: units[0] as string } })]);
    await sleep(1_000);
    await stop();
    const { counts } = await lastFigures();
    viewer.readAgain();
    const isRight = () => viewer.snapshots.get('province')?.counts.received.total === counts.received.total;
    expect(await beatsUntil(watcher, isRight)).toBeLessThanOrEqual(SOON_BEATS);
    await eventually(async () => (await metric('monitor_slow_viewers')) === 0);
  });

  it('is right soon after its return when it was given up meanwhile', async () => {
    const watcher = await view();
    const link = await Link.open(product.serverUrl);
    const viewer = new Viewer(link.url);
    open.push(link, viewer);
    // The answer follows the snapshot, with which the test ends.
    viewer.socket.on('connect', () => void viewer.watch('province').catch(() => undefined));
    await eventually(() => viewer.stream('province').snapshots === 1);
    const stop = stream();
    link.stall();
    // A ping without an answer.
    await eventually(async () => (await metric('monitor_viewers')) === 1, 15_000);
    await eventually(() => !viewer.socket.connected, 15_000);
    await stop();
    const due = await lastFigures();
    link.recover();
    const isRight = () => viewer.stream('province').snapshots === 2;
    expect(await beatsUntil(watcher, isRight)).toBeLessThanOrEqual(SOON_BEATS);
    expect(shown(viewer.stream('province').figures)).toEqual(shown(due));
  });
});
