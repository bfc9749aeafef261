/** Form 06a: as of now from the kept state, as of an instant in the past from the event log. Both count the same way. */
import {
  INVARIANT,
  reportLine,
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
import type { Admission } from '../admission/admission.ts';
import type { Asker } from '../admission/turnstile.ts';
import type { Footing, PastLog } from '../past/past-log.ts';
import type { Board } from '../state/board.ts';
import type { Scope } from '../state/periods/figures.ts';
import { createGrouping, type Grouping } from './grouping.ts';
import { ReportCount } from './report-count.ts';

export interface ReportRequest {
  board: Board;
  scope: Scope;
  by: ReportCut | KindCut;
  period: Period;
  /** ms, not in the future; undefined: now. */
  asOfMs: number | undefined;
}

export class Reports {
  readonly #past: PastLog;
  readonly #admission: Admission;

  constructor(past: PastLog, admission: Admission) {
    this.#past = past;
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
    const { board, scope, period } = request;
    const grouping = groupingOf(request);
    const column = grouping.field && board.store.column(grouping.field);
    const count = new ReportCount(
      board.counting,
      grouping,
      scope.units,
      (row) => column?.numberOf(row) ?? 0,
      (atMs) => board.deadlines.periodInstants(period, atMs),
      board.asOfMs,
    );
    await board.countAll(count, signal);
    const { asOfMs, dataTimeMs } = board;
    return this.#answer(request, count, { asOfMs, dataTimeMs, asOfBasis: 'arrival' });
  }

  async #countPast(request: ReportRequest, asOfMs: number, signal: AbortSignal): Promise<CaseReport> {
    const { board } = request;
    const { deadlines } = board;
    const grouping = groupingOf(request);
    const names = grouping.field && board.store.namesOf(grouping.field);
    const instants = deadlines.periodInstants(request.period, asOfMs);
    let named = 0;
    let row = 0;
    const count = new ReportCount(
      board.counting,
      grouping,
      request.scope.units,
      () => named,
      () => instants,
      asOfMs,
    );
    const footing = await this.#past.visit({ board, deadlines, asOfMs, signal }, ({ unit, facts, texts }) => {
      if (names) named = names.idOf(texts);
      count.place(row++, unit, facts);
    });
    return this.#answer(request, count, footing);
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

function groupingOf({ board, scope, by, period }: ReportRequest): Grouping {
  return createGrouping(by, board, scope, formatPeriod(period));
}
