import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  COUNTED_BY,
  type CaseCountsAnswer,
  type CountedBy,
  type DossierDetail,
  type DossierItem,
  type NewestLateAnswer,
  type Problem,
} from '../../contract/api.ts';
import type { Report06a } from '../../contract/form-06a.ts';
import type { QualityReport } from '../../contract/quality.ts';
import type { Status } from '../../contract/status.ts';
import { formatTime } from '../../contract/time.ts';
import type { Child } from '../../embedded/child.ts';
import { messageOf, progressEvent, snapshotEvent } from '../support/events.ts';
import { canonicalDossierCode } from '../../contract/canonical.ts';
import { Gateway } from '../support/gateway.ts';
import { eventually } from '../support/eventually.ts';
import { postJson } from '../support/intake-client.ts';
import { portalDossier, portalMessage } from '../support/portal-messages.ts';
import { rssMb } from '../support/process-memory.ts';
import { Product } from '../support/product.ts';
import { spellingsOf } from '../support/spellings.ts';
import { viewerFetch } from '../support/viewer-fetch.ts';

const DAY_MS = 86_400_000;
const UNITS = ['H10.2.03', 'H10.2.01', 'H10.3.25240', 'H10.1.03', 'nowhere'];
const STATUSES = [
  'received',
  'processing',
  'awaitingSupplement',
  'processed',
  'returned',
  'registered',
] as const;
const CHANNELS = ['online', 'counter', 'postal', null] as const;
const COUNT = 240;
const now = Date.now();
/** Events of one dossier. */
const CROWD = 5_000;
const CROWD_FROM_MS = Date.parse('2021-10-04T08:00:00+07:00');

/** The local day so many days ago. */
const dayOf = (days: number) => formatTime(now - days * DAY_MS).slice(0, 10);
const OF_OTHER_SORT = Buffer.from(JSON.stringify([1, 'DS-001', 'received', now])).toString('base64url');

let product: Product;
let server: Child;

/** Dossiers of this year that differ in everything that can be asked for; many share a due date. */
function events() {
  return Array.from({ length: COUNT }, (_, i) => {
    const dueAt = i % 11 === 0 ? null : formatTime(now + ((i % 7) - 4) * 3 * DAY_MS);
    const data = {
      code: `DS-${String(i).padStart(3, '0')}`,
      unit: { code: UNITS[i % UNITS.length] as string },
      status: STATUSES[i % STATUSES.length] as (typeof STATUSES)[number],
      channel: CHANNELS[i % CHANNELS.length] as (typeof CHANNELS)[number],
      receivedAt: formatTime(now - 2 * DAY_MS - (i % 5) * DAY_MS),
      dueAt,
      procedure: {
        code: `9.00000${i % 3}`,
        name: ['Đăng ký khai sinh', 'Cấp lại bằng', null][i % 3] ?? null,
        field: ['Hộ tịch', 'Giáo dục', null][i % 3] ?? null,
      },
      officer:
        i % 2 === 0
          ? { id: `cb-${i % 4}`, name: ['Nguyễn Văn Ân', null, 'Lê Thị Đào'][i % 3] ?? null }
          : null,
    };
    return snapshotEvent(data, { time: formatTime(now - DAY_MS) });
  });
}

/** All items of a list, page by page. */
async function readPages(query: string, limit: number): Promise<DossierItem[]> {
  const items: DossierItem[] = [];
  let cursor: string | null = null;
  do {
    const page = await product.dossiers(`?${query}&limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    items.push(...page.items);
    expect(page.total).toBeGreaterThanOrEqual(items.length);
    cursor = page.nextCursor;
    if (cursor === null) expect(items).toHaveLength(page.total);
  } while (cursor !== null);
  return items;
}

async function refusal(path: string): Promise<{ status: number; type: string | null; problem: Problem }> {
  const response = await viewerFetch(`${product.serverUrl}/api/v1${path}`);
  const problem = (await response.json()) as Problem;
  return { status: response.status, type: response.headers.get('content-type'), problem };
}

beforeAll(async () => {
  product = await Product.create();
  [, server] = await Promise.all([product.startIngest(), product.startServer()]);
  await product.produce(events().map((event) => messageOf(event)));
  await eventually(async () => (await product.dossiers()).total === COUNT);
});

afterAll(async () => {
  await product?.stop();
});

describe('GET /api/v1/dossiers', () => {
  it('pages through all dossiers without gap or repetition, late ones first by the latest due', async () => {
    const items = await readPages('scope=province', 17);
    expect(new Set(items.map(({ code }) => code)).size).toBe(COUNT);
    const late = items.findIndex(({ lateness }) => lateness !== 'late');
    expect(late).toBeGreaterThan(0);
    expect(items.slice(late).every(({ lateness }) => lateness !== 'late')).toBe(true);
    const dueOfLate = items.slice(0, late).map(({ dueAt }) => Date.parse(dueAt as string));
    expect(dueOfLate).toEqual([...dueOfLate].sort((a, b) => b - a));
  });

  it('pages through all dossiers in the order that is asked for', async () => {
    const now = Date.now();
    const due = ({ dueAt }: DossierItem) => (dueAt === null ? Infinity : Date.parse(dueAt));
    const overdueMs = (item: DossierItem) =>
      (item.finishedAt === null ? now : Date.parse(item.finishedAt)) - due(item);
    const ascending = (values: number[]) => [...values].sort((a, b) => a - b);
    const byDue = (await readPages('sort=due', 17)).map(due);
    expect(byDue).toEqual(ascending(byDue));
    const received = (await readPages('sort=received', 17)).map((item) => -Date.parse(item.receivedAt));
    expect(received).toEqual(ascending(received));
    const open = await readPages('sort=overdue&status=inProgress', 17);
    const late = open.filter(({ lateness }) => lateness === 'late');
    expect(open.slice(0, late.length)).toEqual(late);
    const longest = late.map((item) => -overdueMs(item));
    expect(longest).toEqual(ascending(longest));
    const others = open.slice(late.length).map(due);
    expect(others).toEqual(ascending(others));
    expect(new Set(open.map(({ code }) => code)).size).toBe(open.length);
  });

  it('counts the cases of each officer, procedure and field, those with the most late first', async () => {
    const all = await readPages('scope=province', 500);
    const isOpen = ({ status }: DossierItem) => status === 'received' || status === 'processing';
    const nameOf: Record<CountedBy, (item: DossierItem) => string | null | undefined> = {
      officer: ({ officer }) => officer?.id,
      procedure: ({ procedure }) => procedure?.code,
      field: ({ procedure }) => procedure?.field,
    };
    for (const by of COUNTED_BY) {
      const { items, total } = await product.get<CaseCountsAnswer>(`/api/v1/case-counts?by=${by}`);
      expect(items).toHaveLength(total);
      expect(items.length).toBeGreaterThan(1);
      for (const { code, ...counts } of items) {
        const own = all.filter((item) => nameOf[by](item) === code);
        const open = own.filter(isOpen);
        const late = open.filter(({ lateness }) => lateness === 'late');
        expect([code, counts]).toMatchObject([
          code,
          { total: own.length, open: open.length, late: late.length },
        ]);
        const { total: listed } = await product.dossiers(`?${by}=${encodeURIComponent(code)}`);
        expect([code, listed]).toEqual([code, own.length]);
      }
      expect(items.map(({ late }) => late)).toEqual(items.map(({ late }) => late).sort((a, b) => b - a));
    }
    const { items } = await product.get<CaseCountsAnswer>('/api/v1/case-counts?scope=unit:H10.2.03');
    const own = all.filter(({ unit, officer }) => unit.code === 'H10.2.03' && officer !== null);
    expect(items.reduce((sum, { total }) => sum + total, 0)).toBe(own.length);
  });

  it('goes on after the cursor when dossiers come in between two pages', async () => {
    const first = await product.dossiers('?limit=50');
    await product.produce([
      messageOf(snapshotEvent({ code: 'DS-NEW', dueAt: formatTime(now - DAY_MS), status: 'processing' })),
    ]);
    await eventually(async () => (await product.dossiers('?q=DS-NEW')).total === 1);
    const rest: DossierItem[] = [];
    let cursor = first.nextCursor;
    while (cursor !== null) {
      const page = await product.dossiers(`?limit=50&cursor=${cursor}`);
      rest.push(...page.items);
      cursor = page.nextCursor;
    }
    const codes = [...first.items, ...rest].map(({ code }) => code).filter((code) => code !== 'DS-NEW');
    expect(codes).toHaveLength(COUNT);
    expect(new Set(codes).size).toBe(COUNT);
    await product.produce([messageOf(progressEvent({ code: 'DS-NEW', status: 'registered' }))]);
    await eventually(async () => (await product.dossiers('?status=registered&q=DS-NEW')).total === 1);
  });

  it.each<[query: string, passes: (item: DossierItem) => boolean]>([
    ['scope=unit:H10.2.03', ({ unit }) => unit.code === 'H10.2.03'],
    ['scope=area:692', ({ area }) => area.code === '692'],
    ['unit=unmapped', ({ unit }) => unit.code === 'unmapped'],
    ['scope=area:none&unit=H10.1.03', ({ unit }) => unit.code === 'H10.1.03'],
    ['lateness=late', ({ lateness }) => lateness === 'late'],
    ['lateness=none', ({ lateness }) => lateness === 'none'],
    ['status=processing', ({ status }) => status === 'processing'],
    ['status=inProgress', ({ status }) => status === 'processing' || status === 'received'],
    ['status=resolved', ({ status }) => status === 'processed' || status === 'returned'],
    ['status=paused', ({ status }) => status === 'awaitingSupplement'],
    ['status=outside', ({ status }) => status === 'registered'],
    ['channel=online', ({ channel }) => channel === 'online'],
    ['channel=counter', ({ channel }) => channel === 'counter'],
    ['procedure=9.000001', ({ procedure }) => procedure?.code === '9.000001'],
    ['officer=cb-2', ({ officer }) => officer?.id === 'cb-2'],
    ['field=hộ tịch', ({ procedure }) => procedure?.field === 'Hộ tịch'],
    [
      `from=${dayOf(4)}&to=${dayOf(3)}`,
      ({ receivedAt }) => [3, 4].some((days) => receivedAt.startsWith(dayOf(days))),
    ],
    ['q=DS-01', ({ code }) => code.startsWith('DS-01')],
    ['q=KHAI SINH', ({ procedure }) => procedure?.name === 'Đăng ký khai sinh'],
    ['q=lê thị đào', ({ officer }) => officer?.name === 'Lê Thị Đào'],
    [
      'status=inProgress&lateness=late&channel=online&q=DS-',
      (item) => item.lateness === 'late' && item.channel === 'online' && /proc|rece/.test(item.status ?? ''),
    ],
  ])('%s gives exactly the dossiers it says', async (query, passes) => {
    const all = await readPages('scope=province', 500);
    const wrongGroup = (item: DossierItem) =>
      query.startsWith('status=inProgress&') && !['processing', 'received'].includes(item.status ?? '');
    const expected = all.filter((item) => passes(item) && !wrongGroup(item)).map(({ code }) => code);
    const found = await readPages(encodeURI(query), 13);
    expect(found.map(({ code }) => code)).toEqual(expected);
    expect(found.length).toBeGreaterThan(0);
  });

  it('has as many late dossiers of each area and unit as the figures say', async () => {
    const { counts, areas, units } = await product.snapshot();
    const late = async (scope: string) =>
      (await product.dossiers(`?scope=${scope}&status=inProgress&lateness=late`)).total;
    expect(counts.inProgress.late).toBeGreaterThan(10);
    expect(await late('province')).toBe(counts.inProgress.late);
    for (const area of areas)
      expect([area.code, await late(`area:${area.code}`)]).toEqual([area.code, area.counts.inProgress.late]);
    const held = units.filter((unit) => unit.counts.received.total > 0);
    expect(held.map(({ code }) => code).sort()).toEqual([...UNITS.slice(0, 4), 'unmapped'].sort());
    for (const unit of held)
      expect([unit.code, await late(`unit:${unit.code}`)]).toEqual([unit.code, unit.counts.inProgress.late]);
  });

  it('tells of each unit the latest day on which its late dossiers were due, and how many, naming none', async () => {
    const { items } = await product.dossiers('?status=inProgress&lateness=late&limit=500');
    const counts = new Map<string, number>();
    for (const { unit, dueAt } of items) {
      const day = `${unit.code} ${(dueAt as string).slice(0, 10)}`;
      counts.set(day, (counts.get(day) ?? 0) + 1);
    }
    const newest = new Map<string, string>();
    for (const day of counts.keys()) {
      const [unit = '', dueDay = ''] = day.split(' ');
      if (dueDay > (newest.get(unit) ?? '')) newest.set(unit, dueDay);
    }
    const { units } = await product.get<NewestLateAnswer>('/api/v1/newest-late');
    expect(units.length).toBeGreaterThan(1);
    expect(new Map(units.map(({ code, dueDay, count }) => [`${code} ${dueDay}`, count]))).toEqual(
      new Map([...newest].map(([unit, dueDay]) => [`${unit} ${dueDay}`, counts.get(`${unit} ${dueDay}`)])),
    );
    const order = units.map(({ dueDay, count }) => `${dueDay} ${String(count).padStart(6, '0')}`);
    expect(order).toEqual([...order].sort().reverse());
    const [unit] = units;
    const own = await product.get<NewestLateAnswer>(`/api/v1/newest-late?scope=unit:${unit?.code}`);
    expect(own.units).toEqual([unit]);
  });

  it('says of a late dossier how many working days it is late', async () => {
    const { items } = await product.dossiers('?status=inProgress&lateness=late&limit=500');
    for (const item of items) {
      const days = Math.floor((now - Date.parse(item.dueAt as string)) / DAY_MS);
      expect(item.lateWorkingDays).toBeLessThanOrEqual(days + 1);
    }
    expect(items.some(({ lateWorkingDays }) => lateWorkingDays > 0)).toBe(true);
  });

  it.each([
    ['/dossiers?lateness=soon', 'lateness', 'soon', /early, onTime, late, withinDue, dueSoon, none/],
    ['/dossiers?status=lost', 'status', 'lost', /registered, received.*inProgress/],
    ['/dossiers?channel=fax', 'channel', 'fax', /counter, online, postal/],
    ['/dossiers?scope=area:999', 'scope', 'area:999', /area:CODE/],
    ['/dossiers?unit=H99', 'unit', 'H99', /unit code/],
    ['/dossiers?limit=0', 'limit', '0', /from 1 to 500/],
    ['/dossiers?limit=501', 'limit', '501', /from 1 to 500/],
    ['/dossiers?limit=ten', 'limit', 'ten', /from 1 to 500/],
    ['/dossiers?cursor=abc', 'cursor', 'abc', /nextCursor/],
    ['/dossiers?cursor=bnVsbA', 'cursor', 'bnVsbA', /nextCursor/],
    [`/dossiers?sort=due&cursor=${OF_OTHER_SORT}`, 'cursor', OF_OTHER_SORT, /sort=due/],
    ['/dossiers?sort=late', 'sort', 'late', /newestLate, overdue, due, received/],
    ['/dossiers?from=2021-02-01', 'to', undefined, /YYYY-MM-DD/],
    ['/dossiers?from=1.2.2021&to=2021-02-03', 'from', '1.2.2021', /YYYY-MM-DD/],
    ['/cases?kind=feedback&field=x', 'field', 'x', /only dossiers/],
    ['/case-counts?by=unit', 'by', 'unit', /officer, procedure, field/],
    ['/case-counts?kind=feedback&by=field', 'by', 'field', /officer/],
    [`/dossiers?q=${'x'.repeat(201)}`, 'q', 'x'.repeat(201), /200 characters/],
    ['/dossiers?status=received&status=returned', 'status', ['received', 'returned'], /one value/],
    ['/snapshot?scope=nowhere', 'scope', 'nowhere', /province, area:CODE/],
    ['/snapshot?from=2021-02-30&to=2021-03-01', 'from', '2021-02-30', /YYYY-MM-DD/],
    ['/snapshot?from=2021-02-01', 'to', undefined, /YYYY-MM-DD/],
    ['/snapshot?from=2021-02-02&to=2021-02-01', 'to', '2021-02-01', /not before from/],
  ])('GET %s is refused naming field, value and what is accepted', async (path, field, value, accepted) => {
    const { status, type, problem } = await refusal(path);
    expect(status).toBe(400);
    expect(type).toContain('application/problem+json');
    expect(problem).toMatchObject({
      type: 'about:blank',
      status: 400,
      field,
      accepted: expect.stringMatching(accepted),
    });
    expect(problem.value).toEqual(value);
    expect(problem.detail).toContain(field);
  });
});

describe('GET /api/v1/dossiers/CODE', () => {
  it('gives one dossier with its events and steps, each once, also when they were sent twice', async () => {
    const code = '000.00.32.H10-211004-00017';
    const sent = [
      messageOf(
        snapshotEvent(
          {
            code,
            status: 'received',
            channel: 'online',
            applicantType: 'citizen',
            receivedAt: '2021-10-04T08:10:00+07:00',
            dueAt: '2021-10-08T17:00:00+07:00',
            paidOnline: true,
            feeVnd: 0,
            digitised: false,
            officer: null,
          },
          { id: 'e1', time: '2021-10-04T08:10:00+07:00' },
        ),
        1,
      ),
      messageOf(
        progressEvent(
          {
            code,
            status: 'processing',
            department: 'Phòng Tư pháp',
            officer: { id: 'cb-0412', name: 'Trần Văn B' },
            step: { startedAt: '2021-10-05T09:30:00+07:00', dueAt: '2021-10-06T17:00:00+07:00' },
          },
          { id: 'e2', time: '2021-10-05T09:30:00+07:00' },
        ),
        2,
      ),
    ];
    await product.produce([...sent, ...sent]);
    const path = `/api/v1/dossiers/${encodeURIComponent(code)}`;
    await eventually(async () => {
      const [row] = await product.query<{ n: string }>(
        `SELECT count() AS n FROM events FINAL WHERE code = '${code}'`,
      );
      return Number(row?.n) === 4 && (await product.dossiers(`?q=${code}`)).total === 1;
    });
    const detail = await product.get<DossierDetail>(path);
    expect(detail).toMatchObject({
      code,
      status: 'processing',
      statusAt: '2021-10-05T09:30:00+07:00',
      unit: { code: 'H10.2.03', name: 'UBND huyện Lộc Ninh' },
      channel: 'online',
      applicantType: 'citizen',
      receivedAt: '2021-10-04T08:10:00+07:00',
      dueAt: '2021-10-08T17:00:00+07:00',
      dueComputed: false,
      finishedAt: null,
      lateness: 'late',
      department: 'Phòng Tư pháp',
      officer: { id: 'cb-0412', name: 'Trần Văn B' },
      feeVnd: 0,
      paidOnline: true,
      digitised: false,
      electronicResult: null,
    });
    expect(detail.events.map(({ id, type }) => [id, type])).toEqual([
      ['e2', 'dossier.progress.v1'],
      ['e1', 'dossier.snapshot.v1'],
    ]);
    expect(detail).toMatchObject({ eventsTotal: 2, nextEventsCursor: null, stepsTotal: 1 });
    expect(detail.events[1]?.fields).toMatchObject({ officer: null, feeVnd: 0, status: 'received' });
    expect(detail.events[1]?.fields).not.toHaveProperty('electronicResult');
    expect(detail.steps).toEqual([
      {
        startedAt: '2021-10-05T09:30:00+07:00',
        dueAt: '2021-10-06T17:00:00+07:00',
        department: 'Phòng Tư pháp',
        officer: { id: 'cb-0412', name: 'Trần Văn B' },
        status: 'processing',
        overdue: true,
      },
    ]);
  });

  it('gives the events of a crowded dossier page by page, newest first, however many ask', async () => {
    const code = 'CROWDED';
    const events = Array.from({ length: CROWD }, (_, i) =>
      messageOf(
        progressEvent(
          {
            code,
            status: 'processing',
            department: `Phòng ${i}`,
            step: { dueAt: '2021-10-06T17:00:00+07:00' },
          },
          { id: `crowd-${i}`, time: new Date(CROWD_FROM_MS + (i >> 1) * 1_000).toISOString() },
        ),
      ),
    );
    await product.produce(events);
    const page = (query: string) => product.get<DossierDetail>(`/api/v1/dossiers/${code}?${query}`);
    await eventually(async () => {
      expect(await page('')).toMatchObject({ eventsTotal: CROWD, stepsTotal: CROWD });
      return true;
    });
    const before = await rssMb(server);
    const answers = await Promise.all(Array.from({ length: 8 }, () => page('')));
    for (const detail of answers) expect([detail.events.length, detail.steps.length]).toEqual([100, 200]);
    expect((await rssMb(server)) - before).toBeLessThan(60);

    const seen: string[] = [];
    let [pages, cursor] = [0, ''];
    for (let detail = await page('events=500'); ; detail = await page(`events=500&eventsCursor=${cursor}`)) {
      seen.push(...detail.events.map(({ id, time }) => `${Date.parse(time)} ${id}`));
      pages++;
      cursor = detail.nextEventsCursor ?? '';
      if (cursor === '') break;
    }
    expect(pages).toBe(CROWD / 500);
    expect(new Set(seen).size).toBe(CROWD);
    const times = seen.map((one) => Number(one.split(' ')[0]));
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(await product.get<DossierDetail>(`/api/v1/dossiers/${code}`)).toMatchObject({
      statusAt: formatTime(times[0] as number),
    });

    const quality = await product.get<QualityReport>('/api/v1/quality?from=2021-01-01&to=2021-12-31');
    expect(quality.sources[0]?.crowdedDossiers).toEqual({ dossiers: 1, most: [{ code, events: CROWD }] });
    const metrics = await (await viewerFetch(`${product.serverUrl}/metrics`)).text();
    expect(metrics).toContain('monitor_crowded_dossiers_total 1');
  });

  it.each([
    ['events=0', 'events'],
    ['events=501', 'events'],
    ['eventsCursor=x', 'eventsCursor'],
  ])('refuses %s of one dossier', async (query, field) => {
    const { status, problem } = await refusal(`/dossiers/CROWDED?${query}`);
    expect([status, problem.field]).toEqual([400, field]);
  });

  it('stops the clock of the last step when the dossier closes or is paused', async () => {
    const step = { startedAt: '2021-10-05T09:30:00+07:00', dueAt: '2021-10-06T17:00:00+07:00' };
    const ended = (code: string, status: Status, time: string) => [
      messageOf(progressEvent({ code, status: 'processing', step }, { time: '2021-10-05T09:30:00+07:00' })),
      messageOf(progressEvent({ code, status }, { time })),
    ];
    await product.produce([
      ...ended('STEP-DONE', 'processed', '2021-10-06T16:00:00+07:00'),
      ...ended('STEP-PAUSED', 'awaitingSupplement', '2021-10-06T16:00:00+07:00'),
      ...ended('STEP-LATE', 'processed', '2021-10-06T17:30:00+07:00'),
    ]);
    const overdue = async (code: string) => {
      const { status, steps } = await product.get<DossierDetail>(`/api/v1/dossiers/${code}`);
      return status === 'processing' ? 'not yet' : steps.map((one) => one.overdue);
    };
    await eventually(async () => {
      expect(await overdue('STEP-DONE')).toEqual([false]);
      expect(await overdue('STEP-PAUSED')).toEqual([false]);
      expect(await overdue('STEP-LATE')).toEqual([true]);
      return true;
    });
  });

  it('answers 404 for a code that nobody sent', async () => {
    const { status, problem } = await refusal('/dossiers/NOBODY');
    expect(status).toBe(404);
    expect(problem).toMatchObject({ status: 404, field: 'code', value: 'NOBODY' });
  });

  it('answers 404 for a route that does not exist', async () => {
    expect((await refusal('/nothing')).status).toBe(404);
  });
});

describe('a text in whatever form it comes', () => {
  const SEARCHES = ['Đất rừng ven biển', 'ĐẤT RỪNG', 'đất rừng ven biển'.normalize('NFD'), ' đất\u00a0rừng '];
  const code = '000.00.32.H10-260104-00099';
  const texts = (text: string) => [...spellingsOf(text), text.toUpperCase()];
  const fields = texts('Lĩnh vực Đo đạc');
  const codes = [...spellingsOf(code), code.toLowerCase()];
  const departments = spellingsOf('Phòng Đo đạc');
  const codeAt = (i: number) => codes[i % codes.length] as string;

  it('is one dossier, one row of a report, one unit, and found by each', async () => {
    const time = (i: number) => formatTime(now - DAY_MS + i * 1_000);
    const snapshots = fields.map((field, i) => {
      const data = {
        code: `SP-${i}`,
        unit: { code: ['h10.2.04', 'H10.2.04 ', 'H10\u200b.2.04'][i % 3] as string },
        procedure: { code: '9.777', name: texts('Đất rừng ven biển')[i] as string, field },
      };
      return { ...messageOf(snapshotEvent(data, { time: time(i) })), key: null };
    });
    const steps = codes.map((spelling, i) => ({
      key: codeAt(i + 1),
      value: JSON.stringify(
        progressEvent(
          { code: spelling, status: 'processing', department: departments[i % departments.length] as string },
          { time: time(i) },
        ),
      ),
    }));
    await product.produce([...snapshots, ...steps]);
    const byHttp = codes.map((spelling, i) =>
      progressEvent({ code: spelling, status: 'processing' }, { time: time(i + 100) }),
    );
    expect((await postJson(product, byHttp)).status).toBe(202);
    const portal = portalMessage('DongBoHoSoMC', [
      portalDossier({ MaHoSo: ` ${code.toLowerCase()}\u00a0`, NgayTiepNhan: '04/01/2026 08:00:00' }),
    ]);
    expect((await postJson(product, portal, '/intake/dvcqg')).status).toBe(202);

    await eventually(async () => (await product.dossiers('?q=SP-')).total === fields.length);
    await eventually(async () => (await detailOf(code)).events.length === 2 * codes.length + 1);
    for (const spelling of codes) expect((await detailOf(spelling)).code).toBe(code);
    expect((await detailOf(code)).department).toBe('Phòng Đo đạc');
    expect((await product.dossiers(`?q=${code.slice(0, 20).toLowerCase()}`)).total).toBe(1);
    for (const q of SEARCHES)
      expect([q, (await product.dossiers(`?q=${encodeURIComponent(q)}`)).total]).toEqual([q, fields.length]);
    for (const query of ['unit=h10.2.04', 'scope=unit:%20h10.2.04', 'unit=H10.2.04%C2%A0&procedure=9.777%20'])
      expect([query, (await product.dossiers(`?${query}`)).total]).toEqual([query, fields.length]);
    const report = await product.get<Report06a>('/api/v1/reports/06a?by=field');
    const rows = report.rows.filter(({ name }) => /đo đạc/i.test(name.normalize('NFC')));
    expect(rows.map(({ code, counts }) => [code, counts.received.total])).toEqual([
      ['Lĩnh vực Đo đạc', fields.length],
    ]);
    expect((await product.snapshot()).feed.deadLetters).toBe(0);
  });

  const detailOf = (spelling: string) =>
    product.get<DossierDetail>(`/api/v1/dossiers/${encodeURIComponent(spelling)}`);
});

describe('codes that are no plain words', () => {
  const ODD = ['12/2021/HS', 'HS 7', '100%', '%41', 'HS-Đất', 'A?B#C', 'a+b', '1.2/..'];

  it('are found by the path, encoded or decoded by a proxy, and by the parameter', async () => {
    await product.produce(ODD.map((code) => messageOf(snapshotEvent({ code }))));
    const known = (code: string) => product.dossiers(`?${new URLSearchParams({ q: code })}`);
    await eventually(async () => (await Promise.all(ODD.map(known))).every(({ total }) => total > 0));
    const gateway = await Gateway.open(product.serverUrl, { decodesPath: true });
    const codeAt = async (url: string) => ((await (await viewerFetch(url)).json()) as { code: string }).code;
    for (const code of ODD) {
      const path = `/api/v1/dossiers/${encodeURIComponent(code)}`;
      const query = `/api/v1/dossier?${new URLSearchParams({ code })}`;
      const expected = canonicalDossierCode(code);
      expect([await codeAt(product.serverUrl + path), await codeAt(gateway.url + query)]).toEqual([
        expected,
        expected,
      ]);
      expect([code, await codeAt(gateway.url + path)]).toEqual([code, expected]);
    }
    gateway.close();
    const { problem } = await refusal('/dossier');
    expect(problem).toMatchObject({ field: 'code', accepted: 'the code of a dossier' });
  });
});
