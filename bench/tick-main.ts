/**
 * `npm run bench:tick`: what a tick of the server costs over 100 k, 1 M and 10 M dossiers, beside one plain scan of
 * the state table that counts the same cells, in the same run.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { FastDecoder } from '../ingest/fast-decoder.ts';
import { eventBlock, insertEvents } from '../clickhouse/events-table.ts';
import { connect, selectJson } from '../clickhouse/client.ts';
import { loadProvincePack } from '../pack/load-pack.ts';
import { Board } from '../server/state/board.ts';
import { formatTime } from '../contract/time.ts';
import { percentiles } from './percentiles.ts';
import { sampleEvent } from './sample-events.ts';
import { note, withStand } from './stand.ts';

const quick = process.argv.includes('--quick');
const SIZES = quick ? [100_000, 1_000_000] : [100_000, 1_000_000, 10_000_000];
const TICKS = quick ? 20 : 60;
const SCANS = quick ? 3 : 5;
/** What 500 events a second bring to one of four ticks a second. */
const EVENTS_PER_TICK = 125;

type Figures = Record<string, { p50: number; p99: number }>;

await withStand(process.env, async (stand) => {
  const client = connect(stand.clickHouse, 'insert');
  const reader = connect(stand.clickHouse, 'report');
  const pack = await loadProvincePack('sample/binh-phuoc');
  const tickMs: Figures = {};
  const fullScanMs: Figures = {};
  const loadSeconds: Record<string, number> = {};
  let known = 0;
  for (const size of SIZES) {
    await addDossiers(client, known, size);
    known = size;
    const board = new Board(reader, pack);
    const startedAt = performance.now();
    await board.load(Date.now());
    await board.tick(Date.now());
    loadSeconds[size] = Math.round((performance.now() - startedAt) / 100) / 10;
    tickMs[size] = percentiles(await measureTicks(client, board, size));
    fullScanMs[size] = percentiles(await measureScans(reader));
    note(
      `${size} dossiers: tick ${JSON.stringify(tickMs[size])}, scan ${JSON.stringify(fullScanMs[size])}, load ${loadSeconds[size]} s`,
    );
  }
  const last = String(SIZES.at(-1));
  const ratio = Math.round(((tickMs[last]?.p50 ?? 0) / (fullScanMs[last]?.p50 ?? 1)) * 1_000) / 1_000;
  const rssMb = Math.round(process.memoryUsage().rss / 2 ** 20);
  await client.close();
  await reader.close();
  console.log(
    JSON.stringify({ eventsPerTick: EVENTS_PER_TICK, tickMs, fullScanMs, ratio, loadSeconds, rssMb }),
  );
});

/** Dossiers of a year, 98 of 100 settled, straight into the state table. */
async function addDossiers(client: ClickHouseClient, from: number, to: number): Promise<void> {
  const received = `(toUnixTimestamp(now()) - 300 * 86400 + (number * 2399) % (290 * 86400)) * 1000`;
  const code = (value: string) => `toUInt64(t) * 256 + ${value}`;
  const time = (ms: string) => `bitOr(bitShiftLeft(toUInt128(t), 64), toUInt128(toUInt64(${ms})))`;
  const texts = (...parts: string[]) =>
    `concat(reverse(reinterpretAsFixedString(toInt64(t))), ${parts.map((part) => `${part}, '\\0'`).join(', ')})`;
  const step = 1_000_000;
  for (let begin = from; begin < to; begin += step) {
    await client.command({
      query: `INSERT INTO dossier_states (code, firstEventMs, status, unit, channel, procedure, officer, receivedAt, dueAt, finishedAt)
        SELECT concat('000.00.00.H10-210104-', toString(number)), ${received} AS t,
          ${code('if(number % 50 = 0, 4, 10)')},
          ${texts("concat('H10.2.', leftPad(toString(1 + number % 11), 2, '0'))", "''")}, ${code('1 + number % 3')},
          ${texts("concat('1.00', toString(5000 + number % 1500))", "'Cấp giấy chứng nhận'", "'Đất đai'", "'3'")},
          ${texts("concat('cb-', toString(number % 800))", "'Cán bộ'")},
          ${time('t')}, ${time('t + 5 * 86400000')}, ${time('t + (number % 7) * 86400000')}
        FROM numbers(${begin}, ${Math.min(step, to - begin)})`,
    });
  }
}

async function measureTicks(client: ClickHouseClient, board: Board, size: number): Promise<number[]> {
  const block = eventBlock();
  const decoder = new FastDecoder();
  const times: number[] = [];
  for (let tick = 0; tick < TICKS; tick++) {
    for (let i = 0; i < EVENTS_PER_TICK; i++) {
      const event = sampleEvent(tick * EVENTS_PER_TICK + i, Date.now());
      event.data.code = `000.00.00.H10-210104-${(tick * 7_919 + i * 104_729) % size}`;
      const place = {
        kafkaPartition: i % 8,
        generation: 0,
        kafkaOffset: size * 1_000 + tick * EVENTS_PER_TICK + i,
      };
      const value = Buffer.from(JSON.stringify({ ...event, time: formatTime(Date.now()) }));
      if (!decoder.decode(null, value, block, place)) throw new Error('the sample event is irregular');
    }
    await insertEvents(client, [block.take()]);
    const startedAt = performance.now();
    const { events } = await board.tick(Date.now());
    times.push(performance.now() - startedAt);
    if (events !== EVENTS_PER_TICK)
      throw new Error(`a tick read ${events} events instead of ${EVENTS_PER_TICK}`);
  }
  return times;
}

/** The cells of one period counted by reading every dossier: what a server without kept figures would ask each tick. */
async function measureScans(client: ClickHouseClient): Promise<number[]> {
  const query = `SELECT unitCode, channel, status, receivedAt < toStartOfYear(now()) AS carriedOver,
      toDate(finishedAt) > toDate(dueAt) AS finishedLate, toDate(dueAt) < today() AS dueBefore, count() AS n
    FROM dossiers GROUP BY ALL`;
  const times: number[] = [];
  for (let scan = 0; scan < SCANS; scan++) {
    const startedAt = performance.now();
    await selectJson(client, query);
    times.push(performance.now() - startedAt);
  }
  return times;
}
