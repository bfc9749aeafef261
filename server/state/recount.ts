/** Compares the kept figures with a recount of the event log from scratch. */
import type { ClickHouseClient } from '@clickhouse/client';
import { classify, NOT_COUNTED, OUTCOME_INDEX } from '../../contract/counting.ts';
import { DOSSIER_COUNTING } from '../../contract/kind-counting.ts';
import { formatTime } from '../../contract/time.ts';
import { countLedgerGaps } from '../../clickhouse/ledger.ts';
import { countMissing } from '../../clickhouse/log-gaps-table.ts';
import { readUndated, recountCells } from '../../clickhouse/recount.ts';
import { DOSSIER_LOG } from '../../clickhouse/stream-log.ts';
import type { Board } from './board.ts';
import type { BoardMark } from './tick.ts';

/** One figure that is kept otherwise than it is recounted. */
export interface RecountDifference {
  unit: string;
  origin: string;
  outcome: string;
  kept: number;
  recounted: number;
}

export interface RecountResult {
  /** The instant of the compared figures. */
  asOf: string;
  equal: boolean;
  /** Dossiers counted. */
  dossiers: number;
  tookMs: number;
  /** The first hundred. */
  differences: RecountDifference[];
  /** How many there are. */
  differenceCount: number;
  ledger: {
    /** Messages below what ingest has stored that no table holds and nothing explains. */
    gaps: number;
    /** Messages that were never counted and that Kafka no longer has. */
    missing: number;
  };
  /** What was found before ingest joined or read again what was missed; absent when nothing was. */
  mended?: Pick<RecountResult, 'differences' | 'differenceCount'> & { gaps: number };
}

const MAX_LISTED = 100;
const { cells } = DOSSIER_COUNTING;
/** From a cell within due to the one of the same origin that is due soon. */
const TO_DUE_SOON = (OUTCOME_INDEX.dueSoon - OUTCOME_INDEX.withinDue) * cells.origins.length * 2;

/** Recounts what a mark was made of: the same part of the log at the same instants, so any difference is a fault. */
export async function recount(
  client: ClickHouseClient,
  board: Board,
  mark: BoardMark,
): Promise<RecountResult> {
  const startedAt = performance.now();
  const counts = new Int32Array(mark.counts.length);
  const { positions, instants, deadlines } = mark;
  const { directory } = board;
  const add = (unit: number, cell: number, count: number) => {
    if (cell === NOT_COUNTED) return;
    const place = unit * cells.size + cell;
    counts[place] = (counts[place] as number) + count;
  };
  for (const row of await recountCells(client, positions, instants.distinct, directory.eraStarts)) {
    const unit = board.unitNumberOf(row.unitCode, row.unitName, row.era);
    const isDueSoon = row.dueSoonFromMs !== 0 && row.dueSoonFromMs <= instants.of(unit).dueSoonMs;
    add(unit, row.cell + (isDueSoon ? TO_DUE_SOON : 0), row.count);
  }
  for await (const rows of readUndated(client, positions)) {
    for (const row of rows) {
      const unit = board.unitNumberOf(row.unitCode, row.unitName, directory.eraOf(row.receivedAt));
      const dueAt = deadlines.procedureDueAt(row.procedureCode, row.receivedAt, row.channel, unit);
      const group = DOSSIER_COUNTING.groupOf(row.status);
      const origin = DOSSIER_COUNTING.originOf(row.channel);
      const facts = { ...row, group, origin, dueAt, hasClock: true };
      add(unit, classify(facts, instants.of(unit), cells), 1);
    }
  }
  const differences = compare(board, mark.counts, counts);
  const [gaps, missing] = await Promise.all([
    countLedgerGaps(client, DOSSIER_LOG),
    countMissing(client, 'dossier'),
  ]);
  return {
    asOf: formatTime(instants.of(0).endMs),
    equal: differences.length === 0 && gaps === 0,
    dossiers: counts.reduce((sum, count) => sum + count, 0),
    tookMs: Math.round(performance.now() - startedAt),
    differences: differences.slice(0, MAX_LISTED),
    differenceCount: differences.length,
    ledger: { gaps, missing: [...missing.values()].reduce((sum, count) => sum + count, 0) },
  };
}

function compare(board: Board, kept: Int32Array, recounted: Int32Array): RecountDifference[] {
  const differences: RecountDifference[] = [];
  for (const [place, count] of kept.entries()) {
    if (count === recounted[place]) continue;
    const unit = board.directory.units[Math.floor(place / cells.size)]?.code ?? '';
    const { origin, outcome } = cells.parts(place % cells.size);
    differences.push({ unit, origin, outcome, kept: count, recounted: recounted[place] as number });
  }
  return differences;
}
