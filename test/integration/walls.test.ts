/** What wall displays ask for: walls of the pack, groups of alerts, usual days, silent sources, and what is refused. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlertGroupsAnswer } from '../../contract/alerts.ts';
import type { SourcesAnswer, UsualDay } from '../../contract/api.ts';
import { dayStart, formatTime, localDay } from '../../contract/time.ts';
import type { WallsAnswer } from '../../contract/wall.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';
import { Viewer } from '../support/viewer.ts';
import { VIEWER_TOKEN, viewerFetch } from '../support/viewer-fetch.ts';

const AREA = 'wall-of-dong-xoai-0123456789';
const UNIT = 'wall-of-loc-ninh-unit-0123456789';
const HOUR = 3_600_000;
const MINUTE = 60_000;
const LOC_NINH = { code: 'H10.2.03' };
const DONG_XOAI = { code: 'H10.2.01' };

const PAGE = { name: { vi: 'Trang' }, tiles: [{ type: 'clock', at: [0, 0], size: [4, 4] }] };
const wall = (name: string, scope: string) => ({ wall: name, name: { vi: name }, scope, pages: [PAGE] });
const WALLS = [wall('tinh', 'province'), wall('dong-xoai', 'area:689'), wall('tan-phu', 'unit:H10.2.01')];

let product: Product;
let pack: string;

const writeWalls = (walls: object[]) =>
  writeFile(join(pack, 'walls.json'), JSON.stringify({ walls }, null, 1));

async function ask<Body>(path: string, token = VIEWER_TOKEN): Promise<Body> {
  const response = await viewerFetch(`${product.serverUrl}${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect([path, response.status]).toEqual([path, 200]);
  return (await response.json()) as Body;
}

async function wallsOf(token?: string): Promise<string[]> {
  const { walls } = await ask<WallsAnswer>('/api/v1/walls', token);
  return walls.map(({ wall }) => wall);
}

/** The instant `minutes` after midnight, so many weeks before today. */
const weeksAgo = (weeks: number, minutes: number) =>
  dayStart(localDay(Date.now()) - 7 * weeks) + minutes * MINUTE;

beforeAll(async () => {
  pack = join(await mkdtemp(join(tmpdir(), 'walls-')), 'pack');
  await cp('sample/binh-phuoc', pack, { recursive: true });
  // Silence is office time: the same at every hour of every day.
  await writeFile(join(pack, 'office-hours.csv'), 'weekdays,sessions,unit\nmon-sun,00:00-23:59,\n');
  await writeWalls(WALLS);
  product = await Product.create({ PROVINCE_PACK: pack });
  await product.startIngest();
  const now = Date.now();
  const told = (source: string, lastMs: number) =>
    Array.from({ length: 30 }, (_, i) =>
      snapshotEvent(
        { code: `${source}-${i}`, receivedAt: formatTime(now - 40 * 86_400_000) },
        { source, time: formatTime(lastMs - i * 3 * MINUTE) },
      ),
    );
  const received = (weeks: number, count: number, unit: { code: string }) =>
    Array.from({ length: count }, (_, i) =>
      snapshotEvent({
        ...{ code: `USUAL-${unit.code}-${weeks}-${i}`, unit },
        receivedAt: formatTime(weeksAgo(weeks, 9 * 60 + i)),
        ...{ status: 'processed', finishedAt: formatTime(weeksAgo(weeks, 15 * 60 + i)) },
      }),
    );
  const late = [LOC_NINH, LOC_NINH, DONG_XOAI].map((unit, i) =>
    snapshotEvent({ code: `LATE-${i}`, unit, dueAt: formatTime(now - 48 * HOUR) }),
  );
  await product.produce(
    [
      ...told('urn:test:silent', now - 20 * HOUR),
      ...told('urn:test:speaks', now),
      ...received(1, 2, LOC_NINH),
      ...received(2, 6, LOC_NINH),
      ...received(2, 1, DONG_XOAI),
      ...late,
    ].map((event) => messageOf(event)),
  );
  await eventually(async () => {
    const [row] = await product.query<{ n: string }>('SELECT count() AS n FROM events');
    return Number(row?.n) === 72;
  });
  await product.startServer({
    VIEWER_TOKENS: `${VIEWER_TOKEN}=province,${AREA}=area:689,${UNIT}=unit:H10.2.03`,
  });
});
afterAll(async () => {
  await product?.stop();
  await rm(dirname(pack), { recursive: true });
});

describe('GET /api/v1/walls', () => {
  it('answers the walls of who asks, the one of its first scope first, and nobody those of another', async () => {
    expect(await wallsOf()).toEqual(['tinh', 'dong-xoai', 'tan-phu']);
    expect(await wallsOf(AREA)).toEqual(['dong-xoai', 'tan-phu']);
    expect(await wallsOf(UNIT)).toEqual(['unit:H10.2.03']);
  });

  it('answers the usual wall of a scope that has none, with its name', async () => {
    const { walls } = await ask<WallsAnswer>('/api/v1/walls', UNIT);
    expect(walls[0]).toMatchObject({ scope: 'unit:H10.2.03', name: { vi: 'UBND huyện Lộc Ninh' } });
    expect(walls[0]?.pages.length).toBeGreaterThan(0);
  });

  it('answers the changed file while the server runs, and the one before while it has a fault', async () => {
    await writeWalls([wall('moi', 'province')]);
    await eventually(async () => (await wallsOf()).join() === 'moi');
    expect(await wallsOf(AREA)).toEqual(['area:689']);
    await writeWalls([{ ...wall('moi', 'province'), scope: 'area:1' }]);
    const refused = async () => {
      const metrics = await (await viewerFetch(`${product.serverUrl}/metrics`)).text();
      return /^monitor_walls_refused (\d)/m.exec(metrics)?.[1];
    };
    await eventually(async () => (await refused()) === '1');
    expect(await wallsOf()).toEqual(['moi']);
    expect(await product.logOf('server')).toMatch(
      /walls\.json line \d+, wall 1, scope: .*the one before stands/,
    );
    await rm(join(pack, 'walls.json'));
    await eventually(async () => (await wallsOf()).join() === 'province');
    expect(await refused()).toBe('0');
  });
});

describe('sources', () => {
  it('that have fallen silent are named by the heartbeat and by GET /api/v1/sources, others are not', async () => {
    await eventually(async () => (await viewerFetch(`${product.serverUrl}/api/v1/sources`)).ok);
    const { kind, sources } = await ask<SourcesAnswer>('/api/v1/sources', UNIT);
    expect(kind).toBe('dossier');
    expect(sources.map(({ source, isSilent }) => [source, isSilent])).toEqual([
      ['urn:test:silent', true],
      ['urn:test:one-stop', false],
      ['urn:test:speaks', false],
    ]);
    expect((await ask<SourcesAnswer>('/api/v1/sources?kind=feedback')).sources).toEqual([]);
    const viewer = new Viewer(product.serverUrl, 'websocket', UNIT);
    await eventually(() => viewer.beats.length > 0);
    expect(viewer.lastBeat.silentSources).toEqual(['urn:test:silent']);
    viewer.close();
  });
});

describe('GET /api/v1/usual-day', () => {
  it('answers the medians of the same weekdays, by hour and scope', async () => {
    const at = (hour: number, value: number) => Object.assign(Array<number>(24).fill(0), { [hour]: value });
    const loc = await ask<UsualDay>('/api/v1/usual-day', UNIT);
    expect(loc).toMatchObject({ kind: 'dossier', scope: 'unit:H10.2.03', days: 2 });
    expect(loc).toMatchObject({ received: at(9, 4), resolved: at(15, 4) });
    const dong = await ask<UsualDay>('/api/v1/usual-day', AREA);
    expect(dong).toMatchObject({ days: 2, received: at(9, 0.5), resolved: at(15, 0.5) });
    const none = { days: 0, received: [], resolved: [] };
    expect(await ask<UsualDay>('/api/v1/usual-day?kind=feedback')).toMatchObject(none);
  });
});

describe('GET /api/v1/alerts/groups', () => {
  it('answers how many alerts of how many units each rule has open, within the scope', async () => {
    const groups = async (token?: string) =>
      (await ask<AlertGroupsAnswer>('/api/v1/alerts/groups', token)).groups;
    await eventually(async () => (await groups()).find(({ rule }) => rule === 'late')?.unacknowledged === 3);
    const late = (some: Awaited<ReturnType<typeof groups>>) => some.find(({ rule }) => rule === 'late');
    expect(late(await groups())).toMatchObject({
      ...{ severity: 'critical', condition: 'late', name: { vi: 'Hồ sơ quá hạn' } },
      ...{ unacknowledged: 3, acknowledged: 0, shelved: 0, units: 2, latestAt: expect.any(String) },
    });
    expect(late(await groups(AREA))).toMatchObject({ unacknowledged: 1, units: 1 });
    expect(JSON.stringify(await groups())).not.toContain('LATE-');
  });
});

describe('a refused watch', () => {
  it('says whether the scope is not open or what was asked is not known', async () => {
    const viewer = new Viewer(product.serverUrl, 'websocket', AREA);
    await viewer.connected();
    expect(await viewer.watch('province')).toMatchObject({ reason: 'notPermitted' });
    expect(await viewer.watch('unit:H10.2.03')).toMatchObject({ reason: 'notPermitted' });
    expect(await viewer.watch('area')).toMatchObject({ reason: 'unknown' });
    expect(await viewer.watch('area:689', 'year', 'letter')).toMatchObject({ reason: 'unknown' });
    expect(await viewer.watch('area:689', 'week')).toMatchObject({ reason: 'unknown' });
    expect(await viewer.watch('area:689')).toEqual({ ok: true });
    viewer.close();
  });
});
