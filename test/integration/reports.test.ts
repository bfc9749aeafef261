import { canonicalCode } from '../../contract/canonical.ts';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import readXlsxFile from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DossierItem, DossierPage, Figures, Problem } from '../../contract/api.ts';
import { NOT_COUNTED } from '../../contract/counting.ts';
import type { Counts } from '../../contract/counts.ts';
import type { DossierEvent } from '../../contract/event.ts';
import { addCell, classify, emptyCounts } from '../support/dossier-facts.ts';
import { FORM_COLUMNS, REPORT_CUTS, type Report06a, type ReportCut } from '../../contract/form-06a.ts';
import { periodEnd, periodStart } from '../../contract/period.ts';
import { CHANNELS } from '../../contract/status.ts';
import { formatTime, parseTime } from '../../contract/time.ts';
import { parsePeriod } from '../../contract/watch-period.ts';
import { computeDueAt } from '../../pack/due-date.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import type { ProvincePack } from '../../pack/province-pack.ts';
import { UnitRegistry } from '../../pack/unit-registry.ts';
import { WORKING_DAY_MS, WorkingCalendar } from '../../pack/working-calendar.ts';
import { csvRows } from '../support/csv-rows.ts';
import { arbitraryCorrections } from '../support/arbitrary-events.ts';
import { messageOf } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { factsOf, recount, type OracleDossier } from '../support/oracle.ts';
import { OWN_HOURS, sendPassingStream, writeInstantPack } from '../support/passing-stream.ts';
import { Product } from '../support/product.ts';
import { randomEvents } from '../support/random-events.ts';
import { Viewer } from '../support/viewer.ts';
import { viewerFetch } from '../support/viewer-fetch.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1e9);
const PERIOD = { from: '2021-03-10', to: '2021-07-20' };
const IN_PERIOD = `from=${PERIOD.from}&to=${PERIOD.to}`;
/** One of each level, one that the register does not know with a field and one without. */
const PROCEDURES = [
  { code: '2.000488' },
  { code: '1.005129', field: 'Hộ tịch' },
  { code: '1.001193' },
  { code: '2.000815', field: 'Chứng thực' },
  { code: '9.000001', name: '=Thủ tục lạ', field: 'Lĩnh vực lạ' },
  { code: '9.000002' },
  // Control characters are taken out at the edge: these two are one procedure.
  { code: '9' },
  { code: '9\u0001\u0002', name: '\u0000' },
];

let product: Product;
let packDir: string;
let pack: ProvincePack;
let calendar: WorkingCalendar;
let ownCalendar: WorkingCalendar;
let sent: DossierEvent[];

beforeAll(async () => {
  packDir = await writeInstantPack();
  pack = await loadProvincePack(packDir);
  calendar = new WorkingCalendar(pack.calendar);
  ownCalendar = new WorkingCalendar(pack.calendar, OWN_HOURS);
  product = await Product.create({ PROVINCE_PACK: packDir });
  await Promise.all([product.startIngest(), product.startServer()]);
  sent = randomEvents('R', 1_500, seed).map((event, i) => {
    if (!('procedure' in event.data) || event.data.procedure == null) return event;
    return {
      ...event,
      data: { ...event.data, procedure: PROCEDURES[i % PROCEDURES.length] },
    } as DossierEvent;
  });
  sent.push(...(fc.sample(arbitraryCorrections(sent), { seed, numRuns: 1 })[0] as DossierEvent[]));
  await product.produce(sent.map((event) => messageOf(event)));
  await eventually(async () => (await eventsRead()) === sent.length);
});
afterAll(async () => {
  await product?.stop();
  await rm(packDir, { recursive: true, force: true });
});

/** A report of the past; each number another one. */
const past = (number: number) =>
  `${product.serverUrl}/api/v1/reports/06a?${at(`2021-04-15T12:00:${String(number).padStart(2, '0')}Z`)}`;

async function lane(figure: string, name: string): Promise<number> {
  const metrics = await (await viewerFetch(`${product.serverUrl}/metrics`)).text();
  return Number(
    new RegExp(`^monitor_admission_${figure}\\{turnstile="${name}"\\} (\\d+)$`, 'm').exec(metrics)?.[1],
  );
}

/** Events that the server has counted. */
async function eventsRead(): Promise<number> {
  const metrics = await (await viewerFetch(`${product.serverUrl}/metrics`)).text();
  return Number(/^monitor_events_total (\d+)$/m.exec(metrics)?.[1]);
}

const reportOf = (query: string) => product.get<Report06a>(`/api/v1/reports/06a?${query}`);
const at = (asOf: string) => `asOf=${encodeURIComponent(asOf)}`;
const byCode = (rows: { code: string; counts: Counts }[]) =>
  Object.fromEntries(rows.filter(({ counts }) => holdsAny(counts)).map(({ code, counts }) => [code, counts]));
const holdsAny = (counts: Counts) => counts.received.total + counts.outside > 0;

function canonicalProcedure(procedure: Record<string, string> | null | undefined) {
  return procedure?.['code'] === undefined
    ? procedure
    : { ...procedure, code: canonicalCode(procedure['code']) };
}

/** Where the oracle puts a dossier in a cut. */
function rowOf(by: ReportCut, dossier: OracleDossier): string {
  const told = (field: string) => dossier.fields[field]?.value as Record<string, string> | null | undefined;
  const procedure = canonicalProcedure(told('procedure'));
  const known = pack.procedures.find(({ code }) => code === procedure?.['code']);
  const unit = new UnitRegistry(pack.units, pack.name).resolve({
    code: told('unit')?.['code'] ?? null,
    name: told('unit')?.['name'] ?? null,
  });
  switch (by) {
    case 'unit':
      return unit?.code ?? 'unmapped';
    case 'area':
      return unit?.area ?? 'none';
    case 'level':
      return known?.level ?? 'unknown';
    case 'field':
      return procedure?.['field'] ?? known?.field ?? 'unknown';
    case 'procedure':
      return procedure?.['code'] ?? 'unknown';
    case 'channel':
      return (dossier.fields['channel']?.value as string | null | undefined) ?? 'counter';
  }
}

/** The oracle's report of events, as of an instant. */
function expected(by: ReportCut, events: readonly DossierEvent[], atMs: number): Record<string, Counts> {
  const period = parsePeriod(PERIOD.from, PERIOD.to);
  const [startMs, endMs] = [periodStart(period), periodEnd(period, atMs)];
  const rows: Record<string, Counts> = {};
  for (const dossier of recount(events).values()) {
    const facts = factsOf(dossier);
    const ofUnit = rowOf('unit', dossier) === OWN_HOURS ? ownCalendar : calendar;
    const procedure = canonicalProcedure(
      dossier.fields['procedure']?.value as Record<string, string> | null | undefined,
    );
    const known = pack.procedures.find(({ code }) => code === procedure?.['code']);
    if (facts.dueAt === 0 && known) {
      const channel = CHANNELS[facts.channel - 1] ?? null;
      facts.dueAt = computeDueAt(known, facts.receivedAt, channel, ofUnit) ?? 0;
    }
    const dueSoonMs = ofUnit.addWorkingTime(endMs, WORKING_DAY_MS);
    const cell = classify(facts, { startMs, endMs, dueSoonMs, rule: 'instant' });
    if (cell !== NOT_COUNTED) addCell((rows[rowOf(by, dossier)] ??= emptyCounts()), cell, 1);
  }
  return rows;
}

describe(`a report of a period (SEED=${seed})`, () => {
  it.each(REPORT_CUTS)('by %s equals a plain recount and adds up to the snapshot', async (by) => {
    const report = await reportOf(`${IN_PERIOD}&by=${by}`);
    const snapshot = await product.snapshot(`?${IN_PERIOD}`);
    expect(byCode(report.rows)).toEqual(expected(by, sent, Date.now()));
    expect(report.total.counts).toEqual(snapshot.counts);
    expect(report).toMatchObject({
      by,
      scope: 'province',
      period: PERIOD,
      asOfBasis: 'arrival',
      dataTime: snapshot.dataTime,
      total: { balanced: true },
      invariant: { holds: true, rowsAddUp: true },
    });
    if (by === 'unit') expect(byCode(report.rows)).toEqual(byCode(snapshot.units));
    if (by === 'area') expect(byCode(report.rows)).toEqual(byCode(snapshot.areas));
    if (by === 'level') {
      expect(Object.fromEntries(report.rows.map(({ code, procedures }) => [code, procedures]))).toMatchObject(
        {
          ...{ province: 1_371, district: 229, commune: 91, shared: 97 },
        },
      );
    }
  });

  it.each(['area:692', 'unit:H10.2.03'])(
    'of %s holds what the snapshot of it holds, in every cut',
    async (scope) => {
      const { counts } = await product.snapshot(`?${IN_PERIOD}&scope=${scope}`);
      expect(counts.received.total).toBeGreaterThan(0);
      for (const by of REPORT_CUTS) {
        const report = await reportOf(`${IN_PERIOD}&by=${by}&scope=${scope}`);
        expect(report.total.counts).toEqual(counts);
        expect(report.invariant).toMatchObject({ holds: true, rowsAddUp: true });
      }
    },
  );

  it('without a period is of the current year and by unit', async () => {
    const { period, counts } = await product.snapshot();
    const report = await reportOf('');
    expect(report).toMatchObject({ by: 'unit', period });
    expect(report.total.counts).toEqual(counts);
  });

  it('holds the same numbers as CSV and as a workbook, also as of its instant', async () => {
    for (const by of REPORT_CUTS) {
      const { asOf, rows, total } = await reportOf(`${IN_PERIOD}&by=${by}`);
      const again = await reportOf(`${IN_PERIOD}&by=${by}&${at(asOf)}`);
      expect(again.rows).toEqual(rows);
      expect(again.total).toEqual(total);
      const counts = [...rows, total].map((line) =>
        FORM_COLUMNS.filter(({ kind }) => kind === 'count').map(({ read }) => read(line)),
      );
      const figures = (cells: readonly unknown[]) =>
        FORM_COLUMNS.flatMap(({ kind }, i) =>
          kind === 'count' ? [Number(cells[cells.length - FORM_COLUMNS.length + i])] : [],
        );
      const csv = await download(`${IN_PERIOD}&by=${by}&format=csv`);
      expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
      expect(csv.headers.get('content-disposition')).toMatch(
        /^attachment; filename="form-06a_binh-phuoc_province_[a-z]+_2021-03-10_2021-07-20_[\dT-]+\.csv"$/,
      );
      const lines = csvRows(await csv.text());
      expect(lines.slice(1, rows.length + 2).map(figures)).toEqual(counts);
      expect(lines[rows.length + 2]?.[1]).toContain('đúng ở mọi dòng');
      const [sheet] = await readXlsxFile(
        Buffer.from(await (await download(`${IN_PERIOD}&by=${by}&format=xlsx`)).arrayBuffer()),
      );
      expect(sheet?.data.slice(5, rows.length + 6).map(figures)).toEqual(counts);
    }
  });
});

async function download(query: string): Promise<Response> {
  const response = await viewerFetch(`${product.serverUrl}/api/v1/reports/06a?${query}`);
  expect(response.status).toBe(200);
  return response;
}

describe('a report as of an instant', () => {
  it('before anything was shown counts the events of that time and earlier', async () => {
    for (const asOf of ['2021-04-15T12:00:00+07:00', '2021-09-01T00:00:00.002+07:00']) {
      const atMs = parseTime(asOf) as number;
      // What is known to be wrong is left out of every instant, whenever it was corrected.
      const early = sent.filter(
        ({ type, time }) => type === 'dossier.correction.v1' || Date.parse(time) <= atMs,
      );
      for (const by of ['unit', 'procedure'] as const) {
        const report = await reportOf(`${IN_PERIOD}&by=${by}&${at(asOf)}`);
        expect(report.asOfBasis).toBe('eventTime');
        expect(byCode(report.rows)).toEqual(expected(by, early, atMs));
      }
    }
  });

  it('equals what was shown then, in the middle of a stream and after the server was started again', async () => {
    const shown: Figures[] = [];
    const viewer = new Viewer(product.serverUrl);
    await viewer.connected();
    await viewer.watch('province');
    await viewer.watch('area:692', 'day');
    let streaming = true;
    const differing = () => new Set(shown.map(({ counts }) => JSON.stringify(counts))).size;
    const isEnough = () => differing() > 3;
    const stream = sendPassingStream(product, packDir, isEnough).finally(() => (streaming = false));
    while (streaming) {
      for (const query of ['', '?scope=unit:H10.2.03', `?${today()}`])
        shown.push(await product.snapshot(query));
      for (const [scope, period] of [
        ['province', 'year'],
        ['area:692', 'day'],
      ] as const) {
        shown.push(structuredClone(viewer.stream(scope, period).figures));
      }
      const last = shown.at(-1) as Figures;
      await expectShownAgain(last);
      await sleep(150);
    }
    await stream;
    viewer.close();
    expect(differing()).toBeGreaterThan(3);
    for (const figures of shown) await expectShownAgain(figures);
    // One that never saw the stream.
    await product.kill('server');
    await product.startServer();
    for (const figures of shown) await expectShownAgain(figures);
  }, 120_000);

  it('is counted one at a time: who would wait long is told when to come again', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => viewerFetch(past(i))));
    const told = answers.map(({ status, headers }) => `${status} ${headers.get('retry-after')}`);
    expect(new Set(told)).toEqual(new Set(['200 null', '429 15']));
    // One that is counted and eight that wait; when one ends before the last has asked, its place is taken again.
    const counted = told.filter((one) => one.startsWith('200')).length;
    expect(counted).toBeGreaterThanOrEqual(9);
    expect(counted).toBeLessThan(15);
    const refused = answers.find(({ status }) => status === 429) as Response;
    expect(((await refused.json()) as Problem).detail).toMatch(/up to 8 that wait for one .* in 15 s/);
  });

  it('is not begun for who has gone, and the same question of many is answered once', async () => {
    const gone = new AbortController();
    const given = Array.from({ length: 9 }, (_, i) =>
      viewerFetch(past(i), { signal: gone.signal }).catch(() => 'gone'),
    );
    await eventually(async () => (await lane('waiting', 'reads')) === 8);
    gone.abort();
    expect(new Set(await Promise.all(given))).toEqual(new Set(['gone']));
    await eventually(async () => (await lane('waiting', 'reads')) === 0);
    const answers = await Promise.all(Array.from({ length: 30 }, () => viewerFetch(past(40))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1);
    // The one that was being counted may have been answered before its asker was seen to have gone.
    expect([8, 9]).toContain(await lane('given_up_total', 'reads'));
  });

  it('waits in one order with the other reads of the log, and lists wait in another', async () => {
    const asked = [past(50), `${product.serverUrl}/api/v1/quality`, `${product.serverUrl}/api/v1/services`];
    const answers = Promise.all(asked.map((url) => viewerFetch(url)));
    const most = { running: 0 };
    const done = answers.then(() => true);
    while (!(await Promise.race([done, sleep(5, false)])))
      most.running = Math.max(most.running, await lane('running', 'reads'));
    expect((await answers).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(most.running).toBeLessThanOrEqual(1);
  });

  it('accepts a plus sign that an address turned into a space', async () => {
    const asOf = '2021-04-15T12:00:00+07:00';
    expect((await reportOf(`asOf=${asOf}`)).asOf).toBe(asOf);
  });
});

const today = () => {
  const day = formatTime(Date.now()).slice(0, 10);
  return `from=${day}&to=${day}`;
};

/** Figures that were shown, counted again as of their instant. */
async function expectShownAgain(figures: Figures): Promise<void> {
  const { scope, period, asOf } = figures;
  const query = `scope=${scope}&from=${period.from}&to=${period.to}&${at(asOf)}`;
  const report = await reportOf(query);
  expect({ asOf, ...report.total.counts }).toEqual({ asOf, ...figures.counts });
  expect(byCode(report.rows)).toEqual(byCode(figures.units));
  expect(report).toMatchObject({ asOfBasis: 'arrival', invariant: { holds: true, rowsAddUp: true } });
}

describe('a list of cases as a file', () => {
  const open = (query: string) => viewerFetch(`${product.serverUrl}/api/v1/dossiers?${query}`);

  it('holds every case of the list in its order, as CSV and as a workbook, and stands in the audit log', async () => {
    const items: DossierItem[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: DossierPage = await product.dossiers(`?limit=500${cursor && `&cursor=${cursor}`}`);
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    const total = items.length;
    const csv = await open('format=csv');
    expect(csv.headers.get('x-rows')).toBe(String(total));
    const [, ...rows] = csvRows(await csv.text());
    const codes = items.map(({ code }) => code);
    expect(rows.map(([code]) => code?.replace(/^'/, ''))).toEqual(codes);
    const xlsx = Buffer.from(await (await open('format=xlsx')).arrayBuffer());
    const [{ data } = { data: [] }] = await readXlsxFile(xlsx);
    expect(data.slice(1).map(([code]) => code)).toEqual(codes);
    await eventually(async () => {
      const noted = await product.query<{ detail: string }>(
        "SELECT detail FROM audit_log WHERE action = 'exported' AND target LIKE 'dossier_%'",
      );
      return noted.length === 2 && noted.every(({ detail }) => detail.startsWith(`${total} rows `));
    });
  });

  it('refuses a format that there is not', async () => {
    const problem = (await (await open('format=pdf')).json()) as Problem;
    expect(problem).toMatchObject({ status: 400, field: 'format', value: 'pdf' });
  });
});

describe('a report that cannot be made', () => {
  it.each([
    ['by=week', 'by', 'week', 'unit, area, level, field, procedure, channel'],
    ['format=pdf', 'format', 'pdf', 'json, csv, xlsx'],
    ['asOf=yesterday', 'asOf', 'yesterday', 'a time with an offset'],
    ['asOf=2021-04-15T12:00:00', 'asOf', '2021-04-15T12:00:00', 'a time with an offset'],
    ['asOf=2150-01-01T00:00:00Z', 'asOf', '2150-01-01T00:00:00Z', 'not in the future'],
    ['from=2021-01-01', 'to', undefined, 'a date'],
    ['from=2021-02-30&to=2021-03-01', 'from', '2021-02-30', 'a date'],
    ['scope=area:999', 'scope', 'area:999', 'province, area:CODE or unit:CODE'],
    ['by=unit&by=area', 'by', ['unit', 'area'], 'one value'],
  ])('%s names the field, the value and what is accepted', async (query, field, value, accepted) => {
    const response = await viewerFetch(`${product.serverUrl}/api/v1/reports/06a?${query}`);
    expect(response.status).toBe(400);
    const problem = (await response.json()) as Problem;
    expect(problem).toMatchObject({ field, ...(value !== undefined && { value }) });
    expect(problem.accepted).toContain(accepted);
  });
});
