/** Form 06a: as of now from the kept state, as of an instant in the past from the event log. Both count the same way. */
import type { ClickHouseClient } from '@clickhouse/client';
import { once } from 'node:events';
import { partsBefore } from '../../clickhouse/log-part.ts';
import { readDossiersBefore, readLatestEventTime, type LogCut } from '../../clickhouse/log-dossiers.ts';
import {
  INVARIANT,
  reportLine,
  type AsOfBasis,
  type CaseReport,
  type KindCut,
  type ReportCut,
} from '../../contract/form-06a.ts';
import type { CaseCounts } from '../../contract/counts.ts';
import { DOSSIER } from '../../contract/dossier-kind.ts';
import { addCounts } from '../../contract/kind-counting.ts';
import type { Period } from '../../contract/period.ts';
import { formatTime } from '../../contract/time.ts';
import { formatPeriod } from '../../contract/watch-period.ts';
import { abortable } from '../../clickhouse/client.ts';
import type { Admission } from '../admission/admission.ts';
import type { Asker } from '../admission/turnstile.ts';
import type { Ticker } from '../ticker.ts';
import type { UnitInstants } from '../state/cases/deadlines.ts';
import type { Board } from '../state/board.ts';
import { emptyFacts } from '../state/cases/case-store.ts';
import type { Scope } from '../state/periods/figures.ts';
import { CLOCK_TOLERANCE_MS } from '../state/log/log-reader.ts';
import { createGrouping } from './grouping.ts';
import type { Marks } from './marks.ts';
import { ReportCount } from './report-count.ts';

/** A tick comes four times a second; when none does, the store is away. */
const TICK_WAIT_MS = 10_000;

export interface ReportRequest {
  board: Board;
  scope: Scope;
  by: ReportCut | KindCut;
  period: Period;
  /** ms, not in the future, of dossiers alone; undefined: now. */
  asOfMs: number | undefined;
}

/** The instant of a report and what it is counted from. */
interface Footing {
  asOfMs: number;
  asOfBasis: AsOfBasis;
  dataTimeMs: number;
}

export class Reports {
  readonly #ticker: Ticker;
  readonly #marks: Marks;
  readonly #client: ClickHouseClient;
  readonly #admission: Admission;

  constructor(ticker: Ticker, marks: Marks, client: ClickHouseClient, admission: Admission) {
    this.#ticker = ticker;
    this.#marks = marks;
    this.#client = client;
    this.#admission = admission;
  }

  /** @throws TooMuchAsked, GivenUp */
  report(asker: Asker, request: ReportRequest): Promise<CaseReport> {
    const { board, scope, by, period, asOfMs } = request;
    const key = `report ${JSON.stringify([board.kind, scope.name, scope.edition, by, period, asOfMs])}`;
    const { scans, reads } = this.#admission;
    return asOfMs === undefined
      ? scans.run(asker, key, (signal) => this.#countNow(request, signal))
      : reads.run(asker, key, (signal) => this.#countPast(request, asOfMs, signal));
  }

  async #countNow(request: ReportRequest, signal: AbortSignal): Promise<CaseReport> {
    const { board } = request;
    const count = createCount(
      request,
      (atMs) => board.deadlines.periodInstants(request.period, atMs),
      board.asOfMs,
    );
    await board.countAll(count, signal);
    const { asOfMs, dataTimeMs } = board;
    return this.#answer(request, count, { asOfMs, dataTimeMs, asOfBasis: 'arrival' });
  }

  async #countPast(request: ReportRequest, asOfMs: number, signal: AbortSignal): Promise<CaseReport> {
    const { board } = request;
    const client = abortable(this.#client, signal);
    // The tick that shows this instant may still be running.
    if (asOfMs >= board.asOfMs)
      await once(this.#ticker, 'tick', { signal: AbortSignal.timeout(TICK_WAIT_MS) });
    const parts = await this.#marks.at(asOfMs);
    const cut: LogCut = parts ? { parts } : { parts: partsBefore(board.mark().positions), untilMs: asOfMs };
    let procedure = 0;
    let row = 0;
    const { deadlines, counting } = board;
    const instants = deadlines.periodInstants(request.period, asOfMs);
    const count = createCount(
      request,
      () => instants,
      asOfMs,
      () => procedure,
    );
    for await (const dossiers of readDossiersBefore(client, cut)) {
      signal.throwIfAborted();
      for (const one of dossiers) {
        const { procedureCode, procedureName, procedureField, procedureLevel, ...told } = one;
        procedure = board.store
          .namesOf('procedure')
          .idOf([procedureCode, procedureName, procedureField, String(procedureLevel)]);
        const era = board.directory.eraOf(told.receivedAt);
        const unit = board.unitNumberOf(told.unitCode, told.unitName, era);
        const dueAt =
          told.dueAt || deadlines.procedureDueAt(procedureCode, told.receivedAt, told.channel, unit);
        const group = counting.groupOf(told.status);
        const origin = counting.originOf(told.channel);
        count.place(row++, unit, { ...emptyFacts(), ...told, group, origin, dueAt });
      }
    }
    const dataTimeMs = await readLatestEventTime(client, cut, parts ? asOfMs + CLOCK_TOLERANCE_MS : asOfMs);
    return this.#answer(request, count, {
      asOfMs,
      dataTimeMs,
      asOfBasis: parts ? 'arrival' : 'eventTime',
    });
  }

  #answer(
    { board, scope, by, period }: ReportRequest,
    count: ReportCount,
    footing: Footing,
  ): CaseReport<CaseCounts> {
    const { rows, total: counts } = count.result();
    const total = reportLine(counts);
    const sum = board.counting.emptyCounts();
    for (const row of rows) addCounts(sum, row.counts);
    return {
      ...(board.kind !== DOSSIER && { kind: board.kind }),
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

/** `namedOf`: as in ReportCount; absent: as the board has it. */
function createCount(
  { board, scope, by, period }: ReportRequest,
  instantsAt: (nowMs: number) => UnitInstants,
  nowMs: number,
  namedOf?: (row: number) => number,
): ReportCount {
  const grouping = createGrouping(by, board, scope, formatPeriod(period));
  const column = grouping.field && board.store.column(grouping.field);
  const heldName = (row: number) => column?.numberOf(row) ?? 0;
  return new ReportCount(board.counting, grouping, scope.units, namedOf ?? heldName, instantsAt, nowMs);
}
