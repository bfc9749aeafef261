import fc from 'fast-check';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseDetail, CasePage, Figures } from '../../contract/api.ts';
import { caseKey } from '../../contract/case-fields.ts';
import type { KindCounts } from '../../contract/counts.ts';
import type { CaseReport } from '../../contract/form-06a.ts';
import type { Kind, KindsAnswer } from '../../contract/kind.ts';
import { STREAMS } from '../../contract/streams.ts';
import { formatTime } from '../../contract/time.ts';
import { LOCK_FILE } from '../../pack/status-lock.ts';
import type { RecountResult } from '../../server/state/log/recount.ts';
import { anyEvents, anyKind, kindFile, type CaseEvent } from '../support/arbitrary-kinds.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';
import { Viewer } from '../support/viewer.ts';
import { viewerFetch } from '../support/viewer-fetch.ts';

const [seed] = [Number(process.env['SEED'] ?? Date.now() % 1e9)];
const { topic } = STREAMS.case;
const PERIOD = 'from=2021-01-01&to=2021-12-31';
const DAY_MS = 86_400_000;

/** A kind that nobody thought of, with a channel, a category and both measures. */
const invented: Kind = fc.sample(
  anyKind.filter(
    ({ channels, categories, measures, clock }) =>
      channels.length > 1 && categories.length > 1 && measures.length === 2 && clock !== null,
  ),
  { seed, numRuns: 1 },
)[0] as Kind;
const inventedEvents = fc.sample(anyEvents(invented), { seed, numRuns: 40 }).flat();

let packDir: string;
let product: Product;
beforeAll(async () => {
  packDir = await mkdtemp(join(tmpdir(), 'kind-pack-'));
  await cp('sample/binh-phuoc', packDir, { recursive: true });
  await writeFile(join(packDir, 'kinds', 'invented.json'), kindFile(invented));
  product = await Product.create({ PROVINCE_PACK: packDir });
  await Promise.all([product.startIngest(), product.startServer()]);
});
afterAll(async () => {
  await product.stop();
  await rm(packDir, { recursive: true });
});

let sent = 0;
function message(kind: string, code: string, timeMs: number, data: Record<string, unknown>) {
  const event = {
    ...{ specversion: '1.0', id: `e-${sent++}`, source: 'urn:test:cases', type: 'case.snapshot.v1' },
    time: formatTime(timeMs),
    data: { kind, code, ...data },
  };
  return { key: caseKey(kind, code), value: JSON.stringify(event) };
}

const toMessage = ({ code, timeMs, data }: CaseEvent) => message(invented.kind, code, timeMs, data);

const snapshotOf = (kind: string, query = PERIOD) =>
  product.get<Figures<KindCounts>>(`/api/v1/snapshot?kind=${kind}&${query}`);
const refusal = async (path: string) => {
  const response = await viewerFetch(`${product.serverUrl}${path}`);
  return [response.status, (await response.json()) as Record<string, unknown>] as const;
};

/** Settles when what a page or a route shows is as expected. */
const comesTo = (check: () => unknown) =>
  eventually(async () => {
    await check();
    return true;
  });

async function counted(kind: string, cases: number): Promise<void> {
  const known = `SELECT uniqExact(code) AS n FROM case_events WHERE startsWith(code, '${kind}/')`;
  await comesTo(async () => expect(await product.query(known)).toEqual([{ n: cases }]));
}

describe(`a kind that a test invents (SEED=${seed})`, () => {
  it('is one file of the pack, and shown as it says', async () => {
    const { kinds } = await product.get<KindsAnswer>('/api/v1/kinds');
    const files = await readdir(join(packDir, 'kinds'));
    const ofPack = files
      .filter((name) => name !== basename(LOCK_FILE))
      .map((name) => basename(name, '.json'));
    expect(kinds.map(({ kind }) => kind)).toEqual(['dossier', ...ofPack.sort()]);
    expect(kinds.find(({ kind }) => kind === 'invented')).toMatchObject({ statuses: invented.statuses });
  });

  it('has the figures of a recount, over kills of ingest and server and any repetition', async () => {
    const half = Math.floor(inventedEvents.length / 2);
    await product.produce(inventedEvents.slice(0, half).map(toMessage), topic);
    await product.kill('ingest');
    const rest = product.produce([...inventedEvents].reverse().map(toMessage), topic);
    await product.startIngest();
    await product.kill('server');
    await rest;
    await product.startServer();
    await counted('invented', new Set(inventedEvents.map(({ code }) => code)).size);
    await product.kill('server');
    await product.startServer();
    const { received, outside } = (await snapshotOf('invented', '')).counts;
    expect(await product.get<RecountResult>('/api/v1/recount')).toMatchObject({
      ...{ equal: true, differences: [] },
      cases: { invented: received.total + outside },
    });
  }, 120_000);

  it('has lists as long as its figures, and reports that add up to them', async () => {
    const { counts } = await snapshotOf('invented');
    const all = await product.get<CasePage>('/api/v1/cases?kind=invented&limit=500');
    expect(all.items).toHaveLength(all.total);
    const [category] = invented.categories;
    const ofCategory = await product.get<CasePage>(
      `/api/v1/cases?kind=invented&category=${category?.code}&limit=500`,
    );
    expect(ofCategory.items).toEqual(all.items.filter((item) => item.category === category?.code));
    for (const { code, group } of invented.statuses) {
      const ofStatus = await product.get<CasePage>(`/api/v1/cases?kind=invented&status=${code}`);
      expect([group, ofStatus.total]).toEqual([
        group,
        all.items.filter((item) => item.status === code).length,
      ]);
    }
    for (const by of ['unit', 'area', 'category', 'channel']) {
      const report = await product.get<CaseReport<KindCounts>>(
        `/api/v1/reports/cases?kind=invented&${PERIOD}&by=${by}`,
      );
      expect([by, report.total.counts]).toEqual([by, counts]);
      expect(report.invariant).toMatchObject({ holds: true, rowsAddUp: true });
    }
    const file = await viewerFetch(
      `${product.serverUrl}/api/v1/reports/cases?kind=invented&${PERIOD}&by=category&format=csv`,
    );
    expect(await file.text()).toContain(category?.vi);
  });
});

describe('a kind of the pack', () => {
  it('is told live to who watches it, and to nobody else', async () => {
    const viewer = new Viewer(product.serverUrl);
    await viewer.connected();
    expect(await viewer.watch('province', undefined, 'feedback')).toEqual({ ok: true });
    expect(await viewer.watch('province')).toEqual({ ok: true });
    const of = () => viewer.stream('province', 'year', 'feedback').figures as unknown as Figures<KindCounts>;
    const before = of().counts.inProgress.total;
    const dossiers = viewer.stream('province').deltas.length;
    const nowMs = Date.now();
    await product.produce(
      [message('feedback', 'L-1', nowMs, { status: 'new', unit: 'H10.2.03', channel: 'app' })],
      topic,
    );
    await comesTo(() => expect(of().counts.inProgress.total).toBe(before + 1));
    expect(of()).toMatchObject({ kind: 'feedback', counts: { received: { byChannel: { app: 1 } } } });
    expect(viewer.stream('province').deltas.slice(dossiers)).toEqual([]);
    expect(await viewer.watch('province', undefined, 'nothing')).toEqual({
      error: expect.stringMatching(/^kind is "nothing"; accepted: dossier, document, feedback/) as string,
      reason: 'unknown',
    });
    viewer.close();
  });

  it('has a page for each case: its fields, its stages and what was told', async () => {
    const at = Date.parse('2026-03-02T08:00:00+07:00');
    const data = {
      status: 'new',
      unit: { code: 'H10.2.03' },
      category: 'conduct',
      receivedAt: formatTime(at),
    };
    const finished = { status: 'done', finishedAt: formatTime(at + DAY_MS), parent: 'dossier/A-1' };
    await product.produce(
      [message('feedback', 'P/1', at, data), message('feedback', 'P/1', at + DAY_MS, finished)],
      topic,
    );
    const read = () => product.get<CaseDetail>(`/api/v1/cases/feedback/${encodeURIComponent('P/1')}`);
    await comesTo(async () => expect((await read()).eventsTotal).toBe(2));
    expect(await read()).toMatchObject({
      ...{ kind: 'feedback', code: 'P/1', status: 'done', category: 'conduct', parent: 'dossier/A-1' },
      ...{ dueAt: '2026-03-23T08:00:00+07:00', dueComputed: true, lateness: 'early' },
      stages: [{ name: 'publish', dueAt: '2026-03-05T08:00:00+07:00', endedAt: null, overdue: true }],
      events: [{ fields: { status: 'done' } }, { fields: { unit: { code: 'H10.2.03' } } }],
    });
  });

  it('sums up what was paid to the unit, and takes off what was refunded', async () => {
    const at = Date.parse('2021-06-01T08:00:00+07:00');
    const paid = (code: string, amountVnd: number) =>
      message('payment', code, at, { status: 'success', receivedAt: formatTime(at), amountVnd });
    await product.produce(
      [
        paid('G-1', 9_007_199_254_740_000),
        paid('G-2', 991),
        paid('G-3', 5),
        message('payment', 'G-3', at + DAY_MS, { status: 'refunded' }),
        message('payment', 'G-4', at, { status: 'pending', receivedAt: formatTime(at), amountVnd: 7 }),
      ],
      topic,
    );
    await comesTo(async () =>
      expect((await snapshotOf('payment')).counts).toMatchObject({
        received: { total: 4 },
        ...{
          resolved: { total: 2 },
          withdrawn: 1,
          inProgress: { total: 1 },
          amountVnd: 9_007_199_254_740_991,
        },
      }),
    );
  });

  it('of dossiers is answered by the same routes', async () => {
    const { asOf, ...page } = await product.get<CasePage>('/api/v1/cases?kind=dossier&limit=3');
    expect(await product.get<unknown>('/api/v1/dossiers?limit=3')).toMatchObject(page);
    expect(Date.parse(asOf)).toBeGreaterThan(0);
    expect(await refusal('/api/v1/cases/dossier/NOWHERE')).toMatchObject([404, { field: 'code' }]);
  });

  it('that is confidential shows figures and reports, and no case', async () => {
    expect((await snapshotOf('petition')).counts.received.total).toBe(0);
    expect(await refusal('/api/v1/reports/cases?kind=petition')).toMatchObject([200, { kind: 'petition' }]);
    const closed = ['cases?kind=petition', 'cases?kind=petition&format=csv', 'cases/petition/X-1'];
    for (const path of closed.map((path) => `/api/v1/${path}`))
      expect(await refusal(path)).toMatchObject([
        403,
        { detail: expect.stringContaining('leader or an administrator') as string },
      ]);
  });

  it.each([
    ['/api/v1/snapshot?kind=nothing', 'kind'],
    ['/api/v1/cases?kind=nothing', 'kind'],
    ['/api/v1/cases/nothing/C-1', 'kind'],
    ['/api/v1/cases?kind=feedback&status=processing', 'status'],
    ['/api/v1/cases?kind=feedback&category=nothing', 'category'],
    ['/api/v1/cases?kind=feedback&channel=counter', 'channel'],
    ['/api/v1/reports/cases?kind=feedback&by=procedure', 'by'],
    ['/api/v1/cases/feedback/NOWHERE', 'code'],
  ])('refuses %s and names the field', async (path, field) => {
    expect((await refusal(path))[1]).toMatchObject({ field });
  });
});
