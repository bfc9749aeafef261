/** The cells of all dossiers, counted from the event log from scratch. */
import type { ClickHouseClient } from '@clickhouse/client';
import { classify, NOT_COUNTED, OUTCOME_INDEX } from '../../../contract/counting.ts';
import { DOSSIER_COUNTING } from '../../../contract/kind-counting.ts';
import { readUndated, recountCells } from '../../../clickhouse/recount.ts';
import type { Board } from '../board.ts';
import type { BoardMark } from '../tick.ts';

const { cells } = DOSSIER_COUNTING;
/** From a cell within due to the one of the same origin that is due soon. */
const TO_DUE_SOON = (OUTCOME_INDEX.dueSoon - OUTCOME_INDEX.withinDue) * cells.origins.length * 2;

/** As in Cube, of the same part of the log and the same instants as a mark. */
export async function recountDossiers(
  client: ClickHouseClient,
  board: Board,
  { positions, instants, deadlines, counts: { length } }: BoardMark,
): Promise<Int32Array> {
  const counts = new Int32Array(length);
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
  return counts;
}
