/**
 * Boards of an instant: the cases of a kind as the log before its mark left them, so that lists of the past are made as
 * those of now are.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { abortable } from '../../clickhouse/client.ts';
import { joinTurns } from '../../clickhouse/log-part.ts';
import { isOneOf, visitStatesIn } from '../../clickhouse/states-table.ts';
import { caseKey } from '../../contract/case-fields.ts';
import { DOSSIER } from '../../contract/dossier-kind.ts';
import type { Board } from '../state/board.ts';
import type { PastLog, Standing } from './past-log.ts';

export class PastBoards {
  readonly #log: PastLog;
  readonly #client: ClickHouseClient;

  constructor(log: PastLog, client: ClickHouseClient) {
    this.#log = log;
    this.#client = client;
  }

  /** What stands for an instant of a board's kind. */
  standing(board: Board, asOfMs: number): Promise<Standing> {
    return this.#log.standing(board, asOfMs);
  }

  /** Every case of the kind in one of the boards, each of which is to be let go before the next: a part of the log fills it. */
  async *all(now: Board, standing: Standing, signal: AbortSignal): AsyncGenerator<Board> {
    const client = abortable(this.#client, signal);
    const ofKind = now.kind === DOSSIER ? '1' : `startsWith(code, '${caseKey(now.kind, '')}')`;
    for (const ofTurn of await joinTurns(client, standing.log, standing.cut, ofKind))
      yield await filled(client, now, standing, ofTurn);
  }

  /** A board of some cases alone, by their codes in the log. */
  some(now: Board, standing: Standing, codes: readonly string[], signal: AbortSignal): Promise<Board> {
    return filled(abortable(this.#client, signal), now, standing, isOneOf(codes));
  }
}

async function filled(
  client: ClickHouseClient,
  now: Board,
  { log, cut, asOfMs }: Standing,
  ofCodes: string,
): Promise<Board> {
  const board = now.emptyAt(asOfMs);
  await visitStatesIn(client, log, cut, ofCodes, (state) => board.store.joinState(state));
  return board;
}
