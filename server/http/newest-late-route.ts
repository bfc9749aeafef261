/** `GET /api/v1/newest-late`: where cases of a kind became late most recently. */
import type { RequestHandler } from 'express';
import type { NewestLateAnswer } from '../../contract/api.ts';
import { formatTime } from '../../contract/time.ts';
import type { Turnstile } from '../admission/turnstile.ts';
import { newestLateUnits } from '../state/cases/newest-late.ts';
import type { Ticker } from '../ticker.ts';
import { askerOf } from './asker.ts';
import { boardOf, scopeOf } from './query.ts';

export function getNewestLate(ticker: Ticker, scans: Turnstile): RequestHandler {
  return async (request, response) => {
    const board = boardOf(request, ticker.boards);
    const { name, edition, units } = scopeOf(request, response, board.directory);
    const asOf = formatTime(board.asOfMs);
    const answer: NewestLateAnswer = {
      ...{ kind: board.kind, scope: name, asOf },
      units: await scans.run(askerOf(response), `newest late ${board.kind} ${name} ${edition}`, (signal) =>
        newestLateUnits(board, units, edition, signal),
      ),
    };
    response.json(answer);
  };
}
