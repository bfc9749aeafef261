/**
 * `npm run bench:ingest`: a back-fill through ingest beside a kafkajs consumer that only counts and ClickHouse's own
 * Kafka engine, the same topic in the same run; then how long a produced event takes to be readable. `-- --quick`: a tenth
 * of it; `-- --soak MINUTES`: instead, 5,000 events a second for so long, and whether the merges keep up.
 */
import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { logLevel } from 'kafkajs';
import { connect, selectJson } from '../clickhouse/client.ts';
import { readEventsFrom } from '../clickhouse/events-table.ts';
import { readLogEnds } from '../clickhouse/log-part.ts';
import { migrate } from '../clickhouse/migrate.ts';
import { DOSSIER_LOG } from '../clickhouse/stream-log.ts';
import { nodeCommand } from '../embedded/child.ts';
import { freePort } from '../embedded/ports.ts';
import { ensureTopics } from '../ingest/topics.ts';
import { Kafka } from '../kafka/kafka.ts';
import { fillTopic } from './fill-topic.ts';
import { measureLatency } from './ingest-latency.ts';
import { measureKafkaEngine } from './kafka-engine.ts';
import { soak } from './ingest-soak.ts';
import { cpuMicros, peakRssMb } from './process-cost.ts';
import { note, withStand, type Stand } from './stand.ts';

const { values: flags } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, soak: { type: 'string' } },
});
const quick = flags.quick;
const EVENTS = quick ? 100_000 : 1_000_000;

/** Of a tick at 1 M dossiers (docs/benchmarks.md). */
const TICK_TARGET_MS = 50;

interface IngestFigures {
  eventsPerSecond: number;
  /** Until the states hold them too; ends with a pause of up to a second and a report of one. */
  joinedEventsPerSecond: number;
  cpuMicros: { ingest: number; engine: number; broker: number };
  peakRssMb: number;
}

await withStand(process.env, async (stand) => {
  const admin = new Kafka({ brokers: [stand.brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await ensureTopics(admin);
  await admin.disconnect();
  if (flags.soak !== undefined) {
    console.log(JSON.stringify(await soak(stand, Number(flags.soak))));
    return;
  }
  const bytes = await fillTopic(stand, EVENTS);
  const bare = await measureBare(stand);
  const ingest = await measureIngest(stand, 1);
  const board = await boardQuery(stand);
  const two = await measureIngest(stand, 2);
  const engine = await measureKafkaEngine(stand, EVENTS);
  const latencyMs = await measureLatency(
    stand,
    'ioc_1',
    quick ? [10, 500] : [10, 500, 5_000],
    quick ? 5 : 20,
  );
  const round = (value: number) => Math.round(value * 100) / 100;
  console.log(
    JSON.stringify({
      events: EVENTS,
      bytesPerEvent: Math.round(bytes),
      bareEventsPerSecond: bare.eventsPerSecond,
      eventsPerSecond: ingest.eventsPerSecond,
      joinedEventsPerSecond: ingest.joinedEventsPerSecond,
      twoProcessesEventsPerSecond: two.eventsPerSecond,
      engineEventsPerSecond: engine.eventsPerSecond,
      ratioToBare: round(ingest.eventsPerSecond / bare.eventsPerSecond),
      ratioToEngine: round(ingest.eventsPerSecond / engine.eventsPerSecond),
      joinedRatioToEngine: round(ingest.joinedEventsPerSecond / engine.eventsPerSecond),
      cpuMicrosPerEvent: {
        bare: round(bare.cpuMicrosPerEvent),
        ingest: round(ingest.cpuMicros.ingest),
        clickHouse: round(ingest.cpuMicros.engine),
        broker: round(ingest.cpuMicros.broker),
        kafkaEngine: round(engine.cpuMicrosPerEvent),
      },
      peakRssMb: ingest.peakRssMb,
      boardQuery: board,
      firstRowsOfEngineMs: engine.firstRowsMs,
      latencyMs,
    }),
  );
});

async function measureBare(stand: Stand): Promise<{ eventsPerSecond: number; cpuMicrosPerEvent: number }> {
  const [command, ...args] = nodeCommand('bench/bare-consumer-main.ts', [stand.brokers, String(EVENTS)]);
  const { stdout } = await promisify(execFile)(command as string, args);
  const figures = JSON.parse(stdout.trim().split('\n').at(-1) as string) as {
    eventsPerSecond: number;
    cpuMicrosPerEvent: number;
  };
  note(`bare kafkajs consumer: ${figures.eventsPerSecond} events/s`);
  return figures;
}

/** A database of its own for each number of processes: an empty one is filled from the topic's beginning. */
async function measureIngest(stand: Stand, processes: number): Promise<IngestFigures> {
  const clickHouse = { ...stand.clickHouse, database: `ioc_${processes}` };
  await migrate(clickHouse);
  const client = connect(clickHouse, 'board');
  const stored = async () => {
    const [row] = await selectJson<{ n: number }>(client, 'SELECT toFloat64(count()) AS n FROM events');
    return row?.n ?? 0;
  };
  const joined = async () => {
    const [row] = await selectJson<{ n: number }>(
      client,
      'SELECT toFloat64(sum(joinedOffset)) AS n FROM lanes FINAL',
    );
    return row?.n ?? 0;
  };
  const started = Array.from({ length: processes }, async (_, i) =>
    stand.start(`ingest-${processes}-${i}`, 'ingest', {
      CLICKHOUSE_DATABASE: clickHouse.database,
      INTAKE_PORT: String(await freePort()),
    }),
  );
  const ingest = await Promise.all(started);
  // The start of the process is not the stream's: time runs from the first rows, and they are left out of the count.
  let first = 0;
  while ((first = await stored()) === 0) await sleep(5);
  const startedAt = performance.now();
  const cpuOf = () => ({
    ingest: ingest.reduce((sum, { pid }) => sum + cpuMicros(pid), 0),
    engine: cpuMicros(stand.enginePid),
    broker: cpuMicros(stand.brokerPid),
  });
  const before = cpuOf();
  const waitFor = async (reached: () => Promise<number>) => {
    while ((await reached()) < EVENTS) {
      // Each look costs the engine a few ms of the CPU that is measured.
      await sleep(200);
      if (performance.now() - startedAt > 120_000)
        throw new Error(`ingest stopped at ${await reached()} of ${EVENTS} rows`);
    }
    return (performance.now() - startedAt) / 1_000;
  };
  const seconds = await waitFor(stored);
  const after = cpuOf();
  const counted = EVENTS - first;
  const used = (name: keyof typeof before) => (after[name] - before[name]) / counted;
  const figures = {
    eventsPerSecond: Math.round(counted / seconds),
    joinedEventsPerSecond: Math.round(counted / (await waitFor(joined))),
    cpuMicros: { ingest: used('ingest'), engine: used('engine'), broker: used('broker') },
    peakRssMb: Math.max(...ingest.map(({ pid }) => peakRssMb(pid))),
  };
  note(
    `ingest, processes: ${processes}: ${figures.eventsPerSecond} events/s in the log, ${figures.joinedEventsPerSecond} with the states`,
  );
  await client.close();
  await Promise.all(ingest.map((one) => one.stop()));
  return figures;
}

/** The query of a tick right after the back-fill, ms, and how long until it is within the tick's target, s. */
async function boardQuery(stand: Stand): Promise<{ firstMs: number; withinTargetAfterSeconds: number }> {
  const client = connect({ ...stand.clickHouse, database: 'ioc_1' }, 'board');
  const ends = await readLogEnds(client, DOSSIER_LOG);
  const ask = async () => {
    const startedAt = performance.now();
    for await (const rows of readEventsFrom(client, DOSSIER_LOG, ends))
      if (rows.length > 0) throw new Error('rows past the end');
    return performance.now() - startedAt;
  };
  const startedAt = performance.now();
  const firstMs = Math.round(await ask());
  for (let tookMs = firstMs; tookMs > TICK_TARGET_MS; tookMs = await ask()) await sleep(1_000);
  const withinTargetAfterSeconds = Math.round((performance.now() - startedAt) / 100) / 10;
  note(
    `the query of a tick after the back-fill: ${firstMs} ms, within its target after ${withinTargetAfterSeconds} s`,
  );
  await client.close();
  return { firstMs, withinTargetAfterSeconds };
}
