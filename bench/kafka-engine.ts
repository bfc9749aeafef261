/** The other reference of bench:ingest: ClickHouse's own Kafka table engine with JSONExtract into a plain table. */
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, selectJson } from '../clickhouse/client.ts';
import { EVENTS_TOPIC } from '../contract/topics.ts';
import { cpuMicros } from './process-cost.ts';
import { note, type Stand } from './stand.ts';

const STRINGS = [
  'code',
  'channel',
  'applicantType',
  'status',
  'submittedAt',
  'receivedAt',
  'dueAt',
  'finishedAt',
  'returnedAt',
];

export interface EngineFigures {
  eventsPerSecond: number;
  cpuMicrosPerEvent: number;
  firstRowsMs: number;
}

export async function measureKafkaEngine(stand: Stand, total: number): Promise<EngineFigures> {
  const client = connect(stand.clickHouse, 'migrate');
  const text = (path: string) => `JSONExtractString(raw, ${path})`;
  const columns = [
    `${text("'id'")} AS id`,
    `${text("'source'")} AS source`,
    `${text("'type'")} AS type`,
    `parseDateTime64BestEffortOrNull(${text("'time'")}, 3) AS eventTime`,
    ...STRINGS.map((name) => {
      const value = text(`'data', '${name}'`);
      return `${name.endsWith('At') ? `parseDateTime64BestEffortOrNull(${value}, 3)` : value} AS ${name}`;
    }),
    ...['code', 'name', 'field', 'onlineLevel'].map(
      (name) => `${text(`'data', 'procedure', '${name}'`)} AS procedure_${name}`,
    ),
    `${text("'data', 'unit', 'code'")} AS unit_code`,
    ...['id', 'name'].map((name) => `${text(`'data', 'officer', '${name}'`)} AS officer_${name}`),
    ...['paidOnline', 'digitised', 'electronicResult', 'vneidVerified'].map(
      (name) => `JSONExtractBool(raw, 'data', '${name}') AS ${name}`,
    ),
    `JSONExtractInt(raw, 'data', 'feeVnd') AS feeVnd`,
  ].join(', ');
  const select = `SELECT _partition AS kafkaPartition, _offset AS kafkaOffset, ${columns}`;
  await client.command({
    query: `CREATE TABLE engine_queue (raw String) ENGINE = Kafka SETTINGS kafka_broker_list = '${stand.brokers}',
      kafka_topic_list = '${EVENTS_TOPIC}', kafka_group_name = 'engine', kafka_format = 'RawBLOB', kafka_num_consumers = 1,
      kafka_max_block_size = 65536, kafka_poll_max_batch_size = 65536`,
  });
  await client.command({
    query: `CREATE TABLE engine_events ENGINE = MergeTree ORDER BY (kafkaPartition, kafkaOffset) EMPTY AS
      ${select} FROM (SELECT '' AS raw, toUInt64(0) AS _partition, toUInt64(0) AS _offset)`,
  });
  const count = async () => {
    const [row] = await selectJson<{ n: number }>(
      client,
      'SELECT toFloat64(count()) AS n FROM engine_events',
    );
    return row?.n ?? 0;
  };
  const cpuBefore = cpuMicros(stand.enginePid);
  const startedAt = performance.now();
  await client.command({
    query: `CREATE MATERIALIZED VIEW engine_view TO engine_events AS ${select} FROM engine_queue`,
  });
  let firstRowsMs = 0;
  for (let known = 0; known < total;) {
    await sleep(200);
    known = await count();
    if (firstRowsMs === 0 && known > 0) firstRowsMs = Math.round(performance.now() - startedAt);
    if (performance.now() - startedAt > 150_000)
      throw new Error(`the Kafka engine stopped at ${known} of ${total} rows`);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const cpuMicrosPerEvent = (cpuMicros(stand.enginePid) - cpuBefore) / total;
  for (const name of ['VIEW engine_view', 'TABLE engine_queue', 'TABLE engine_events'])
    await client.command({ query: `DROP ${name} SYNC` });
  await client.close();
  note(
    `ClickHouse's Kafka engine: ${Math.round(total / seconds)} events/s, first rows after ${firstRowsMs} ms`,
  );
  return { eventsPerSecond: Math.round(total / seconds), cpuMicrosPerEvent, firstRowsMs };
}
