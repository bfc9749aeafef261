/** The quality of the data of one kind of cases per source, from reads of the store, one after another. */
import type { ClickHouseClient } from '@clickhouse/client';
import { betterSpelling, codeKey, nameKey } from '../../contract/canonical.ts';
import { UNMAPPED_UNIT } from '../../contract/api.ts';
import { periodEnd, periodStart, type Period } from '../../contract/period.ts';
import type { MissingMessages, QualityReport, SourceQuality } from '../../contract/quality.ts';
import { dayStart, formatTime } from '../../contract/time.ts';
import { formatPeriod } from '../../contract/watch-period.ts';
import type { StandingCount } from '../../clickhouse/quality-standings.ts';
import { kindLog } from '../../clickhouse/kind-log.ts';
import { readDeadLetterKinds } from '../../clickhouse/dead-letters-table.ts';
import { readMissing, type MissingRange } from '../../clickhouse/log-gaps-table.ts';
import {
  countSources,
  MARK_MS,
  readCrowdedDossiers,
  readSourceCounts,
  readTransitions,
  type CrowdedDossier,
  type SourceCounts,
  type TransitionCount,
} from '../../clickhouse/quality.ts';
import type { Board } from '../state/board.ts';
import { rewritingOf } from './rewriting.ts';
import { silenceAt } from './silence.ts';
import { standingsOf, unmappedUnit } from './standings.ts';
import { impossible, isReopening } from './transitions.ts';

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
  const log = kindLog(board.counting);
  const sources = await readSourceCounts(client, log, range);
  const transitions = groupBySource(await readTransitions(client, log, range));
  const standings = groupBySource(await standingsOf(client, log, board, range, asOfMs));
  const crowded = groupBySource(await readCrowdedDossiers(client, log, range));
  const letters = await readDeadLetterKinds(client, log.stream, range, MAX_DEAD_LETTER_GROUPS);
  const missing = await readMissing(client, log.stream);
  const sourcesTotal = await countSources(client, log);
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
  const { counting } = board;
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
    missingDueDates: missingDueDates(standings),
    clockSkew: { events: counts.ahead, greatestMs: counts.greatestAheadMs },
    lateArrivals: { events: counts.late, greatestMs: counts.greatestLateMs },
    duplicates: counts.events - counts.ids,
    crowdedDossiers: {
      dossiers: crowded[0]?.dossiers ?? 0,
      most: counting.kind.confidential ? [] : crowded.map(({ code, events }) => ({ code, events })),
    },
    names: { units: counts.units, procedures: counts.procedures, officers: counts.officers },
    impossibleTransitions: transitions.flatMap((step) => impossible(counting.kind, step)),
    statusRewriting: rewritingOf(
      {
        resolved: counts.resolved,
        paused: counts.paused,
        reopenings: transitions.reduce(
          (sum, step) => (isReopening(counting, step) ? sum + step.count : sum),
          0,
        ),
      },
      counting.statusesOf('paused').length > 0,
    ),
  };
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

function missingDueDates(standings: readonly StandingCount[]): SourceQuality['missingDueDates'] {
  let [count, of] = [0, 0];
  for (const { standing, dossiers } of standings) {
    if (standing === 'other') continue;
    of += dossiers;
    if (standing === 'undated') count += dossiers;
  }
  return { count, of };
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
