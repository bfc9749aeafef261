/** `GET /api/v1/newest-late`: where cases of a kind became late most recently, as of now or of an instant. */
import type { RequestHandler } from 'express';
import type { NewestLateAnswer } from '../../contract/api.ts';
import { formatTime } from '../../contract/time.ts';
import type { Turnstile } from '../admission/turnstile.ts';
import type { PastLists } from '../past/past-lists.ts';
import { NewestLate } from '../state/cases/newest-late.ts';
import type { Ticker } from '../ticker.ts';
import { askerOf } from './asker.ts';
import { asOfOf, boardOf, scopeOf } from './query.ts';

export function getNewestLate(ticker: Ticker, scans: Turnstile, past: PastLists): RequestHandler {
  return async (request, response) => {
    const board = boardOf(request, ticker.boards);
    const scope = scopeOf(request, response, board.directory);
    const pastMs = asOfOf(request, Date.now());
    if (pastMs !== undefined) {
      const { units, asOfBasis } = await past.newestLate(askerOf(response), board, scope, pastMs);
      const asOf = formatTime(pastMs);
      const answer: NewestLateAnswer = { kind: board.kind, scope: scope.name, asOf, asOfBasis, units };
      return void response.json(answer);
    }
    const { name, edition, units } = scope;
    const { kind, directory } = board;
    const question = `newest late ${kind} ${name} ${edition}`;
    const newest = await scans.run(askerOf(response), question, async (signal) => {
      const late = new NewestLate(directory, edition);
      await late.count(board, units, signal);
      return { asOf: formatTime(board.asOfMs), units: late.units() };
    });
    const answer: NewestLateAnswer = { kind, scope: name, ...newest };
    response.json(answer);
  };
}
