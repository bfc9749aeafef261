/**
 * Checks the ledger of a stream against the store and Kafka, and the states against the log: when ingest starts, and whenever a
 * recount asks for it.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { insertStateMend, readLastAsked } from '../../clickhouse/ledger-checks-table.ts';
import { mendStates } from '../../clickhouse/state-check.ts';
import type { StreamLog } from '../../clickhouse/stream-log.ts';
import { FaultRest } from '../../errors/fault-rest.ts';
import { AFTER_FAULT_MS, type IngestFaults } from '../ingest-faults.ts';
import type { Lanes } from '../lanes/lanes.ts';
import type { LaneReport } from '../lanes/lane-report.ts';
import type { ResumePoints } from './resume-points.ts';

const LOOK_EVERY_MS = 1_000;

export interface LedgerChecksDeps {
  client: ClickHouseClient;
  eventLog: StreamLog;
  lanes: Lanes;
  resumePoints: ResumePoints;
  laneReport: LaneReport;
  faults: IngestFaults;
  log: Logger;
}

export class LedgerChecks {
  readonly #stopping = new AbortController();
  #answered: string | undefined;
  readonly #deps: LedgerChecksDeps;

  constructor(deps: LedgerChecksDeps) {
    this.#deps = deps;
  }

  start(): void {
    void this.#run();
  }

  /** A check that runs is broken off: it leaves nothing half done. */
  stop(): void {
    this.#stopping.abort();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const rest = new FaultRest(AFTER_FAULT_MS);
    while (!signal.aborted) {
      try {
        await this.#look();
        rest.ended();
      } catch (error) {
        if (signal.aborted) return;
        const kind = this.#deps.faults.failed(
          error,
          'ledger',
          'the ledger could not be checked; trying again later',
        );
        rest.ended(kind);
      }
      await sleep(rest.restMs(LOOK_EVERY_MS), undefined, { signal }).catch(() => undefined);
    }
  }

  async #look(): Promise<void> {
    const { client, lanes, laneReport } = this.#deps;
    const asked = await readLastAsked(client);
    if (asked === this.#answered || lanes.all.length === 0) return;
    await this.#checkLedger();
    // The states span all partitions: one process looks after them.
    if (lanes.all.some((lane) => lane.kafkaPartition === 0)) await this.#checkStates();
    this.#answered = asked;
    laneReport.answered(asked);
    await lanes.report();
  }

  async #checkLedger(): Promise<void> {
    const { lanes, resumePoints } = this.#deps;
    const positions = lanes.all.map((lane) => ({ lane, nextOffset: lane.nextOffset }));
    // Notes the offsets without a message below the positions.
    await lanes.report();
    await Promise.all(
      positions.map(async ({ lane, nextOffset }) => {
        if (lanes.holds(lane) && (await resumePoints.doubts(lane.log, nextOffset)))
          await lanes.renew(lane, 'the ledger does not add up');
      }),
    );
  }

  async #checkStates(): Promise<void> {
    const { client, eventLog, log } = this.#deps;
    const startedAt = performance.now();
    const states = await mendStates(client, eventLog);
    const tookMs = Math.round(performance.now() - startedAt);
    if (states === 0) return;
    log.error({ states, tookMs }, 'states had lost what the log holds; they were joined again');
    await insertStateMend(client, eventLog.stream, states);
  }
}
