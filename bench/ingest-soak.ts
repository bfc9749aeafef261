/** Whether merges and memory keep up with a steady stream: parts of the tables and memory of ingest, looked at all the time. */
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, selectJson } from '../clickhouse/client.ts';
import { readLogEnds } from '../clickhouse/log-part.ts';
import { DOSSIER_LOG } from '../clickhouse/stream-log.ts';
import { fillTopic } from './fill-topic.ts';
import { peakRssMb } from './process-cost.ts';
import { note, type Stand } from './stand.ts';

const PER_SECOND = 5_000;
const LOOK_EVERY_MS = 5_000;

export interface SoakFigures {
  minutes: number;
  events: number;
  /** Table -> the most active parts of it that any look of the first and of the second half saw. */
  parts: Record<string, [number, number]>;
  /** The most messages that any look found in Kafka and not in ClickHouse. */
  mostBehind: number;
  peakRssMb: number;
}

export async function soak(stand: Stand, minutes: number): Promise<SoakFigures> {
  const client = connect(stand.clickHouse, 'board');
  const ingest = await stand.start('ingest-soak', 'ingest');
  const events = PER_SECOND * 60 * minutes;
  const parts: SoakFigures['parts'] = {};
  let mostBehind = 0;
  let sending = true;
  const startedAt = performance.now();
  const filling = fillTopic(stand, events, PER_SECOND).finally(() => (sending = false));
  while (sending) {
    const half = performance.now() - startedAt < minutes * 30_000 ? 0 : 1;
    const rows = await selectJson<{ table: string; n: number }>(
      client,
      'SELECT table, toUInt32(count()) AS n FROM system.parts WHERE active AND database = currentDatabase() GROUP BY table',
    );
    for (const { table, n } of rows) {
      const most = (parts[table] ??= [0, 0]);
      most[half] = Math.max(most[half], n);
    }
    const [lag] = await selectJson<{ n: number }>(
      client,
      'SELECT toFloat64(sum(greatest(highWatermark, nextOffset) - nextOffset)) AS n FROM lanes FINAL',
    );
    mostBehind = Math.max(mostBehind, lag?.n ?? 0);
    note(
      `${((performance.now() - startedAt) / 1_000).toFixed(0)} s: ${JSON.stringify(rows)}, behind ${lag?.n ?? 0}`,
    );
    await sleep(LOOK_EVERY_MS);
  }
  await filling;
  const stored = async () =>
    (await readLogEnds(client, DOSSIER_LOG)).reduce((sum, { nextOffset }) => sum + nextOffset, 0);
  for (const until = Date.now() + 60_000; (await stored()) < events; await sleep(500))
    if (Date.now() > until) throw new Error(`ingest stopped at ${await stored()} of ${events} rows`);
  const figures = { minutes, events, parts, mostBehind, peakRssMb: peakRssMb(ingest.pid) };
  await client.close();
  return figures;
}
