/** The quality of the data per source, from reads of the store, one after another. */
import type { ClickHouseClient } from '@clickhouse/client';
import { betterSpelling, codeKey, nameKey } from '../../contract/canonical.ts';
import { UNMAPPED_UNIT } from '../../contract/api.ts';
import { periodEnd, periodStart, type Period } from '../../contract/period.ts';
import type {
  ImpossibleTransition,
  MissingMessages,
  QualityReport,
  SourceQuality,
} from '../../contract/quality.ts';
import { mayFollow } from '../../contract/status-order.ts';
import { STATUS_CODES, statusName, type Status, type StatusCode } from '../../contract/status.ts';
import { dayStart, formatTime } from '../../contract/time.ts';
import { formatPeriod } from '../../contract/watch-period.ts';
import { readDeadLetterKinds } from '../../clickhouse/dead-letters-table.ts';
import { readMissing, type MissingRange } from '../../clickhouse/log-gaps-table.ts';
import {
  countSources,
  MARK_MS,
  readCrowdedDossiers,
  readSourceCounts,
  readStandings,
  readTransitions,
  type CrowdedDossier,
  type SourceCounts,
  type StandingCount,
  type TransitionCount,
} from '../../clickhouse/quality.ts';
import type { Board } from '../state/board.ts';
import { rewritingOf } from './rewriting.ts';
import { silenceAt } from './silence.ts';

const MAX_DEAD_LETTER_GROUPS = 50;
const MAX_MISSING_RANGES = 100;

export async function reportQuality(
  client: ClickHouseClient,
  board: Board,
  period: Period,
  nowMs: number,
): Promise<QualityReport> {
  // Not cut at now: the store's clock may be a little ahead of this one.
  const range = { startMs: periodStart(period), endMs: dayStart(period.toDay + 1) - 1 };
  const asOfMs = periodEnd(period, nowMs);
  const sources = await readSourceCounts(client, range);
  const transitions = groupBySource(await readTransitions(client, range));
  const standings = groupBySource(await readStandings(client, range, board.directory.eraStarts));
  const crowded = groupBySource(await readCrowdedDossiers(client, range));
  const letters = await readDeadLetterKinds(client, 'dossier', range, MAX_DEAD_LETTER_GROUPS);
  const missing = await readMissing(client, 'dossier');
  const sourcesTotal = await countSources(client);
  return {
    period: formatPeriod(period),
    asOf: formatTime(asOfMs),
    sourcesTotal,
    sources: sources.map((counts) =>
      qualityOf(board, asOfMs, counts, {
        transitions: transitions.get(counts.source) ?? [],
        standings: standings.get(counts.source) ?? [],
        crowded: crowded.get(counts.source) ?? [],
      }),
    ),
    deadLetters: {
      total: letters.total,
      groups: letters.kinds.map((kind) => ({ ...kind, lastSeen: formatTime(kind.lastSeen) })),
    },
    missing: {
      total: countMessages(missing),
      unseen: countMessages(missing.filter(({ seenAt }) => seenAt === null)),
      ranges: missing.slice(0, MAX_MISSING_RANGES).map(missingMessages),
    },
  };
}

function missingMessages(range: MissingRange): MissingMessages {
  return {
    partition: range.kafkaPartition,
    life: range.generation,
    from: range.fromOffset,
    to: range.toOffset - 1,
    cause: range.kind,
    foundAt: formatTime(range.foundAt),
    seenAt: range.seenAt === null ? null : formatTime(range.seenAt),
  };
}

function countMessages(ranges: readonly MissingRange[]): number {
  return ranges.reduce((sum, { fromOffset, toOffset }) => sum + toOffset - fromOffset, 0);
}

function qualityOf(
  board: Board,
  asOfMs: number,
  counts: SourceCounts,
  {
    transitions,
    standings,
    crowded,
  }: { transitions: TransitionCount[]; standings: StandingCount[]; crowded: CrowdedDossier[] },
): SourceQuality {
  const instants = (marks: readonly number[]) => marks.map((mark) => mark * MARK_MS);
  const activity = {
    eventsMs: instants(counts.eventMarks),
    arrivalsMs: instants(counts.storedMarks),
    lastEventMs: counts.lastEventAt,
  };
  return {
    source: counts.source,
    events: counts.events,
    dossiers: counts.dossiers,
    senders: counts.senders,
    lastEventAt: formatTime(counts.lastEventAt),
    lastStoredAt: formatTime(counts.lastStoredAt),
    silence: silenceAt(asOfMs, activity, board.deadlines.calendarOfUnit(unmappedUnit(board))),
    unmappedUnits: unmappedUnits(board, standings),
    missingDueDates: missingDueDates(board, asOfMs, standings),
    clockSkew: { events: counts.ahead, greatestMs: counts.greatestAheadMs },
    lateArrivals: { events: counts.late, greatestMs: counts.greatestLateMs },
    duplicates: counts.events - counts.ids,
    crowdedDossiers: {
      dossiers: crowded[0]?.dossiers ?? 0,
      most: crowded.map(({ code, events }) => ({ code, events })),
    },
    names: { units: counts.units, procedures: counts.procedures, officers: counts.officers },
    impossibleTransitions: transitions.flatMap(impossible),
    statusRewriting: rewritingOf({
      resolved: counts.resolved,
      paused: counts.paused,
      reopenings: transitions.reduce((sum, step) => (isReopening(step) ? sum + step.count : sum), 0),
    }),
  };
}

function impossible(step: TransitionCount): ImpossibleTransition[] {
  const [from, to] = [step.from, step.to].map((code) => statusName(code as StatusCode)) as [Status, Status];
  if (mayFollow(from, to)) return [];
  const { count, dossiers, example } = step;
  return [{ from, to, count, dossiers, example }];
}

function isReopening({ from, to }: TransitionCount): boolean {
  const { processed, processing, received } = STATUS_CODES;
  return from === processed && (to === processing || to === received);
}

/** Most dossiers first. */
function unmappedUnits(board: Board, standings: readonly StandingCount[]): SourceQuality['unmappedUnits'] {
  const units = new Map<string, SourceQuality['unmappedUnits'][number]>();
  for (const { unitCode, unitName, era, dossiers } of standings) {
    const number = board.unitNumberOf(unitCode, unitName, era);
    if (board.directory.units[number]?.code !== UNMAPPED_UNIT) continue;
    const key = JSON.stringify([codeKey(unitCode), nameKey(unitName)]);
    const known = units.get(key);
    units.set(key, {
      code: betterSpelling(unitCode, known?.code ?? unitCode) || null,
      name: betterSpelling(unitName, known?.name ?? unitName) || null,
      dossiers: (known?.dossiers ?? 0) + dossiers,
    });
  }
  return [...units.values()].sort((a, b) => b.dossiers - a.dossiers);
}

function missingDueDates(
  board: Board,
  asOfMs: number,
  standings: readonly StandingCount[],
): SourceQuality['missingDueDates'] {
  let [count, of] = [0, 0];
  for (const { standing, procedureCode, channel, dossiers } of standings) {
    if (standing === 'other') continue;
    of += dossiers;
    // Whether a legal time gives a due date depends neither on the receipt nor on the unit's hours.
    if (standing !== 'undated') continue;
    if (board.deadlines.procedureDueAt(procedureCode, asOfMs, channel, unmappedUnit(board)) === 0)
      count += dossiers;
  }
  return { count, of };
}

/** Has the province's own calendar. */
function unmappedUnit({ directory }: Board): number {
  return directory.units.length - 1;
}

function groupBySource<Row extends { source: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.source);
    if (group) group.push(row);
    else groups.set(row.source, [row]);
  }
  return groups;
}
