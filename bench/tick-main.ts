/**
 * `npm run bench:tick`: what a tick of the server costs over 100 k, 1 M and 10 M dossiers, beside one plain scan of
 * the state table that counts the same cells, in the same run.
 */
import { TELLING_TYPES } from '../contract/event.ts';
import { DOSSIER } from '../contract/fields.ts';
import type { ClickHouseClient } from '@clickhouse/client';
import { setTimeout as sleep } from 'node:timers/promises';
import { FastDecoder } from '../ingest/decoding/fast-decoder.ts';
import { insertEvents } from '../clickhouse/events-table.ts';
import { insertLanes } from '../clickhouse/lanes-table.ts';
import { joinStates } from '../clickhouse/states-table.ts';
import { DOSSIER_LOG } from '../clickhouse/stream-log.ts';
import { connect, selectJson } from '../clickhouse/client.ts';
import { loadProvincePack } from '../pack/load-pack.ts';
import { Boards } from '../server/state/boards.ts';
import type { LogBoards } from '../server/state/log/log-boards.ts';
import { dayStart, formatTime, localDay } from '../contract/time.ts';
import { percentiles } from './percentiles.ts';
import { sampleEvent } from './sample-events.ts';
import { note, withStand } from './stand.ts';

const quick = process.argv.includes('--quick');
const SIZES = quick ? [100_000, 1_000_000] : [100_000, 1_000_000, 10_000_000];
const TICKS = quick ? 20 : 60;
const SCANS = quick ? 3 : 5;
/** What 500 events a second bring to one of four ticks a second. */
const EVENTS_PER_TICK = 125;
const PARTITIONS = 8;
const JOINED_AT_ONCE = 1_000_000;

/** Of a topic that nobody watches. */
const REPORT = { report: 1, partitions: 0, clockMs: 0 };

type Figures = Record<string, { p50: number; p99: number }>;

await withStand(process.env, async (stand) => {
  const client = connect(stand.clickHouse, 'insert');
  const reader = connect(stand.clickHouse, 'report');
  const pack = await loadProvincePack('sample/binh-phuoc');
  const tickMs: Figures = {};
  const fullScanMs: Figures = {};
  const queryMs: Figures = {};
  const loadSeconds: Record<string, number> = {};
  const bytesPerDossier: Record<string, number> = {};
  const midnightTickMs: Record<string, number> = {};
  for (const [i, size] of SIZES.entries()) {
    await addDossiers(client, SIZES[i - 1] ?? 0, size);
    const before = arrayBytes();
    const { dossier: board, dossiers } = new Boards(reader, pack);
    const startedAt = performance.now();
    await dossiers.load(Date.now());
    loadSeconds[size] = Math.round((performance.now() - startedAt) / 100) / 10;
    // What a wall watches.
    for (const period of ['day', 'month'] as const) await board.periodFigures(period, Date.now());
    bytesPerDossier[size] = Math.round((arrayBytes() - before) / size);
    const ticks = await measureTicks(client, dossiers, size);
    tickMs[size] = percentiles(ticks.map(({ tookMs }) => tookMs));
    queryMs[size] = percentiles(ticks.map(({ readMs }) => readMs));
    fullScanMs[size] = percentiles(await measureScans(reader));
    midnightTickMs[size] = await measureMidnight(dossiers);
    note(
      `${size} dossiers: tick ${JSON.stringify(tickMs[size])}, of it the query ${JSON.stringify(queryMs[size])}, ` +
        `scan ${JSON.stringify(fullScanMs[size])}, longest tick over midnight ${midnightTickMs[size]} ms, ` +
        `load ${loadSeconds[size]} s, ${bytesPerDossier[size]} bytes a dossier`,
    );
  }
  const last = String(SIZES.at(-1));
  const ratio = Math.round(((tickMs[last]?.p50 ?? 0) / (fullScanMs[last]?.p50 ?? 1)) * 1_000) / 1_000;
  await client.close();
  await reader.close();
  const figures = { tickMs, fullScanMs, ratio, queryMs, midnightTickMs, loadSeconds, bytesPerDossier };
  console.log(JSON.stringify({ eventsPerTick: EVENTS_PER_TICK, ...figures }));
});

/** Bytes of typed arrays that are in use. */
function arrayBytes(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().arrayBuffers;
}

/**
 * Dossiers of the last 300 days, those of the last four open and one in a hundred of the older ones: an event each in the
 * log, joined into the states as ingest does it.
 */
async function addDossiers(client: ClickHouseClient, from: number, to: number): Promise<void> {
  await client.command({
    query: `INSERT INTO events
        (kafkaPartition, generation, kafkaOffset, code, eventTime, type, id, source, told, status, unitCode, channel,
         procedureCode, procedureName, procedureField, procedureLevel, officerId, officerName, receivedAt, dueAt, finishedAt)
      SELECT number % ${PARTITIONS}, 0, intDiv(number, ${PARTITIONS}), concat('000.00.00.H10-210104-', toString(number)),
        toDateTime64(toUnixTimestamp(now()) - (number * 2399) % (300 * 86400), 3, 'UTC') AS t, 'dossier.snapshot.v1',
        toString(number), 'urn:bench', 8191, if(t > now() - INTERVAL 4 DAY OR number % 100 = 0, 4, 10),
        concat('H10.2.', leftPad(toString(1 + number % 11), 2, '0')), 1 + number % 3,
        concat('1.00', toString(5000 + number % 1500)), 'Cấp giấy chứng nhận', 'Đất đai', 3,
        concat('cb-', toString(number % 800)), 'Cán bộ', t, t + INTERVAL 5 DAY, t + INTERVAL (number % 4) DAY
      FROM numbers(${from}, ${to - from})`,
  });
  const partitions = Array.from({ length: PARTITIONS }, (_, kafkaPartition) => kafkaPartition);
  const place = (dossiers: number) => ({ generation: 0, offset: dossiers / PARTITIONS });
  for (let begin = from; begin < to; begin += JOINED_AT_ONCE) {
    const [first, end] = [place(begin), place(Math.min(to, begin + JOINED_AT_ONCE))];
    await joinStates(
      client,
      DOSSIER_LOG,
      partitions.map((kafkaPartition) => ({ kafkaPartition, from: first, to: end })),
    );
  }
  const { generation, offset } = place(to);
  const lane = { generation, nextOffset: offset, highWatermark: offset };
  await insertLanes(
    client,
    partitions.map((kafkaPartition) => {
      const joined = { joinedGeneration: generation, joinedOffset: offset };
      return {
        stream: 'dossier' as const,
        kafkaPartition,
        ...lane,
        ...joined,
        caughtUpAgoMs: 0,
        consumer: 'bench',
        checkedAt: 0,
        ...REPORT,
      };
    }),
  );
}

async function measureTicks(
  client: ClickHouseClient,
  dossiers: LogBoards,
  size: number,
): Promise<{ tookMs: number; readMs: number }[]> {
  const block = DOSSIER_LOG.rows.block();
  const decoder = new FastDecoder(DOSSIER, TELLING_TYPES);
  const ticks = [];
  await dossiers.tick(Date.now());
  for (let tick = 0; tick < TICKS; tick++) {
    for (let i = 0; i < EVENTS_PER_TICK; i++) {
      const n = tick * EVENTS_PER_TICK + i;
      const event = sampleEvent(n, Date.now());
      event.data.code = `000.00.00.H10-210104-${(tick * 7_919 + i * 104_729) % size}`;
      const kafkaOffset = size / PARTITIONS + Math.floor(n / PARTITIONS);
      const place = { kafkaPartition: n % PARTITIONS, generation: 0, kafkaOffset, sender: '' };
      const value = Buffer.from(JSON.stringify({ ...event, time: formatTime(Date.now()) }));
      if (!decoder.decode(null, value, block, place)) throw new Error('the sample event is irregular');
    }
    await insertEvents(client, DOSSIER_LOG, [block.take()]);
    const startedAt = performance.now();
    const { events, readMs } = await dossiers.tick(Date.now());
    ticks.push({ tookMs: performance.now() - startedAt, readMs });
    if (events !== EVENTS_PER_TICK)
      throw new Error(`a tick read ${events} events instead of ${EVENTS_PER_TICK}`);
  }
  return ticks;
}

/** The longest tick while the next day is counted, begins, and what was due on the last one becomes late, ms. */
async function measureMidnight(dossiers: LogBoards): Promise<number> {
  const midnight = dayStart(localDay(Date.now()) + 1);
  let longest = 0;
  const tick = async (nowMs: number) => {
    const startedAt = performance.now();
    const done = await dossiers.tick(nowMs);
    longest = Math.max(longest, performance.now() - startedAt);
    return [...done.boards.values()].some(({ renewed }) => renewed.size > 0);
  };
  await tick(midnight - 60_000);
  // The next day is counted in turns between the ticks.
  for (let n = 0; !(await tick(midnight + n)); n++) await sleep(100);
  return Math.round(longest);
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
