/**
 * How the cases of each source stand, those that were told no due date by what the rules of their kind make of them:
 * `undated` is a case without a due date told or computable.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { DOSSIER } from '../../contract/dossier-kind.ts';
import type { KindCounting } from '../../contract/kind-counting.ts';
import { CASE_MOMENTS, type CaseMoment, type Limit } from '../../contract/kind.ts';
import { dayStart, MIN_TIME_MS, parseDay } from '../../contract/time.ts';
import type { KindLog } from '../../clickhouse/kind-log.ts';
import type { QualityPeriod } from '../../clickhouse/quality-period.ts';
import {
  readCaseStandings,
  readDossierStandings,
  type CaseStanding,
  type StandingCount,
} from '../../clickhouse/quality-standings.ts';
import { caseDueAt } from '../../pack/case-due.ts';
import type { WorkingCalendar } from '../../pack/working-calendar.ts';
import type { Board } from '../state/board.ts';

export async function standingsOf(
  client: ClickHouseClient,
  log: KindLog,
  board: Board,
  period: QualityPeriod,
  asOfMs: number,
): Promise<StandingCount[]> {
  const { counting, deadlines, directory } = board;
  const { eraStarts } = directory;
  const unit = unmappedUnit(board);
  if (counting.kind.kind === DOSSIER) {
    const rows = await readDossierStandings(client, log, period, eraStarts);
    // Whether a legal time gives a due date depends neither on the receipt nor on the unit's hours.
    return rows.map((row) =>
      dated(row, () => deadlines.procedureDueAt(row.procedureCode, asOfMs, row.channel, unit) !== 0),
    );
  }
  const rows = await readCaseStandings(client, log, period, eraStarts, limitStarts(counting.kind.limits));
  const calendar = deadlines.calendarOfUnit(unit);
  return rows.map((row) => dated(row, () => hasRule(counting, row, calendar)));
}

function dated(row: StandingCount, hasRule: () => boolean): StandingCount {
  return row.standing === 'undated' && hasRule() ? { ...row, standing: 'dated' } : row;
}

/** A kind without a clock wants no due date. Whether a limit gives one does not depend on the unit's hours either. */
function hasRule(counting: KindCounting, row: CaseStanding, calendar: WorkingCalendar): boolean {
  const { kind } = counting;
  if (kind.clock === null) return true;
  const moments = CASE_MOMENTS.map((moment, i) => [moment, row.moments[i] as number]);
  const times = {
    ...(Object.fromEntries(moments) as Record<CaseMoment, number>),
    ...{ dueAt: 0, extendedTo: 0, suspendedFrom: 0, suspendedTo: 0, statusAt: 0 },
    status: kind.statuses.find(({ n }) => n === row.status)?.code ?? '',
    category: row.category,
    group: counting.groupOf(row.status),
  };
  return caseDueAt(kind, times, calendar) !== 0;
}

/** From when limits are valid, and before that, ms: all that they can tell apart in a moment. */
function limitStarts(limits: readonly Limit[]): number[] {
  const days = limits.flatMap(({ validFrom }) => (validFrom === null ? [] : [parseDay(validFrom) as number]));
  return [MIN_TIME_MS, ...days.map(dayStart)];
}

/** Its calendar is the province's own. */
export function unmappedUnit({ directory }: Board): number {
  return directory.units.length - 1;
}
