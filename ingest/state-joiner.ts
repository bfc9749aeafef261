/**
 * Joins what is new in the log into the table of states, in few large statements: a view would do it at each insert and
 * cost more than the insert itself. Nothing live waits for it; a server reads the states when it starts, and the log from
 * where they end.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { joinDossiers } from '../clickhouse/dossiers-table.ts';
import type { LogPart } from '../clickhouse/log-part.ts';
import type { LaneBoard } from './lane-board.ts';
import type { Lane } from './lane.ts';

const JOIN_EVERY_MS = 1_000;
/** Bounds the memory of one statement; about 1 kB a message. */
const MAX_MESSAGES = 200_000;

export class StateJoiner {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private readonly client: ClickHouseClient;
  private readonly lanes: LaneBoard;
  private readonly log: Logger;

  constructor(client: ClickHouseClient, lanes: LaneBoard, log: Logger) {
    this.client = client;
    this.lanes = lanes;
    this.log = log;
  }

  start(): void {
    this.running = this.run();
  }

  /** Resolves when what runs is through. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const startedAt = performance.now();
      const isMore = await this.join();
      const rest = JOIN_EVERY_MS - (performance.now() - startedAt);
      if (!isMore && rest > 0) await sleep(rest, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Joins the next part; true when there is more. */
  private async join(): Promise<boolean> {
    const lanes = this.lanes.all.filter(isBehind);
    if (lanes.length === 0) return false;
    const limit = Math.ceil(MAX_MESSAGES / lanes.length);
    const next = lanes.map((lane) => ({ lane, part: nextPart(lane, limit) }));
    try {
      await joinDossiers(
        this.client,
        next.map(({ part }) => part),
      );
    } catch (error) {
      // What is not joined stays in the log; the next try begins at the same place.
      this.log.warn({ err: error }, 'the states could not be joined; trying again');
      return false;
    }
    for (const { lane, part } of next) lane.joined = part.to;
    // Who waits for the states looks there.
    await this.lanes.report();
    return lanes.some((lane) => lane.nextOffset - lane.joined.offset >= limit);
  }
}

function isBehind({ joined, generation, nextOffset }: Lane): boolean {
  return joined.generation < generation || joined.offset < nextOffset;
}

function nextPart({ log, joined, generation, nextOffset }: Lane, limit: number): Required<LogPart> {
  const { kafkaPartition } = log;
  // Of an earlier life there is no end to count from: the rest of it is one part.
  const from = joined.generation < generation ? log.fromOffset : joined.offset;
  return {
    kafkaPartition,
    from: joined,
    to: { generation, offset: Math.min(nextOffset, from + limit) },
  };
}
