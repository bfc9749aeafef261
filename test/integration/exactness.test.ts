import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../clickhouse/client.ts';
import type { DossierDetail } from '../../contract/api.ts';
import type { Counts } from '../../contract/counts.ts';
import type { DossierEvent } from '../../contract/event.ts';
import { DOSSIER } from '../../contract/fields.ts';
import { formatTime } from '../../contract/time.ts';
import { parsePeriod } from '../../contract/watch-period.ts';
import type { RecountResult } from '../../server/state/log/recount.ts';
import { sumCounts } from '../support/dossier-facts.ts';
import { arbitraryLog } from '../support/arbitrary-events.ts';
import { eventually } from '../support/eventually.ts';
import {
  counted,
  countsOf,
  ORACLE_FIELDS,
  recount,
  storedValues,
  type OracleDossier,
} from '../support/oracle.ts';
import { Product } from '../support/product.ts';

const PERIODS = [
  '?from=2021-01-01&to=2021-12-31',
  '?from=2021-03-10&to=2021-04-20',
  '?from=2021-06-01&to=2021-06-01',
];
const [seed] = [Number(process.env['SEED'] ?? Date.now() % 1e9)];

let product: Product;
const sent: DossierEvent[] = [];

/** Every event twice, shuffled, over all partitions, in batches of any size. */
async function sendShuffled(events: DossierEvent[], random: number): Promise<void> {
  const [order] = fc.sample(fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }), {
    seed: random,
    numRuns: 1,
  });
  const messages = (order as DossierEvent[]).map((event, i) => {
    return { key: event.data.code, value: JSON.stringify(event), partition: (i * 7 + random) % 8 };
  });
  await product.produce(messages);
  sent.push(...events);
}

async function expectEqualToOracle(): Promise<void> {
  const dossiers = recount(sent);
  await eventually(async () => {
    const [row] = await product.query<{ n: string }>('SELECT count() AS n FROM events FINAL');
    return Number(row?.n) === sent.length * 2;
  });
  for (const query of PERIODS) {
    const params = new URLSearchParams(query);
    const period = parsePeriod(params.get('from'), params.get('to'));
    const expected = countsOf(dossiers.values(), period, Date.now());
    await eventually(async () => {
      const { counts } = await product.snapshot(query);
      expect(withoutDueSoon(counts)).toEqual(withoutDueSoon(expected));
      return true;
    }, 30_000);
    const figures = await product.snapshot(query);
    expect(sumCounts(figures.units.map((unit) => unit.counts))).toEqual(figures.counts);
    expect(sumCounts(figures.areas.map((area) => area.counts))).toEqual(figures.counts);
  }
  // The states are joined a moment after the log.
  await eventually(async () => {
    await expectStateEqual(dossiers);
    return true;
  }, 20_000);
  const result = await product.get<RecountResult>('/api/v1/recount');
  expect(result).toMatchObject({ equal: true, differences: [] });
}

/** Field by field, as ClickHouse holds it. */
async function expectStateEqual(dossiers: Map<string, OracleDossier>): Promise<void> {
  const ms = (column: string) => `toFloat64(toUnixTimestamp64Milli(d.${column}))`;
  const columns = DOSSIER.columns.map(({ name, value: { type } }) => {
    const value = type === 'time' ? ms(name) : type === 'amount' ? `toFloat64(d.${name})` : `d.${name}`;
    return `${value} AS stored_${name}`;
  });
  const rows = await product.query<Record<string, string | number>>(
    `SELECT d.code AS code, ${ms('firstEventAt')} AS firstAt, ${ms('statusAt')} AS toldAt, ${columns.join(', ')}
     FROM dossiers AS d`,
  );
  const held = rows.map((row) => [
    row['code'],
    row['firstAt'],
    row['toldAt'],
    Object.fromEntries(
      DOSSIER.stored.map((field) => [field.name, field.columns.map(({ name }) => row[`stored_${name}`])]),
    ),
  ]);
  const expected = [...dossiers].map(([code, { firstAt, fields }]) => [
    code,
    firstAt,
    fields['status']?.at ?? 0,
    Object.fromEntries(
      Object.keys(ORACLE_FIELDS).map((name) => [name, storedValues(name, fields[name]?.value)]),
    ),
  ]);
  const byCode = (rowsOf: unknown[][]) => new Map(rowsOf.map(([code, ...of]) => [code, of]));
  expect(byCode(held)).toEqual(byCode(expected));
}

/** The steps that progress events told, by dossier; without those that are revoked. */
function stepsTold(): Map<string, string[]> {
  const steps = new Map([...recount(sent).keys()].map((code) => [code, [] as string[]]));
  for (const { type, time, data } of counted(sent)) {
    if (type !== 'dossier.progress.v1' || data.step == null) continue;
    const { startedAt, dueAt } = data.step;
    if (startedAt == null && dueAt == null) continue;
    const { status, department = null, officer = null } = data;
    const step = [msOf(startedAt) || msOf(time), msOf(dueAt), status, department, officer?.id, officer?.name];
    steps.get(data.code)?.push(JSON.stringify(step));
  }
  return steps;
}

function msOf(text: string | null | undefined): number {
  return text == null ? 0 : Date.parse(text);
}

function withoutDueSoon(counts: Counts): Counts {
  return { ...counts, inProgress: { ...counts.inProgress, dueSoon: 0 } };
}

beforeAll(async () => {
  product = await Product.create();
  await Promise.all([product.startIngest(), product.startServer()]);
});

afterAll(async () => {
  await product.stop();
});

describe(`exactness (SEED=${seed})`, () => {
  it('any order, any repetition and any partition of events and corrections give the figures of a plain recount', async () => {
    const [events] = fc.sample(arbitraryLog('A', 60, 1_500), { seed, numRuns: 1 });
    await sendShuffled(events as DossierEvent[], seed);
    await expectEqualToOracle();
  });

  it('later events join what is known, field by field', async () => {
    for (const round of [1, 2]) {
      const [events] = fc.sample(arbitraryLog('A', 80, 400), { seed: seed + round, numRuns: 1 });
      await sendShuffled(events as DossierEvent[], seed + round);
      await expectEqualToOracle();
    }
  });

  it('each dossier shows the steps that its events told, each once, without those that are revoked', async () => {
    // Enough of them: each is three reads of the log.
    for (const [code, told] of [...stepsTold()].slice(0, 30)) {
      const { steps, stepsTotal } = await product.get<DossierDetail>(`/api/v1/dossiers/${code}`);
      const shown = steps.map(({ startedAt, dueAt, status, department, officer }) => {
        return JSON.stringify([msOf(startedAt), msOf(dueAt), status, department, officer?.id, officer?.name]);
      });
      expect([code, stepsTotal, shown.sort()]).toEqual([code, told.length, told.sort()]);
    }
  });

  it('a recount of the current year equals what is shown, and mends what does not', async () => {
    const now = Date.now();
    const today = (n: number): DossierEvent => ({
      specversion: '1.0',
      id: `today-${n}`,
      source: 'urn:test',
      type: 'dossier.snapshot.v1',
      time: formatTime(now - n * 60_000),
      data: {
        code: `TODAY-${n}`,
        unit: { code: 'H10.2.03' },
        status: n % 3 === 0 ? 'processed' : 'received',
        dueAt: n % 5 === 0 ? null : formatTime(now + (n - 10) * 3_600_000),
      },
    });
    await sendShuffled(
      Array.from({ length: 40 }, (_, n) => today(n)),
      5,
    );
    await eventually(async () => (await product.snapshot()).counts.received.counter >= 40);
    const equal = await product.get<RecountResult>('/api/v1/recount');
    expect(equal).toMatchObject({ equal: true, differenceCount: 0 });
    expect(equal.dossiers).toBeGreaterThanOrEqual(40);
    const before = await product.snapshot();
    // A row that slips into the log behind what the server has read: the fault that a recount is there for.
    // Received a minute ago: the figures that are recounted may be those of a tick that began before this row.
    const client = connect(product.clickHouse, 'insert');
    await client.command({
      query: `INSERT INTO events (kafkaPartition, generation, kafkaOffset, code, eventTime, told, status, unitCode)
        SELECT 0, 0, 0, 'SLIPPED', now64(3) - INTERVAL 1 MINUTE, 3, 4, 'H10.2.03'`,
    });
    await client.close();
    const mended = await product.get<RecountResult>('/api/v1/recount');
    expect(mended).toMatchObject({ differenceCount: 0 });
    const after = await product.snapshot();
    expect(after.counts.inProgress.total).toBe(before.counts.inProgress.total + 1);
    expect(after.feed.differences).toBe(0);
  });

  it('a server that starts later shows the same figures', async () => {
    const before = await product.snapshot(PERIODS[0]);
    await product.kill('server');
    await product.startServer();
    expect((await product.snapshot(PERIODS[0])).counts).toEqual(before.counts);
  });
});
