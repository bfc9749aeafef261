import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  AsOf,
  CasePage,
  DossierDetail,
  Figures,
  PastFigures,
  Problem,
  ScopeFigures,
} from '../../contract/api.ts';
import { caseKey } from '../../contract/case-fields.ts';
import type { CaseCounts } from '../../contract/counts.ts';
import { DOSSIER } from '../../contract/dossier-kind.ts';
import type { CaseReport } from '../../contract/form-06a.ts';
import { PERIOD_NAMES } from '../../contract/period.ts';
import { STREAMS } from '../../contract/streams.ts';
import { formatTime } from '../../contract/time.ts';
import { correctionEvent, messageOf, progressEvent, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { sendBatches, sendPassingStream, writeInstantPack } from '../support/passing-stream.ts';
import { Product } from '../support/product.ts';
import { Viewer } from '../support/viewer.ts';
import { VIEWER_TOKEN, viewerFetch } from '../support/viewer-fetch.ts';

const SCOPES = ['province', 'area:692', 'unit:H10.2.03'];
/** So many different counts are seen of a stream. */
const ENOUGH = 5;
const OLD = '2021-03-02T09:30:00+07:00';
const UNIT = 'unit-token-0123456789';
const OTHER_UNIT = 'other-unit-token-0123456789';

let product: Product;
let packDir: string;

beforeAll(async () => {
  packDir = await writeInstantPack();
  product = await Product.create({
    PROVINCE_PACK: packDir,
    VIEWER_TOKENS: `${VIEWER_TOKEN}=province,${UNIT}=unit:H10.2.03,${OTHER_UNIT}=unit:H10.2.07`,
  });
  await Promise.all([product.startIngest(), product.startServer()]);
  const old = snapshotEvent(
    { code: 'OLD', receivedAt: OLD, dueAt: '2021-03-05T17:00:00+07:00' },
    { time: OLD },
  );
  await product.produce([messageOf(old)]);
  await eventually(async () => (await product.snapshot()).counts.received.total === 1);
});
afterAll(async () => {
  await product?.stop();
  await rm(packDir, { recursive: true, force: true });
});

const pastPath = (asOf: string, query: string) =>
  `/api/v1/snapshot?asOf=${encodeURIComponent(asOf)}&${query}`;
const past = (asOf: string, query = '') => product.get<PastFigures<CaseCounts>>(pastPath(asOf, query));

async function turnstile(figure: string): Promise<number> {
  const metrics = await (await viewerFetch(`${product.serverUrl}/metrics`)).text();
  return Number(
    new RegExp(`^monitor_admission_${figure}\\{turnstile="reads"\\} (\\d+)$`, 'm').exec(metrics)?.[1],
  );
}

/** What figures show, however they came: places that a viewer still has and that hold nothing are left out. */
function shownBy(figures: ScopeFigures<CaseCounts>): object {
  const { kind, scope, period, asOf, dataTime, rule, filledYears, counts, areas, units, trend } = figures;
  const byCode = (places: { code: string; counts: CaseCounts }[]) =>
    Object.fromEntries(
      places
        .filter((place) => place.counts.received.total + place.counts.outside > 0)
        .map((place) => [place.code, place]),
    );
  const places = { areas: byCode(areas), units: byCode(units) };
  return { kind, scope, period, asOf, dataTime, rule, filledYears, counts, ...places, trend };
}

interface Shown {
  query: string;
  figures: Figures<CaseCounts>;
}

/** A list as it was shown; `path` without the instant. */
interface ShownList {
  path: string;
  answer: AsOf & { total?: number; nextCursor?: string | null };
}

/** Every sort of filter, some with more pages. */
const listPaths = (kind: string) => [
  `/api/v1/cases?kind=${kind}&limit=500`,
  `/api/v1/cases?kind=${kind}&scope=area:692&lateness=late&limit=7`,
  `/api/v1/cases?kind=${kind}&scope=unit:H10.2.03&status=inProgress&q=-1&limit=7`,
  `/api/v1/newest-late?kind=${kind}`,
  `/api/v1/newest-late?kind=${kind}&scope=area:692`,
];
const asOfThen = (path: string, asOf: string) => `${path}&asOf=${encodeURIComponent(asOf)}`;

async function expectListAgain({ path, answer }: ShownList): Promise<void> {
  const again = await product.get<ShownList['answer']>(asOfThen(path, answer.asOf));
  const more = (of: ShownList['answer']) => ({ ...of, nextCursor: typeof of.nextCursor });
  expect(more(again)).toEqual({ ...more(answer), asOfBasis: 'arrival' });
}

async function expectShownAgain({ query, figures }: Shown): Promise<void> {
  const again = await past(figures.asOf, query);
  expect(shownBy(again)).toEqual(shownBy(figures));
  expect(again).toMatchObject({ asOfBasis: 'arrival' });
  expect(again).not.toHaveProperty('feed');
}

/** What is shown while something streams: by HTTP and to viewers, of each scope and period, and lists. */
async function watchStream(
  send: (isEnough: () => boolean) => Promise<void>,
  kind?: string,
): Promise<{ shown: Shown[]; lists: ShownList[] }> {
  const lists: ShownList[] = [];
  const paths = listPaths(kind ?? DOSSIER);
  const ofKind = kind === undefined ? '' : `&kind=${kind}`;
  const shown: Shown[] = [];
  const viewer = new Viewer(product.serverUrl);
  await viewer.connected();
  const watched = SCOPES.flatMap((scope) => PERIOD_NAMES.map((period) => ({ scope, period })));
  for (const { scope, period } of watched) await viewer.watch(scope, period, kind);
  let streaming = true;
  const ended = send(() => differing(shown) > ENOUGH).finally(() => (streaming = false));
  for (let i = 0; streaming; i++) {
    const { scope, period } = watched[i % watched.length] as (typeof watched)[number];
    const query = `scope=${scope}&period=${period}${ofKind}`;
    const told = viewer.stream(scope, period, kind).figures as unknown as Figures<CaseCounts>;
    shown.push({ query, figures: structuredClone(told) });
    shown.push({ query, figures: await product.get(`/api/v1/snapshot?${query}`) });
    const path = paths[i % paths.length] as string;
    lists.push({ path, answer: await product.get(path) });
    // In the middle of the stream too.
    if (i % 8 === 0) {
      await expectShownAgain(shown.at(-1) as Shown);
      await expectListAgain(lists.at(-1) as ShownList);
    }
    await sleep(100);
  }
  await ended;
  viewer.close();
  return { shown, lists };
}

/** Some, evenly: each costs a read of the log. */
const thinned = <One>(shown: readonly One[], most = 30) =>
  shown.filter((_, i) => i % Math.ceil(shown.length / most) === 0);
const differing = (shown: readonly Shown[]) =>
  new Set(shown.map(({ figures }) => JSON.stringify(figures.counts))).size;

/** A server that is killed loses the marks of its last second: the stream has ended for longer. */
async function startAgain(): Promise<void> {
  await sleep(2_000);
  await product.kill('server');
  await product.startServer();
}

describe('figures and lists as of an instant', () => {
  it('equal what was shown then, of each scope and period, also by a server that never saw the stream', async () => {
    const { shown, lists } = await watchStream((isEnough) => sendPassingStream(product, packDir, isEnough));
    expect(differing(shown)).toBeGreaterThan(ENOUGH);
    expect(new Set(lists.map(({ answer }) => answer.total)).size).toBeGreaterThan(ENOUGH);
    for (const one of thinned(shown)) await expectShownAgain(one);
    for (const one of thinned(lists)) await expectListAgain(one);
    await startAgain();
    for (const one of thinned(shown)) await expectShownAgain(one);
    for (const one of thinned(lists)) await expectListAgain(one);
  }, 240_000);

  it('page by page are those of one instant, whose cursor keeps it', async () => {
    const { asOf } = await product.get<CasePage>('/api/v1/cases?kind=dossier&limit=1');
    const path = '/api/v1/cases?kind=dossier&lateness=late';
    const whole = await product.get<CasePage>(asOfThen(`${path}&limit=500`, asOf));
    expect(whole.items.length).toBeGreaterThan(20);
    await product.produce([
      messageOf(snapshotEvent({ code: 'AFTERWARDS', dueAt: '2021-03-05T17:00:00+07:00' })),
    ]);
    await eventually(async () => (await product.get<CasePage>(path)).total > whole.total);
    const size = Math.ceil(whole.items.length / 3);
    let page = await product.get<CasePage>(asOfThen(`${path}&limit=${size}`, asOf));
    const items = [...page.items];
    const cursors: string[] = [];
    while (page.nextCursor !== null && items.length < whole.items.length) {
      cursors.push(page.nextCursor);
      page = await product.get<CasePage>(`${path}&limit=${size}&cursor=${page.nextCursor}`);
      expect(page).toMatchObject({ asOf, asOfBasis: 'arrival', total: whole.total });
      items.push(...page.items);
    }
    expect(items.slice(0, whole.items.length)).toEqual(whole.items);
    const other = asOfThen(`${path}&cursor=${cursors[0]}`, OLD);
    const refused = await viewerFetch(product.serverUrl + other);
    expect(refused.status).toBe(400);
    const accepted = 'a nextCursor of an answer as of the same instant';
    expect(await refused.json()).toMatchObject({ field: 'cursor', value: cursors[0], accepted });
  });

  it('have a case as it stood before it moved and was corrected, for who could see it then', async () => {
    const told = snapshotEvent({ code: 'MOVED', unit: { code: 'H10.2.03' }, status: 'processing' });
    const returned = progressEvent({ code: 'MOVED', status: 'returned' });
    await product.produce([messageOf(told), messageOf(returned)]);
    const path = '/api/v1/cases/dossier/MOVED';
    const detail = (query: string, token = VIEWER_TOKEN) =>
      viewerFetch(`${product.serverUrl}${path}?${query}`, { headers: { authorization: `Bearer ${token}` } });
    const now = async () => (await (await detail('')).json()) as DossierDetail;
    await eventually(async () => (await now()).status === 'returned');
    const before = await now();
    const { source, id } = returned;
    await product.produce([
      messageOf(correctionEvent({ code: 'MOVED', revokes: [{ source, id }], reason: 'Nhập nhầm' })),
      messageOf(snapshotEvent({ code: 'MOVED', unit: { code: 'H10.2.07' } })),
    ]);
    await eventually(async () => {
      const { status, unit } = await now();
      return status === 'processing' && unit.code === 'H10.2.07';
    });
    const then = `asOf=${encodeURIComponent(before.asOf)}`;
    expect(await (await detail(then)).json()).toEqual({ ...before, asOfBasis: 'arrival' });
    const status = async (query: string, token: string) => (await detail(query, token)).status;
    expect([await status(then, UNIT), await status('', UNIT)]).toEqual([200, 404]);
    expect([await status(then, OTHER_UNIT), await status('', OTHER_UNIT)]).toEqual([404, 200]);
    expect(await status(`asOf=${encodeURIComponent(OLD)}`, VIEWER_TOKEN)).toBe(404);
  });

  it('of another kind equal what was shown then, and so do its reports', async () => {
    const { shown, lists } = await watchStream(sendFeedback, 'feedback');
    expect(differing(shown)).toBeGreaterThan(ENOUGH);
    await startAgain();
    for (const one of thinned(shown)) await expectShownAgain(one);
    for (const one of thinned(lists, 12)) await expectListAgain(one);
    const { answer } = lists.findLast(({ path }) => path.endsWith('limit=500')) as ShownList;
    const [item] = (answer as CasePage).items;
    const detail = await product.get(asOfThen(`/api/v1/cases/feedback/${item?.code}?`, answer.asOf));
    expect(detail).toMatchObject({ ...item, asOf: answer.asOf, asOfBasis: 'arrival' });
    const { figures } = shown.at(-1) as Shown;
    const { scope, period, asOf } = figures;
    const query = `kind=feedback&scope=${scope}&from=${period.from}&to=${period.to}&by=channel`;
    const report = await product.get<CaseReport>(
      `/api/v1/reports/cases?${query}&asOf=${encodeURIComponent(asOf)}`,
    );
    expect(report).toMatchObject({ asOf, asOfBasis: 'arrival', invariant: { holds: true, rowsAddUp: true } });
    expect(report.total.counts).toEqual(figures.counts);
  }, 120_000);

  it('have the units of that time where the edition says so, and any period', async () => {
    const now = await product.snapshot('?from=2021-01-01&to=2021-12-31&edition=asWas');
    const then = await past(now.asOf, 'from=2021-01-01&to=2021-12-31&edition=asWas');
    expect(shownBy(then)).toEqual(shownBy(now as unknown as Figures<CaseCounts>));
    expect(then.period).toEqual({ from: '2021-01-01', to: '2021-12-31' });
  });

  it('before anything was shown count the events of that time and earlier', async () => {
    const later = await past('2021-03-10T08:00:00+07:00', 'period=month');
    expect(later).toMatchObject({
      ...{ asOfBasis: 'eventTime', period: { from: '2021-03-01', to: '2021-03-31' }, dataTime: OLD },
      counts: { received: { total: 1 }, inProgress: { total: 1, late: 1 } },
    });
    expect(later.trend.days.start).toBe('2021-02-09');
    expect(later.trend.days.received[21]).toBe(1);
    const before = await past('2021-03-02T09:00:00+07:00');
    expect(before).toMatchObject({
      ...{ asOfBasis: 'eventTime', dataTime: null, counts: { received: { total: 0 } } },
      period: { from: '2021-01-01', to: '2021-12-31' },
    });
  });

  it('are read once for day, month and year and for all who ask meanwhile', async () => {
    const asOf = '2021-03-03T10:00:00+07:00';
    const queries = SCOPES.flatMap((scope) =>
      PERIOD_NAMES.map((period) => `scope=${scope}&period=${period}`),
    );
    const answers = await Promise.all(
      [...queries, ...queries].map((query) => viewerFetch(product.serverUrl + pastPath(asOf, query))),
    );
    // More than may wait for one token, were they not one question.
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });

  it('wait in one order with the other reads of the log, but not for what was read and is kept', async () => {
    const kept = formatTime(Date.now() - 10_500);
    await eventually(async () => (await past(kept)).asOfBasis === 'arrival');
    const oldMs = Date.parse(OLD);
    const others = Array.from({ length: 30 }, (_, i) =>
      viewerFetch(product.serverUrl + pastPath(formatTime(oldMs + i), '')),
    );
    await eventually(async () => (await turnstile('waiting')) > 0);
    expect((await past(kept)).asOf).toBe(kept);
    const answers = await Promise.all(others);
    const told = answers.map(({ status, headers }) => `${status} ${headers.get('retry-after')}`);
    expect(new Set(told)).toEqual(new Set(['200 null', '429 15']));
  });
});

/** Some seconds of feedback that comes, falls due and is answered. */
async function sendFeedback(isEnough: () => boolean): Promise<void> {
  const units = ['H10.2.03', 'H10.2.07'];
  await sendBatches(async (batch) => {
    const soon = (seconds: number) => formatTime(Date.now() + seconds * 1_000);
    const told = Array.from({ length: 12 }, (_, i) => ({
      ...{ code: `F-${batch}-${i}`, status: 'new', receivedAt: soon((i - 8) / 5), dueAt: soon((i - 3) / 3) },
      ...{ unit: { code: units[i % 2] }, channel: (['app', 'portal', null] as const)[i % 3] },
    }));
    const answered = Array.from({ length: batch === 0 ? 0 : 6 }, (_, i) => ({
      ...{ code: `F-${batch - 1}-${i}`, status: 'published', score: i, finishedAt: soon((i - 3) / 3) },
    }));
    const messages = [...told, ...answered].map((data, i) => {
      const envelope = { specversion: '1.0', id: `f-${batch}-${i}`, source: 'urn:test:feedback' };
      const event = {
        ...envelope,
        type: 'case.snapshot.v1',
        time: soon(0),
        data: { kind: 'feedback', ...data },
      };
      return { key: caseKey('feedback', data.code), value: JSON.stringify(event) };
    });
    await product.produce(messages, STREAMS.case.topic);
  }, isEnough);
}

describe('figures that cannot be had', () => {
  it.each([
    ['asOf=yesterday', 'asOf', 'yesterday', 'a time with an offset'],
    ['asOf=2021-04-15T12:00:00', 'asOf', '2021-04-15T12:00:00', 'a time with an offset'],
    ['asOf=2150-01-01T00:00:00Z', 'asOf', '2150-01-01T00:00:00Z', 'not in the future'],
    ['asOf=2021-04-15T12:00:00Z&period=week', 'period', 'week', 'day, month, year'],
    ['period=day&from=2021-01-01&to=2021-01-02', 'period', 'day', 'not both'],
    ['asOf=2021-04-15T12:00:00Z&scope=area:999', 'scope', 'area:999', 'province, area:CODE or unit:CODE'],
    ['asOf=2021-04-15T12:00:00Z&kind=none', 'kind', 'none', 'dossier'],
  ])('%s names the field, the value and what is accepted', expectRefused);

  it.each([
    ['cases?asOf=yesterday', 'asOf', 'yesterday', 'a time with an offset'],
    ['cases?asOf=2150-01-01T00:00:00Z', 'asOf', '2150-01-01T00:00:00Z', 'not in the future'],
    ['cases/dossier/OLD?asOf=2021-04-15', 'asOf', '2021-04-15', 'a time with an offset'],
    ['newest-late?asOf=2021-04-15', 'asOf', '2021-04-15', 'a time with an offset'],
    ['cases?cursor=WzEsIkEiLCJ4Il0', 'cursor', 'WzEsIkEiLCJ4Il0', 'a nextCursor of an earlier answer'],
  ])('%s does so too', (path, field, value, accepted) => expectRefused('', field, value, accepted, path));

  async function expectRefused(
    query: string,
    field: string,
    value: string,
    accepted: string,
    path = `snapshot?${query}`,
  ) {
    const response = await viewerFetch(`${product.serverUrl}/api/v1/${path}`);
    expect(response.status).toBe(400);
    const problem = (await response.json()) as Problem;
    expect(problem).toMatchObject({ field, value });
    expect(problem.accepted).toContain(accepted);
  }
});
