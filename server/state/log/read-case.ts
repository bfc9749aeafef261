/** One case of the log, without loading the others. */
import type { ClickHouseClient } from '@clickhouse/client';
import { readLogEnds } from '../../../clickhouse/log-part.ts';
import { visitCorrected } from '../../../clickhouse/states-table.ts';
import type { Board } from '../board.ts';
import type { Boards } from '../boards.ts';
import { logCodeOf } from '../cases/case-item.ts';

/**
 * Reads a case as its events that count have left it by `nowMs` into its board, which holds no other. Returns its row number;
 * undefined: no event tells of it.
 */
export async function readCase(
  client: ClickHouseClient,
  boards: Boards,
  board: Board,
  code: string,
  nowMs: number,
): Promise<number | undefined> {
  const log = boards.logs.find((one) => one.boards.includes(board))?.log;
  if (!log) throw new Error(`no log has cases of the kind ${board.kind}`);
  const key = logCodeOf(board.kind, code);
  // As of a corrected case, which is right for any: from its events, whole.
  await visitCorrected(client, log, [key], await readLogEnds(client, log), (state) =>
    board.store.replaceState(state),
  );
  board.asOfMs = nowMs;
  const row = board.store.codes.get(key);
  return row >= 0 && board.store.exists(row) ? row : undefined;
}
