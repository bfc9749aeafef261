/** Form 06a: as of now from the kept state, as of an instant in the past from the event log. Both count the same way. */
import type { ClickHouseClient } from '@clickhouse/client';
import { once } from 'node:events';
import { partsBefore } from '../../clickhouse/log-part.ts';
import { readDossiersBefore, readLatestEventTime, type LogCut } from '../../clickhouse/log-dossiers.ts';
import {
  INVARIANT,
  reportLine,
  type AsOfBasis,
  type Report06a,
  type ReportCut,
} from '../../contract/form-06a.ts';
import type { Period } from '../../contract/period.ts';
import type { StatusCode } from '../../contract/status.ts';
import { formatTime } from '../../contract/time.ts';
import { formatPeriod } from '../../contract/watch-period.ts';
import { abortable } from '../../clickhouse/client.ts';
import type { Admission } from '../admission/admission.ts';
import type { Asker } from '../admission/lane.ts';
import type { Monitor } from '../monitor.ts';
import type { UnitInstants } from '../state/deadlines.ts';
import { sumCounts } from '../state/figure-sheet.ts';
import type { Scope } from '../state/figures.ts';
import { CLOCK_TOLERANCE_MS } from '../state/log-reader.ts';
import { createGrouping } from './grouping.ts';
import type { Marks } from './marks.ts';
import { ReportCount } from './report-count.ts';

/** A tick comes four times a second; when none does, the store is away. */
const TICK_WAIT_MS = 10_000;

export interface ReportRequest {
  scope: Scope;
  by: ReportCut;
  period: Period;
  /** ms, not in the future; undefined: now. */
  asOfMs: number | undefined;
}

/** The instant of a report and what it is counted from. */
interface Footing {
  asOfMs: number;
  asOfBasis: AsOfBasis;
  dataTimeMs: number;
}

export class Reports {
  readonly #monitor: Monitor;
  readonly #marks: Marks;
  readonly #client: ClickHouseClient;
  readonly #admission: Admission;

  constructor(monitor: Monitor, marks: Marks, client: ClickHouseClient, admission: Admission) {
    this.#monitor = monitor;
    this.#marks = marks;
    this.#client = client;
    this.#admission = admission;
  }

  /** @throws TooMuchAsked, GivenUp */
  report(asker: Asker, request: ReportRequest): Promise<Report06a> {
    const { scope, by, period, asOfMs } = request;
    const key = `report ${JSON.stringify([scope.name, scope.edition, by, period, asOfMs])}`;
    const { scans, reads } = this.#admission;
    return asOfMs === undefined
      ? scans.run(asker, key, (signal) => this.#countNow(request, signal))
      : reads.run(asker, key, (signal) => this.#countPast(request, asOfMs, signal));
  }

  async #countNow(request: ReportRequest, signal: AbortSignal): Promise<Report06a> {
    const { board } = this.#monitor;
    const count = this.#createCount(
      request,
      (atMs) => board.deadlines.periodInstants(request.period, atMs),
      board.asOfMs,
      (row) => board.store.procedureOf(row),
    );
    await board.countAll(count, signal);
    const { asOfMs, dataTimeMs } = board;
    return this.#answer(request, count, { asOfMs, dataTimeMs, asOfBasis: 'arrival' });
  }

  async #countPast(request: ReportRequest, asOfMs: number, signal: AbortSignal): Promise<Report06a> {
    const { board } = this.#monitor;
    const client = abortable(this.#client, signal);
    // The tick that shows this instant may still be running.
    if (asOfMs >= board.asOfMs)
      await once(this.#monitor, 'tick', { signal: AbortSignal.timeout(TICK_WAIT_MS) });
    const parts = await this.#marks.at(asOfMs);
    const cut: LogCut = parts ? { parts } : { parts: partsBefore(board.mark().positions), untilMs: asOfMs };
    let procedure = 0;
    let row = 0;
    const { deadlines } = board;
    const instants = deadlines.periodInstants(request.period, asOfMs);
    const count = this.#createCount(
      request,
      () => instants,
      asOfMs,
      () => procedure,
    );
    for await (const dossiers of readDossiersBefore(client, cut)) {
      signal.throwIfAborted();
      for (const one of dossiers) {
        const { procedureCode, procedureName, procedureField, procedureLevel, ...told } = one;
        procedure = board.store.procedures.idOf([
          procedureCode,
          procedureName,
          procedureField,
          String(procedureLevel),
        ]);
        const era = board.directory.eraOf(told.receivedAt);
        const unit = board.unitNumberOf(told.unitCode, told.unitName, era);
        const dueAt =
          told.dueAt || deadlines.computeDueAt(procedureCode, told.receivedAt, told.channel, unit);
        count.place(row++, unit, { ...told, status: told.status as StatusCode, dueAt });
      }
    }
    const dataTimeMs = await readLatestEventTime(client, cut, parts ? asOfMs + CLOCK_TOLERANCE_MS : asOfMs);
    return this.#answer(request, count, {
      asOfMs,
      dataTimeMs,
      asOfBasis: parts ? 'arrival' : 'eventTime',
    });
  }

  #createCount(
    { scope, by, period }: ReportRequest,
    instantsAt: (nowMs: number) => UnitInstants,
    nowMs: number,
    procedureOf: (row: number) => number,
  ) {
    const { board } = this.#monitor;
    return new ReportCount(
      createGrouping(by, board, scope, formatPeriod(period)),
      scope.units,
      procedureOf,
      instantsAt,
      nowMs,
    );
  }

  #answer({ scope, by, period }: ReportRequest, count: ReportCount, footing: Footing): Report06a {
    const { rows, total: counts } = count.result();
    const total = reportLine(counts);
    const sum = sumCounts(rows.map((row) => row.counts));
    return {
      scope: scope.name,
      scopeName: scope.title,
      edition: scope.edition,
      period: formatPeriod(period),
      by,
      asOf: formatTime(footing.asOfMs),
      asOfBasis: footing.asOfBasis,
      dataTime: footing.dataTimeMs === 0 ? null : formatTime(footing.dataTimeMs),
      rows,
      total,
      invariant: {
        rule: INVARIANT,
        holds: total.balanced && rows.every(({ balanced }) => balanced),
        rowsAddUp: JSON.stringify(sum) === JSON.stringify(counts),
      },
    };
  }
}
