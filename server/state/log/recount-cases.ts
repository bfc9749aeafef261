/** The cells and sums of all cases of a kind of the pack, counted from the event log from scratch. */
import type { ClickHouseClient } from '@clickhouse/client';
import { readCasesBefore, type LoggedCase } from '../../../clickhouse/log-cases.ts';
import { classify, NOT_COUNTED } from '../../../contract/counting.ts';
import { SUMS, sumsOf } from '../../../contract/kind-counting.ts';
import { caseDueAt, firstTold } from '../../../pack/case-due.ts';
import type { Board } from '../board.ts';
import type { BoardMark } from '../tick.ts';

/** As in Cube, of the same part of the log and the same instants as a mark. */
export async function recountCases(
  client: ClickHouseClient,
  board: Board,
  { positions, instants, deadlines, counts: { length } }: BoardMark,
): Promise<{ counts: Int32Array; sums: Float64Array }> {
  const { cells, kind } = board.counting;
  const counts = new Int32Array(length);
  const sums = new Float64Array((length / cells.size) * SUMS);
  for await (const rows of readCasesBefore(client, kind.kind, positions)) {
    for (const row of rows) {
      const receivedAt = row.receivedAt || row.firstEventAt;
      const unit = board.unitNumberOf(row.unitCode, row.unitName, board.directory.eraOf(receivedAt));
      const facts = factsOf(board, { ...row, receivedAt }, unit, deadlines);
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

function factsOf({ counting }: Board, row: LoggedCase, unit: number, deadlines: BoardMark['deadlines']) {
  const { kind } = counting;
  const group = counting.groupOf(row.status);
  const status = kind.statuses.find(({ n }) => n === row.status)?.code ?? '';
  const dueAt = caseDueAt(kind, { ...row, status, group }, deadlines.calendarOfUnit(unit));
  return {
    group,
    statusAt: row.statusAt,
    receivedAt: row.receivedAt,
    finishedAt: firstTold(kind.clock?.to ?? ['finishedAt'], row),
    dueAt,
    origin: counting.originOf(kind.channels.findIndex(({ code }) => code === row.channel) + 1),
    hasClock: kind.clock !== null,
  };
}
