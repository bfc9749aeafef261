import { afterAll, beforeAll, expect, it } from 'vitest';
import { UNMAPPED_UNIT } from '../../contract/api.ts';
import type { Report06a } from '../../contract/form-06a.ts';
import { EventSender } from '../../sample/event-sender.ts';
import { loadHistory } from '../../sample/published-history.ts';
import { replayHistory } from '../../sample/replay.ts';
import { loadSampleProvince } from '../../sample/sample-province.ts';
import { sumCounts } from '../support/dossier-facts.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';
import { viewerFetch } from '../support/viewer-fetch.ts';

const PERIOD = '?from=2016-11-01&to=2017-10-31';
/** As printed in the report of the province centre's first year. */
const PUBLISHED = {
  carriedOver: 0,
  received: { total: 26_398 },
  resolved: { total: 25_250, early: 17_967, onTime: 6_989, late: 294 },
  inProgress: { total: 1_148 },
  paused: 0,
  withdrawn: 0,
  outside: 0,
  missingDueDate: 0,
};

let product: Product;
const lines: string[] = [];

beforeAll(async () => {
  product = await Product.create({ PROVINCE_PACK: 'sample/long-an' });
  await Promise.all([product.startIngest(), product.startServer()]);
  const { signal } = new AbortController();
  const log = (line: string) => void lines.push(line);
  const brokers = [product.brokers];
  const sender = new EventSender({ brokers, clientId: 'test', idempotent: false, inFlight: 4, signal, log });
  await sender.connect();
  const history = await loadHistory('long-an-2017');
  const province = await loadSampleProvince(history.packDir);
  await replayHistory({ history, province, sender, signal, log });
  await sender.disconnect();
});
afterAll(() => product?.stop());

it('shows the published figures of the province centre to the unit, and its departments add up to them', async () => {
  await eventually(async () => {
    expect((await product.snapshot(PERIOD)).counts).toMatchObject(PUBLISHED);
    return true;
  });
  const figures = await product.snapshot(PERIOD);
  expect(sumCounts(figures.units.map(({ counts }) => counts))).toEqual(figures.counts);
  expect(figures.units.some(({ code }) => code === UNMAPPED_UNIT)).toBe(false);
  expect((await product.get<{ features: unknown[] }>('/api/v1/areas')).features).toEqual([]);
});

it('reports them with the shares as printed, in JSON and CSV', async () => {
  const report = await product.get<Report06a>(`/api/v1/reports/06a${PERIOD}`);
  expect(report.total.counts).toMatchObject(PUBLISHED);
  expect(report.total.resolvedPercent).toEqual({ early: 71.16, onTime: 27.68, late: 1.16 });
  const csv = await (await viewerFetch(`${product.serverUrl}/api/v1/reports/06a${PERIOD}&format=csv`)).text();
  const total = csv.split('\r\n').find((line) => line.includes('Tổng cộng'));
  for (const figure of ['26398', '25250', '17967', '6989', '294', '1148', '71,16', '27,68', '1,16']) {
    expect(total).toContain(figure);
  }
});

it('says which pack it needs; with another one the totals hold and the units count as unmapped', async () => {
  expect(lines.join('\n')).toContain('PROVINCE_PACK=sample/long-an');
  await product.startServer({ PROVINCE_PACK: 'sample/binh-phuoc' }, 'other');
  const response = await viewerFetch(`${product.serverUrlOf('other')}/api/v1/snapshot${PERIOD}`);
  const figures = (await response.json()) as Awaited<ReturnType<Product['snapshot']>>;
  expect(figures.counts).toMatchObject(PUBLISHED);
  expect(figures.units.find(({ code }) => code === UNMAPPED_UNIT)?.counts).toEqual(figures.counts);
});
