/**
 * `npm run bench:wall-soak`: whether an open wall grows: heap of its scripts after a forced collection, nodes of its
 * document and listeners, while the simulator sends ten times as much as it does by itself. 30 minutes, or `--minutes N`.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { CDPSession } from 'playwright-core';
import type { Figures } from '../contract/api.ts';
import { startChild } from '../embedded/child.ts';
import { REPOSITORY } from '../runtime/repository.ts';
import { launchBrowser } from '../test/e2e/browser.ts';
import { deviceLink } from '../test/support/device-link.ts';
import { slope } from './slope.ts';
import { note, withStand } from './stand.ts';
import { VIEWER_TOKENS } from './viewer-tokens.ts';
import { startWall } from './wall-stand.ts';

/** The simulator sends 5 by itself. */
const EVENTS_PER_SECOND = 50;
const LOOKS = 30;
/** Until the history is in and every tile has shown itself once. */
const SETTLE_S = 60;
const MOST_MINUTES = 24 * 60;

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' } } });
const minutes = Number(values.minutes);
if (!(minutes >= 1 && minutes <= MOST_MINUTES))
  throw new Error(`--minutes ${values.minutes}: accepted are 1 to ${MOST_MINUTES}`);

type Held = Record<'heapMb' | 'nodes' | 'listeners', number>;

await withStand(process.env, async (stand) => {
  const { url } = await startWall(stand, { KAFKA_BROKERS: stand.brokers });
  const browser = await launchBrowser();
  const simulator = await startChild({
    command: [
      ...[process.execPath, '--import', 'tsx', join(REPOSITORY, 'sample', 'simulate-main.ts')],
      ...['--rate', String(EVENTS_PER_SECOND)],
    ],
    env: { ...process.env, KAFKA_BROKERS: stand.brokers },
    logFile: join(stand.dir, 'simulator.log'),
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    let loads = 0;
    page.on('domcontentloaded', () => (loads += 1));
    await page.goto(url + (await deviceLink(stand.clickHouse, '/wall')));
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable');
    await sleep(SETTLE_S * 1_000);
    const receivedFirst = await receivedToday(url);
    const looks: (readonly [hours: number, held: Held])[] = [];
    const startedAt = performance.now();
    for (let look = 0; look <= LOOKS; look++) {
      await sleep(Math.max(0, startedAt + (look * minutes * 60_000) / LOOKS - performance.now()));
      const held = await readHeld(devtools);
      const hours = (performance.now() - startedAt) / 3_600_000;
      looks.push([hours, held]);
      note(`${(hours * 60).toFixed(1)} min: ${JSON.stringify(held)}`);
    }
    const received = { first: receivedFirst, last: await receivedToday(url) };
    if (received.last <= received.first) throw new Error('nothing was received: the simulator does not send');
    // A page that was loaded again begins anew, and its growth with it.
    console.log(
      JSON.stringify({ minutes, eventsPerSecond: EVENTS_PER_SECOND, received, loads, ...summary(looks) }),
    );
  } finally {
    await simulator.kill();
    await browser.close();
  }
});

/** Dossiers; the wall shows the same. */
async function receivedToday(url: string): Promise<number> {
  const headers = { authorization: `Bearer ${VIEWER_TOKENS[0]}` };
  const response = await fetch(`${url}/api/v1/snapshot?period=day`, { headers });
  if (!response.ok) throw new Error(`the server answers ${response.status}: ${await response.text()}`);
  return ((await response.json()) as Figures).counts.received.total;
}

async function readHeld(devtools: CDPSession): Promise<Held> {
  await devtools.send('HeapProfiler.collectGarbage');
  const { metrics } = await devtools.send('Performance.getMetrics');
  const value = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return {
    heapMb: round(value('JSHeapUsedSize') / 2 ** 20),
    nodes: value('Nodes'),
    listeners: value('JSEventListeners'),
  };
}

function summary(looks: readonly (readonly [number, Held])[]) {
  const of = (name: keyof Held) => {
    const points = looks.map(([hours, held]) => [hours, held[name]] as const);
    const all = points.map(([, value]) => value);
    return {
      first: all[0],
      last: all.at(-1),
      least: Math.min(...all),
      most: Math.max(...all),
      perHour: round(slope(points)),
    };
  };
  return { heapMb: of('heapMb'), nodes: of('nodes'), listeners: of('listeners') };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
