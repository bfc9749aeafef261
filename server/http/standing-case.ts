/** The case that a request names, as it stands now or stood at the instant that is asked for. */
import type { Request, Response } from 'express';
import type { AsOf } from '../../contract/api.ts';
import { formatTime } from '../../contract/time.ts';
import type { LogCut } from '../../clickhouse/log-part.ts';
import type { Turnstile } from '../admission/turnstile.ts';
import type { PastBoards } from '../past/past-boards.ts';
import type { Board } from '../state/board.ts';
import { askerOf } from './asker.ts';
import { asOfOf } from './query.ts';

export interface StandingCase {
  /** Holds it; of the past it holds nothing else. */
  board: Board;
  row: number;
  /** Its code in the log. */
  key: string;
  /** Undefined: now. */
  cut: LogCut | undefined;
  /** What the answer says of its instant. */
  asOf: AsOf;
}

/**
 * Undefined: nothing was told of it. `keys`: codes that may be meant, the first that is known is. What corrections leave
 * nothing of is found now, not in the past.
 */
export async function standingCase(
  request: Request,
  response: Response,
  { board, keys }: { board: Board; keys: readonly string[] },
  past: PastBoards,
  cases: Turnstile,
): Promise<StandingCase | undefined> {
  const asOfMs = asOfOf(request, Date.now());
  if (asOfMs === undefined)
    return find(board, keys, { cut: undefined, asOf: { asOf: formatTime(board.asOfMs) } });
  const question = `past case ${JSON.stringify([board.kind, keys, asOfMs])}`;
  return cases.run(askerOf(response), question, async (signal) => {
    const standing = await past.standing(board, asOfMs);
    const { cut, asOfBasis } = standing;
    const asOf = { asOf: formatTime(asOfMs), asOfBasis };
    return find(await past.some(board, standing, keys, signal), keys, { cut, asOf });
  });
}

function find(
  board: Board,
  keys: readonly string[],
  of: Pick<StandingCase, 'cut' | 'asOf'>,
): StandingCase | undefined {
  const key = keys.find((one) => board.store.codes.get(one) >= 0);
  return key === undefined ? undefined : { board, row: board.store.codes.get(key), key, ...of };
}
