/**
 * Joins what is new in a log into its table of states, in few large statements: a view would do it at each insert and
 * cost more than the insert itself. Nothing live waits for it; a server reads the states when it starts, and the log from
 * where they end.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogPart } from '../../clickhouse/log-part.ts';
import { joinStates } from '../../clickhouse/states-table.ts';
import type { StreamLog } from '../../clickhouse/stream-log.ts';
import { FaultRest } from '../../errors/fault-rest.ts';
import { AFTER_FAULT_MS, type IngestFaults } from '../ingest-faults.ts';
import type { Lanes } from '../lanes/lanes.ts';
import type { Lane } from '../lanes/lane.ts';

const JOIN_EVERY_MS = 1_000;
/** Bounds the memory of one statement; about 1 kB a message. */
const MAX_MESSAGES = 200_000;

export class StateJoiner {
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  readonly #client: ClickHouseClient;
  readonly #eventLog: StreamLog;
  readonly #lanes: Lanes;
  readonly #faults: IngestFaults;
  readonly #rest = new FaultRest(AFTER_FAULT_MS);

  constructor(client: ClickHouseClient, eventLog: StreamLog, lanes: Lanes, faults: IngestFaults) {
    this.#client = client;
    this.#eventLog = eventLog;
    this.#lanes = lanes;
    this.#faults = faults;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Resolves when what runs is through. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const startedAt = performance.now();
      const isMore = await this.#join();
      const restMs = this.#rest.restMs(JOIN_EVERY_MS - (performance.now() - startedAt));
      if (!isMore && restMs > 0) await sleep(restMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Joins the next part; true when there is more. */
  async #join(): Promise<boolean> {
    const lanes = this.#lanes.all.filter(isBehind);
    if (lanes.length === 0) return false;
    const limit = Math.ceil(MAX_MESSAGES / lanes.length);
    const next = lanes.map((lane) => ({ lane, part: nextPart(lane, limit) }));
    try {
      await joinStates(
        this.#client,
        this.#eventLog,
        next.map(({ part }) => part),
      );
      for (const { lane, part } of next) lane.joinedUpTo(part.to);
    } catch (error) {
      // What is not joined stays in the log: the next try begins where this one did.
      const kind = this.#faults.failed(error, 'states', 'the states could not be joined; trying again later');
      this.#rest.ended(kind);
      return false;
    }
    this.#rest.ended();
    // Who waits for the states looks there.
    await this.#lanes.report();
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
