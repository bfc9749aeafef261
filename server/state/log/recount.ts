/** Compares the kept figures with a recount of the event log from scratch. */
import type { ClickHouseClient } from '@clickhouse/client';
import { countLedgerGaps } from '../../../clickhouse/ledger.ts';
import { countMissing } from '../../../clickhouse/log-gaps-table.ts';
import { STREAM_LOGS } from '../../../clickhouse/stream-log.ts';
import { DOSSIER } from '../../../contract/dossier-kind.ts';
import { SUMS } from '../../../contract/kind-counting.ts';
import { formatTime } from '../../../contract/time.ts';
import type { Board } from '../board.ts';
import { recountCases } from './recount-cases.ts';
import { recountDossiers } from './recount-dossiers.ts';
import type { BoardMark } from '../tick.ts';

/** One figure that is kept otherwise than it is recounted. */
export interface RecountDifference {
  /** Code of the kind; absent: dossiers. */
  kind?: string;
  unit: string;
  origin: string;
  /** Of a sum its name, such as `amountVnd`. */
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
  /** Cases counted, by kind. */
  cases: Record<string, number>;
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

/** Recounts what marks were made of: the same part of the log at the same instants, so any difference is a fault. */
export async function recount(
  client: ClickHouseClient,
  marks: ReadonlyMap<Board, BoardMark>,
): Promise<RecountResult> {
  const startedAt = performance.now();
  const differences: RecountDifference[] = [];
  const counted: Record<string, number> = {};
  let asOfMs = 0;
  for (const [board, mark] of marks) {
    const recounted = await (board.kind === DOSSIER
      ? recountDossiers(client, board, mark).then((counts) => ({ counts, sums: undefined }))
      : recountCases(client, board, mark));
    differences.push(...compareCounts(board, mark.counts, recounted.counts));
    if (recounted.sums && mark.sums) differences.push(...compareSums(board, mark.sums, recounted.sums));
    counted[board.kind] = sum([...recounted.counts]);
    if (board.kind === DOSSIER) asOfMs = mark.instants.of(0).endMs;
  }
  const logs = Object.values(STREAM_LOGS);
  const gaps = await Promise.all(logs.map((log) => countLedgerGaps(client, log)));
  const missing = await Promise.all(logs.map(({ stream }) => countMissing(client, stream)));
  const ledger = { gaps: sum(gaps), missing: sum(missing.flatMap((counts) => [...counts.values()])) };
  const { [DOSSIER]: dossiers = 0, ...cases } = counted;
  return {
    asOf: formatTime(asOfMs),
    equal: differences.length === 0 && ledger.gaps === 0,
    dossiers,
    cases,
    tookMs: Math.round(performance.now() - startedAt),
    differences: differences.slice(0, MAX_LISTED),
    differenceCount: differences.length,
    ledger,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function compareCounts(board: Board, kept: Int32Array, recounted: Int32Array): RecountDifference[] {
  const { cells } = board.counting;
  const differences: RecountDifference[] = [];
  for (const [place, count] of kept.entries()) {
    if (count === recounted[place]) continue;
    const { origin, outcome } = cells.parts(place % cells.size);
    const where = placeOf(board, Math.floor(place / cells.size));
    differences.push({ ...where, origin, outcome, kept: count, recounted: recounted[place] as number });
  }
  return differences;
}

/** Names of {@link SUMS}. */
const SUM_NAMES = ['amountVnd', 'score.count', 'score.sum'];

function compareSums(board: Board, kept: Float64Array, recounted: Float64Array): RecountDifference[] {
  return [...kept.entries()].flatMap(([place, sum]) => {
    const other = recounted[place] as number;
    if (sum === other) return [];
    const outcome = SUM_NAMES[place % SUMS] as string;
    return [
      { ...placeOf(board, Math.floor(place / SUMS)), origin: '', outcome, kept: sum, recounted: other },
    ];
  });
}

function placeOf({ kind, directory }: Board, unit: number) {
  return { ...(kind !== DOSSIER && { kind }), unit: directory.units[unit]?.code ?? '' };
}
