import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../clickhouse/client.ts';
import type { ProgressData, SnapshotData } from '../../contract/event.ts';
import type { QualityReport, SourceQuality } from '../../contract/quality.ts';
import type { Status } from '../../contract/status.ts';
import { formatDay, formatTime, localDay } from '../../contract/time.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import { WorkingCalendar } from '../../pack/working-calendar.ts';
import { messageOf, progressEvent, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const now = Date.now();
const calendar = new WorkingCalendar((await loadProvincePack('sample/binh-phuoc')).calendar);
/** Office time begins, about two months ago. */
const BEGIN = calendar.nextOfficeInstant(calendar.addWorkingTime(now, -60 * 8 * HOUR));
const PERIOD = `?from=${formatDay(localDay(now - 200 * DAY))}&to=${formatDay(localDay(now + DAY))}`;

let product: Product;
let report: QualityReport;
let number = 0;
const messages: { key: string; value: string }[] = [];
const quality = (query = PERIOD) => product.get<QualityReport>(`/api/v1/quality${query}`);
const OF_NAMES = { source: 'urn:names' };
const of = (source: string) => report.sources.find((one) => one.source === source) as SourceQuality;

function tell(source: string, data: Partial<SnapshotData>, timeMs = now, id?: string) {
  const code = data.code ?? `Q-${number++}`;
  const options = { source, time: formatTime(timeMs), ...(id !== undefined && { id }) };
  messages.push(messageOf(snapshotEvent({ dueAt: formatTime(now + DAY), ...data, code }, options)));
}

/** One dossier with statuses an hour apart. */
function tellStages(source: string, code: string, statuses: readonly Status[]) {
  for (const [i, status] of statuses.entries()) {
    const data: ProgressData = { code, status };
    messages.push(messageOf(progressEvent(data, { source, time: formatTime(BEGIN + i * HOUR) })));
  }
}

beforeAll(async () => {
  product = await Product.create();
  await Promise.all([product.startIngest(), product.startServer()]);

  tell('urn:clean', { dueAt: formatTime(now + DAY) });
  for (let i = 0; i < 30; i++) tell('urn:silent', {}, BEGIN + i * 10 * MINUTE);
  for (const name of ['Cơ quan lạ', 'Cơ quan lạ', 'Cơ quan lạ']) tell('urn:units', { unit: { name } });
  tell('urn:units', { unit: { code: 'H99.9' } });
  tell('urn:units', { unit: null });
  tell('urn:units', { unit: { name: 'UBND huyện Lộc Ninh' } });
  // What is corrected is no finding any more.
  tell('urn:units', { code: 'Q-MOVED', unit: { name: 'Cơ quan cũ' } }, now - HOUR);
  tell('urn:units', { code: 'Q-MOVED', unit: { code: 'H10.2.03' } });

  const procedure = { code: '9.999999' };
  tell('urn:due', { dueAt: null, procedure });
  tell('urn:due', { dueAt: null, procedure, status: 'processed' });
  tell('urn:due', { dueAt: null, procedure: null, status: 'awaitingPayment' });
  tell('urn:due', { dueAt: null, procedure, status: 'withdrawn' });
  tell('urn:due', { dueAt: null, procedure, status: 'registered' });
  tell('urn:due', { dueAt: null, procedure: { code: '1.002809' } });
  tell('urn:due', { procedure });

  tell('urn:clock', {}, now + 3.5 * MINUTE);
  tell('urn:clock', {}, now + 4.5 * MINUTE);
  tell('urn:clock', {}, now + 30_000);

  const twice = `twice-${now}`;
  for (const code of ['Q-TWICE', 'Q-TWICE', 'Q-OTHER']) tell('urn:twice', { code }, now, twice);
  tell('urn:once', {}, now, twice);

  tellStages('urn:jumps', 'J-1', ['received', 'returned', 'registered']);
  tellStages('urn:jumps', 'J-2', ['processing', 'processed', 'received', 'processed', 'received']);
  tellStages('urn:jumps', 'J-3', ['withdrawn', 'processing']);
  tellStages('urn:jumps', 'J-4', [
    'received',
    'processing',
    'processed',
    'processing',
    'processed',
    'returned',
  ]);
  for (let i = 0; i < 110; i++) {
    tell('urn:never-pauses', { status: 'processed' });
    tell('urn:pauses', { status: i === 0 ? 'awaitingSupplement' : 'returned' });
  }

  await product.produce(messages);
  await product.produce([
    {
      key: 'BAD-1',
      value: JSON.stringify({ ...snapshotEvent({ code: 'BAD-1' }), data: { code: 'BAD-1', status: 'lost' } }),
    },
    {
      key: 'BAD-2',
      value: JSON.stringify({ ...snapshotEvent({ code: 'BAD-2' }), data: { code: 'BAD-2', status: 'gone' } }),
    },
    { key: 'BAD-3', value: '{' },
  ]);
  const stored = async () => {
    const [row] = await product.query<{ n: string }>(
      'SELECT (SELECT count() FROM events) + (SELECT count() FROM dead_letters) AS n',
    );
    return Number(row?.n) >= messages.length + 3;
  };
  await eventually(stored, 30_000);
  // A crash before the commit inserts the same rows again; nobody sent them twice.
  const client = connect(product.clickHouse, 'insert');
  await client.command({ query: "INSERT INTO events SELECT * FROM events WHERE source = 'urn:silent'" });
  await client.close();
  report = await quality();
});

afterAll(async () => {
  await product?.stop();
});

describe('GET /api/v1/quality', () => {
  it('lists every source with what it sent and when, and finds nothing wrong with a clean one', () => {
    expect(report.sources.map(({ source }) => source)).toEqual([
      'urn:clean',
      'urn:clock',
      'urn:due',
      'urn:jumps',
      'urn:never-pauses',
      'urn:once',
      'urn:pauses',
      'urn:silent',
      'urn:twice',
      'urn:units',
    ]);
    expect(of('urn:clean')).toEqual({
      source: 'urn:clean',
      events: 1,
      dossiers: 1,
      senders: [''],
      lastEventAt: formatTime(now),
      lastStoredAt: expect.any(String),
      silence: { isSilent: false, officeMs: expect.any(Number), usualGapMs: null },
      unmappedUnits: [],
      missingDueDates: { count: 0, of: 1 },
      clockSkew: { events: 0, greatestMs: 0 },
      lateArrivals: { events: 0, greatestMs: 0 },
      duplicates: 0,
      crowdedDossiers: { dossiers: 0, most: [] },
      names: { units: 1, procedures: 1, officers: 1 },
      impossibleTransitions: [],
      statusRewriting: { resolved: 0, paused: 0, reopenings: 0, notes: [] },
    });
    expect(Date.parse(of('urn:clean').lastStoredAt)).toBeGreaterThanOrEqual(now);
  });

  it('says which source is silent and since when, and how much came late', () => {
    const { silence, lastEventAt, lateArrivals, events, duplicates } = of('urn:silent');
    expect(silence).toMatchObject({ isSilent: true, usualGapMs: expect.any(Number) });
    expect(silence.officeMs).toBeGreaterThan(50 * 8 * HOUR);
    expect(silence.usualGapMs).toBeLessThanOrEqual(20 * MINUTE);
    expect(Date.parse(lastEventAt)).toBe(BEGIN + 290 * MINUTE);
    expect([events, duplicates, lateArrivals.events]).toEqual([30, 0, 30]);
    expect(lateArrivals.greatestMs).toBeGreaterThan(60 * DAY);
    const silent = report.sources.filter((one) => one.silence.isSilent).map(({ source }) => source);
    expect(silent).toEqual(['urn:jumps', 'urn:silent']);
  });

  it('lists the units that the registry does not know, with their dossiers', () => {
    expect(of('urn:units').unmappedUnits).toEqual([
      { code: null, name: 'Cơ quan lạ', dossiers: 3 },
      expect.anything(),
      expect.anything(),
    ]);
    expect(of('urn:units').unmappedUnits).toContainEqual({ code: 'H99.9', name: null, dossiers: 1 });
    expect(of('urn:units').unmappedUnits).toContainEqual({ code: null, name: null, dossiers: 1 });
  });

  it('counts open and resolved dossiers without a due date told or computable', () => {
    expect(of('urn:due').missingDueDates).toEqual({ count: 3, of: 5 });
  });

  it('counts events from a clock that is ahead, up to the bound, and the greatest advance', () => {
    const { clockSkew, events } = of('urn:clock');
    expect([events, clockSkew.events]).toEqual([3, 2]);
    expect(Math.abs(clockSkew.greatestMs - 4.5 * MINUTE)).toBeLessThan(3 * MINUTE);
  });

  it('counts events of one (source, id) that are stored more than once', () => {
    expect([of('urn:twice').events, of('urn:twice').duplicates]).toEqual([3, 2]);
    expect(of('urn:once').duplicates).toBe(0);
  });

  it('lists transitions that no handling explains; reopening is none', () => {
    expect(of('urn:jumps').impossibleTransitions).toEqual([
      { from: 'withdrawn', to: 'processing', count: 1, dossiers: 1, example: 'J-3' },
      { from: 'processed', to: 'received', count: 2, dossiers: 1, example: 'J-2' },
      { from: 'returned', to: 'registered', count: 1, dossiers: 1, example: 'J-1' },
    ]);
  });

  it('notes where pauses may have been rewritten to processed', () => {
    expect(of('urn:never-pauses').statusRewriting).toEqual({
      resolved: 110,
      paused: 0,
      reopenings: 0,
      notes: ['neverPaused'],
    });
    expect(of('urn:pauses').statusRewriting).toMatchObject({ resolved: 109, paused: 1, notes: [] });
    expect(of('urn:jumps').statusRewriting).toMatchObject({ reopenings: 3, notes: ['reopened'] });
  });

  it('shows dead letters as a whole, by field and reason', () => {
    expect(report.deadLetters.total).toBe(3);
    expect(report.deadLetters.groups).toEqual([
      {
        field: 'data.status',
        reason: expect.stringMatching(/^data\.status is "…"; accepted: registered, received/),
        count: 2,
        lastSeen: expect.any(String),
      },
      { field: '', reason: expect.stringMatching(/not JSON/), count: 1, lastSeen: expect.any(String) },
    ]);
  });

  it('keeps to the period, and still lists a source that told nothing in it', async () => {
    const later = await quality(`?from=${formatDay(localDay(now - DAY))}&to=${formatDay(localDay(now))}`);
    const jumps = later.sources.find(({ source }) => source === 'urn:jumps');
    expect(jumps).toMatchObject({
      events: 0,
      dossiers: 0,
      impossibleTransitions: [],
      silence: { isSilent: true },
    });
    const before = await quality('?from=2020-01-01&to=2020-12-31');
    expect(before).toMatchObject({ sources: [], deadLetters: { total: 0, groups: [] } });
  });

  it('lists the sources that told most when a sender makes up one for each event', async () => {
    const made = Array.from({ length: 250 }, (_, i) =>
      messageOf(snapshotEvent({ code: `MADE-${i}` }, { source: `urn:made-${i}` })),
    );
    await product.produce(made);
    await eventually(async () => (await product.dossiers('?q=MADE-')).total === made.length);
    const later = await quality();
    expect(later.sourcesTotal).toBe(report.sources.length + made.length);
    expect(later.sources).toHaveLength(200);
    expect(later.sources.map(({ source }) => source)).toContain('urn:silent');
  });

  it('names the units of most dossiers when a sender makes up one for each, the others together', async () => {
    const known = (i: number) => snapshotEvent({ code: `KNOWN-${i}`, unit: { code: 'H10.2.03' } }, OF_NAMES);
    const foreign = (i: number) =>
      snapshotEvent({ code: `FOREIGN-${i}`, unit: { name: 'Cơ quan lạ' } }, OF_NAMES);
    const madeUp = (i: number) =>
      snapshotEvent({ code: `NAME-${i}`, unit: { code: `A${i}`, name: `Đơn vị ${i}` } }, OF_NAMES);
    const events = [known(1), known(2), foreign(1), foreign(2), foreign(3)];
    for (let i = 0; i < 5_100; i++) events.push(madeUp(i));
    await product.produce(events.map((event) => messageOf(event)));
    await eventually(async () => (await product.dossiers('?q=NAME-')).total === 5_100);
    const { sources } = await quality();
    const { unmappedUnits } = sources.find(({ source }) => source === OF_NAMES.source) as SourceQuality;
    expect(unmappedUnits.slice(0, 2)).toEqual([
      { code: null, name: '…', dossiers: 102 },
      { code: null, name: 'Cơ quan lạ', dossiers: 3 },
    ]);
    // The unit of the province's list is among the 5,000, and is no finding.
    expect(unmappedUnits).toHaveLength(5_000);
  });
});
