/** The cells and sums of all cases of a kind of the pack, counted from the event log from scratch. */
import type { ClickHouseClient } from '@clickhouse/client';
import { readCasesBefore } from '../../../clickhouse/log-cases.ts';
import { partsBefore } from '../../../clickhouse/log-part.ts';
import { classify, NOT_COUNTED } from '../../../contract/counting.ts';
import { SUMS, sumsOf } from '../../../contract/kind-counting.ts';
import type { Board } from '../board.ts';
import type { BoardMark } from '../tick.ts';
import { caseFacts } from './logged-facts.ts';

/** As in Cube, of the same part of the log and the same instants as a mark. */
export async function recountCases(
  client: ClickHouseClient,
  board: Board,
  { positions, instants, deadlines, counts: { length } }: BoardMark,
): Promise<{ counts: Int32Array; sums: Float64Array }> {
  const { cells, kind } = board.counting;
  const counts = new Int32Array(length);
  const sums = new Float64Array((length / cells.size) * SUMS);
  for await (const rows of readCasesBefore(client, kind.kind, { parts: partsBefore(positions) })) {
    for (const row of rows) {
      const { unit, facts } = caseFacts(board, row, deadlines);
      const cell = classify(facts, instants.of(unit), cells);
      if (cell === NOT_COUNTED) continue;
      const place = unit * cells.size + cell;
      counts[place] = (counts[place] as number) + 1;
      if (!cells.parts(cell).outcome.startsWith('resolved')) continue;
      for (const [i, sum] of sumsOf(row.amountVnd, row.score).entries())
        sums[unit * SUMS + i] = (sums[unit * SUMS + i] as number) + sum;
    }
  }
  return { counts, sums };
}
