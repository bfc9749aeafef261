/** A province across a reform that reused the codes of units: the same events, as it was and as it is now. */
import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Figures, Problem } from '../../contract/api.ts';
import type { Report06a } from '../../contract/form-06a.ts';
import type { QualityReport } from '../../contract/quality.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import { loadHistory, scaleHistory } from '../../sample/published-history.ts';
import { historyEvents } from '../../sample/replay.ts';
import { loadSampleProvince } from '../../sample/sample-province.ts';
import { sumCounts } from '../support/dossier-facts.ts';
import { messageOf, progressEvent, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';
import { Viewer } from '../support/viewer.ts';
import { WebhookReceiver } from '../support/webhook-receiver.ts';
import { viewerFetch } from '../support/viewer-fetch.ts';

const PERIOD = 'from=2025-01-01&to=2025-12-31';
const HISTORY = 'from=2021-01-01&to=2021-10-31';
const MAY = '2025-05-12T09:00:00+07:00';
const JULY = '2025-07-14T09:00:00+07:00';

/** P. Tân Phú until the reform, P. Bình Phước since. */
const REUSED = { code: 'H10.3.25195' };

const secret = `whsec_${randomBytes(32).toString('base64')}`;
const receiver = new WebhookReceiver(secret);

let product: Product;
let dir: string;
let dossiers2021: number;

/** The sample pack, as if the province had kept its unit codes. */
async function packWithReusedCodes(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'reform-'));
  await cp('sample/dong-nai', copy, { recursive: true });
  for (const file of ['units.csv', 'successors.csv']) {
    const text = await readFile(join(copy, file), 'utf8');
    await writeFile(join(copy, file), text.replaceAll('H19.3.', 'H10.3.'));
  }
  return copy;
}

const received = (code: string, unit: { code: string } | { name: string }, receivedAt: string) =>
  snapshotEvent({ code, unit, receivedAt, dueAt: '2025-08-29T17:00:00+07:00' }, { time: receivedAt });

beforeAll(async () => {
  dir = await packWithReusedCodes();
  product = await Product.create({
    PROVINCE_PACK: dir,
    ALERT_WEBHOOK_URL: await receiver.start(),
    ALERT_WEBHOOK_SECRET: secret,
  });
  await Promise.all([product.startIngest(), product.startServer()]);
  const history = scaleHistory(await loadHistory('binh-phuoc-2021'), 0.004);
  const province = await loadSampleProvince(history.packDir);
  const past = Array.from(historyEvents(history, province), ({ event }) => event);
  dossiers2021 = new Set(past.map(({ data }) => data.code)).size;
  const reform = [
    received('OLD-CODE', REUSED, MAY),
    received('NEW-CODE', REUSED, JULY),
    received('OLD-NAME', { name: 'UBND xã Bù Gia Mập' }, MAY),
    received('NEW-NAME', { name: 'UBND xã Bù Gia Mập' }, JULY),
    received('DISTRICT', { name: 'UBND huyện Đồng Phú, tỉnh Bình Phước' }, MAY),
    received('DEPARTMENT', { code: 'H10.1.08' }, MAY),
    received('UNKNOWN', { name: 'Phòng không ai biết' }, MAY),
    // The name of two communes until the reform and of one since, and of one until the reform and of two since.
    received('TWO-THEN', { name: 'UBND xã Tân Tiến' }, MAY),
    received('TWO-NOW', { name: 'UBND xã Minh Hưng' }, MAY),
    // In flight when the reform came: moved to another unit, and closed by it.
    received('MOVED', { code: 'H10.3.25213' }, MAY),
    snapshotEvent({ code: 'MOVED', unit: { code: 'H19.1.02' }, receivedAt: MAY }, { time: JULY }),
    // Told again after the reform, with the code that it has had since its receipt.
    snapshotEvent({ code: 'OLD-CODE', unit: REUSED, receivedAt: MAY }, { time: '2025-09-01T08:00:00+07:00' }),
    progressEvent({ code: 'OLD-CODE', status: 'processing' }, { time: '2025-09-02T08:00:00+07:00' }),
  ];
  await product.produce([...past, ...reform].map((event) => messageOf(event)));
  await eventually(async () => {
    const [then, now] = await Promise.all([product.snapshot(`?${HISTORY}`), product.snapshot(`?${PERIOD}`)]);
    return (
      then.counts.received.total === dossiers2021 && now.counts.received.total - now.counts.carriedOver === 10
    );
  });
});
afterAll(async () => {
  await product?.stop();
  await receiver.stop();
  if (dir) await rm(dir, { recursive: true });
});

function expectAdded({ counts, areas, units }: Figures): void {
  expect(sumCounts(areas.map((area) => area.counts))).toEqual(counts);
  expect(sumCounts(units.map((unit) => unit.counts))).toEqual(counts);
  expect(new Set(areas.map(({ code }) => code)).size).toBe(areas.length);
  expect(new Set(units.map(({ code }) => code)).size).toBe(units.length);
}

const holding = (entries: readonly { code: string; counts: Figures['counts'] }[]) =>
  entries.filter(({ counts }) => counts.received.total > 0).map(({ code }) => code);

describe('the figures of 2021', () => {
  it('have the same totals as they were and as they are now, and add up in both', async () => {
    const asNow = await product.snapshot(`?${HISTORY}`);
    const asWas = await product.snapshot(`?${HISTORY}&edition=asWas`);
    expect(asWas.counts).toEqual(asNow.counts);
    expect(asNow.units.some(({ code }) => code === 'unmapped')).toBe(false);
    for (const figures of [asNow, asWas]) expectAdded(figures);
  });

  it('stand under the 111 communes of the time, or under the 40 that took over', async () => {
    const asNow = await product.snapshot(`?${HISTORY}`);
    const asWas = await product.snapshot(`?${HISTORY}&edition=asWas`);
    // The districts lie in no commune; nor do the departments.
    expect(asWas.areas).toHaveLength(112);
    expect(asNow.areas).toHaveLength(41);
    expect(asWas.units.filter(({ code }) => code.startsWith('H10.2.'))).toHaveLength(11);
    expect(asNow.units.filter(({ code }) => code.startsWith('H10.2.'))).toHaveLength(0);
    const { units } = await loadProvincePack(dir);
    const ended = new Map(units.map(({ code, validTo }) => [code, validTo]));
    expect(asNow.units.filter(({ code }) => ended.get(code) !== null)).toEqual([]);
  });

  it('come with the areas of the edition', async () => {
    const areas = (query: string) =>
      product.get<{ features: { properties: { code: string } }[] }>(`/api/v1/areas?${query}`);
    const codes = async (query: string) =>
      (await areas(query)).features.map(({ properties }) => properties.code);
    const [then, now] = [await codes(`edition=asWas&${HISTORY}`), await codes('')];
    expect(then).toHaveLength(111);
    expect(now).toHaveLength(40);
    expect(then).toContain('25195@2025-06-30');
    expect(now).toContain('25195');
    const asWas = await product.snapshot(`?${HISTORY}&edition=asWas`);
    expect(asWas.areas.map(({ code }) => code).filter((code) => code !== 'none')).toEqual(then);
  });
});

describe('the areas within an area', () => {
  interface Within {
    features: { properties: { code: string; level: string } }[];
    unitAreas: Record<string, string>;
    unitPoints: Record<string, [number, number]>;
  }
  const within = (query: string) => product.get<Within>(`/api/v1/areas?within=${query}`);

  it('are those right below it in the edition, each with the units that serve it', async () => {
    const { areas, units } = await loadProvincePack(dir);
    const region = areas.find(({ level }) => level === 'region')?.code ?? '';
    const { features, unitAreas, unitPoints } = await within(region);
    const parts = areas.filter(({ parent, validTo }) => parent === region && validTo === null);
    expect(features.map(({ properties }) => properties.code)).toEqual(parts.map(({ code }) => code));
    const served = units.filter(
      ({ area, validTo }) => validTo === null && parts.some(({ code }) => code === area),
    );
    expect(unitAreas).toEqual(Object.fromEntries(served.map(({ code, area }) => [code, area])));
    expect(Object.keys(unitPoints).sort()).toEqual(Object.keys(unitAreas).sort());

    const district = areas.find(({ code, level }) => level === 'district' && code.startsWith('692'))?.code;
    const then = await within(`${district}&edition=asWas&${HISTORY}`);
    expect(then.features.length).toBeGreaterThan(10);
    expect(new Set(then.features.map(({ properties }) => properties.level))).toEqual(new Set(['commune']));
    expect(Object.values(then.unitAreas)).toContain(then.features[0]?.properties.code);
  });

  it('is itself where the pack divides it no further, and none in no area', async () => {
    const { features, unitAreas } = await within('25195');
    expect(features.map(({ properties }) => properties.code)).toEqual(['25195']);
    expect(unitAreas).toEqual({ [REUSED.code]: '25195' });
    expect((await within('none')).features).toEqual([]);
  });

  it('are refused of an area that the pack does not have', async () => {
    const response = await viewerFetch(`${product.serverUrl}/api/v1/areas?within=692000`);
    expect(response.status).toBe(400);
    expect(((await response.json()) as Problem).detail).toBe(
      'within is "692000"; accepted: the code of an area, or none',
    );
  });
});

describe('Form 06a', () => {
  const report = (query: string) => product.get<Report06a>(`/api/v1/reports/06a?${HISTORY}&${query}`);

  it.each(['unit', 'area'])('by %s adds up in both editions, to the same total', async (by) => {
    const [asNow, asWas] = await Promise.all([report(`by=${by}`), report(`by=${by}&edition=asWas`)]);
    expect([asNow.edition, asWas.edition]).toEqual(['asNow', 'asWas']);
    expect(asWas.total).toEqual(asNow.total);
    for (const { rows, invariant } of [asNow, asWas]) {
      expect(invariant).toMatchObject({ holds: true, rowsAddUp: true });
      expect(new Set(rows.map(({ code }) => code)).size).toBe(rows.length);
    }
    const snapshot = await product.snapshot(`?${HISTORY}&edition=asWas`);
    const figures = (by === 'unit' ? snapshot.units : snapshot.areas).filter(
      ({ code }) => code !== 'unmapped',
    );
    expect(
      asWas.rows.filter(({ code }) => code !== 'unmapped').map(({ code, counts }) => [code, counts]),
    ).toEqual(figures.map(({ code, counts }) => [code, counts]));
    expect(asNow.rows.filter(({ code }) => code.startsWith('H10.2.') || code.includes('@'))).toEqual([]);
  });

  it('as of an instant tells the units of a reused code apart too', async () => {
    const asOf = encodeURIComponent('2025-12-31T12:00:00+07:00');
    const { rows } = await product.get<Report06a>(`/api/v1/reports/06a?${PERIOD}&edition=asWas&asOf=${asOf}`);
    const inPeriod = (code: string) => {
      const counts = rows.find((row) => row.code === code)?.counts;
      return counts && counts.received.total - counts.carriedOver;
    };
    expect([inPeriod('H10.3.25195@2025-06-30'), inPeriod('H10.3.25195')]).toEqual([1, 1]);
  });
});

describe('dossiers around the reform', () => {
  const unitOf = async (code: string, edition: string) =>
    (await product.dossiers(`?q=${code}&edition=${edition}`)).items.find((item) => item.code === code)?.unit;

  it.each([
    ['OLD-CODE', 'UBND phường Tân Phú', 'UBND phường Bình Phước'],
    ['NEW-CODE', 'UBND phường Bình Phước', 'UBND phường Bình Phước'],
    ['OLD-NAME', 'UBND xã Bù Gia Mập', 'UBND xã Bù Gia Mập'],
    ['NEW-NAME', 'UBND xã Bù Gia Mập', 'UBND xã Bù Gia Mập'],
    ['DISTRICT', 'UBND huyện Đồng Phú', 'UBND xã Đồng Phú'],
    ['DEPARTMENT', 'Sở Giao thông vận tải', 'Sở Xây dựng'],
    ['MOVED', 'Sở Nội vụ', 'Sở Nội vụ'],
  ])('%s was of %s and is of %s', async (code, asWas, asNow) => {
    expect((await unitOf(code, 'asWas'))?.name).toBe(asWas);
    expect((await unitOf(code, 'asNow'))?.name).toBe(asNow);
  });

  it('add up in both editions, each in one unit and one area', async () => {
    const asNow = await product.snapshot(`?${PERIOD}`);
    const asWas = await product.snapshot(`?${PERIOD}&edition=asWas`);
    expect(asWas.counts).toEqual(asNow.counts);
    for (const figures of [asNow, asWas]) expectAdded(figures);
    expect(holding(asWas.units)).toEqual(
      expect.arrayContaining(['H10.3.25195', 'H10.3.25195@2025-06-30', 'unmapped']),
    );
    expect(holding(asNow.units)).not.toContain('H10.3.25195@2025-06-30');
    expect(holding(asWas.areas)).toEqual(expect.arrayContaining(['25195', '25195@2025-06-30', '25222']));
  });

  it('are listed as many as the figures count, in both editions', async () => {
    for (const edition of ['asNow', 'asWas']) {
      const { units } = await product.snapshot(`?edition=${edition}`);
      for (const { code, counts } of units.filter((unit) => unit.counts.inProgress.total > 0)) {
        const query = `?scope=unit:${code}&status=inProgress&edition=${edition}&limit=1`;
        expect((await product.dossiers(query)).total).toBe(counts.inProgress.total);
      }
    }
  });

  it('are of an unknown unit in the data quality exactly where they are in the figures', async () => {
    const { sources } = await product.get<QualityReport>(`/api/v1/quality?${PERIOD}`);
    const told = sources.flatMap(({ unmappedUnits }) => unmappedUnits);
    expect(told.map(({ name }) => name).sort()).toEqual(['Phòng không ai biết', 'UBND xã Tân Tiến']);
    const { units } = await product.snapshot(`?${PERIOD}&edition=asWas`);
    expect(units.find(({ code }) => code === 'unmapped')?.counts.received.total).toBe(2);
  });

  it('equal a recount of the event log', async () => {
    expect(await product.get('/api/v1/recount')).toMatchObject({ equal: true, differenceCount: 0 });
  });
});

describe('a request', () => {
  it.each([
    ['edition=then', 'edition', 'asNow, asWas'],
    ['scope=unit:H10.3.25198', 'scope', 'edition=asWas'],
    ['scope=area:25195@2025-06-30', 'scope', 'edition=asWas'],
  ])('for %s is refused by name', async (query, field, accepted) => {
    const response = await viewerFetch(`${product.serverUrl}/api/v1/snapshot?${query}`);
    const problem = (await response.json()) as Problem;
    expect([response.status, problem.field]).toEqual([400, field]);
    expect(problem.accepted).toContain(accepted);
  });

  it('for a unit or area of the time is answered as it was', async () => {
    const unit = await product.snapshot(`?scope=unit:H10.3.25195@2025-06-30&edition=asWas&${PERIOD}`);
    expect(unit.units.map(({ name }) => name)).toEqual(['UBND phường Tân Phú']);
    expect(unit.counts.inProgress.total).toBeGreaterThanOrEqual(1);
    // A grouping of the province's own holds the communes of both times.
    const region = await product.snapshot(`?scope=area:KV689&edition=asWas&${HISTORY}`);
    expect(region.areas).toHaveLength(8);
    expect(sumCounts(region.units.map(({ counts }) => counts))).toEqual(region.counts);
  });
});

it('tells viewers and alerts of an old unit’s dossier under the unit that took over', async () => {
  const viewer = new Viewer(product.serverUrl);
  await viewer.connected();
  await viewer.watch('area:25195');
  const late = snapshotEvent({
    code: 'LATE',
    unit: { code: 'H10.3.25198' },
    receivedAt: MAY,
    dueAt: '2025-06-20T17:00:00+07:00',
  });
  await product.produce([messageOf(late)]);
  await eventually(() => {
    const { deltas, figures, gaps } = viewer.stream('area:25195');
    const told = deltas.flatMap(({ changes }) => changes.units ?? []).map(({ code }) => code);
    expect(sumCounts(figures.units.map(({ counts }) => counts))).toEqual(figures.counts);
    return gaps === 0 && new Set(told).size === 1 && told.includes('H10.3.25195');
  });
  viewer.close();
  await eventually(() =>
    receiver.hooks.some(({ unit, cases }) => {
      return unit === 'H10.3.25195' && cases.some(({ code }) => code === 'LATE');
    }),
  );
});
