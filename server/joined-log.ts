/** Reads of the joined states wait until these hold the log as it stands: ingest joins the log a moment behind it. */
import type { ClickHouseClient } from '@clickhouse/client';
import { setTimeout as sleep } from 'node:timers/promises';
import { readJoinedPositions } from '../clickhouse/lanes-table.ts';
import { readLogEnds, type LogPosition } from '../clickhouse/log-part.ts';
import type { LogTables } from '../clickhouse/stream-log.ts';

const LOOK_EVERY_MS = 200;
/** While ingest is away nothing is joined: then what is there has to do. */
const AT_MOST_MS = 10_000;

export async function untilJoined(client: ClickHouseClient, log: LogTables): Promise<void> {
  const ends = await readLogEnds(client, log);
  for (
    const startedAt = performance.now();
    performance.now() - startedAt < AT_MOST_MS;
    await sleep(LOOK_EVERY_MS)
  ) {
    const joined = new Map(
      (await readJoinedPositions(client, log.stream)).map((lane) => [lane.kafkaPartition, lane]),
    );
    if (ends.every((end) => isReached(joined.get(end.kafkaPartition), end))) return;
  }
}

function isReached(joined: LogPosition | undefined, { generation, nextOffset }: LogPosition): boolean {
  if (!joined || joined.generation < generation) return false;
  return joined.generation > generation || joined.nextOffset >= nextOffset;
}
