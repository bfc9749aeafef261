/** `GET /api/v1/usual-day`: what is usual of today's weekday, by hour. */
import type { RequestHandler } from 'express';
import type { Turnstile } from '../admission/turnstile.ts';
import { UsualDays } from '../state/periods/usual-days.ts';
import type { Ticker } from '../ticker.ts';
import { askerOf } from './asker.ts';
import { boardOf, scopeOf } from './query.ts';

export function getUsualDay(ticker: Ticker, scans: Turnstile): RequestHandler {
  const usual = new UsualDays();
  return async (request, response) => {
    const board = boardOf(request, ticker.boards);
    const scope = scopeOf(request, response, board.directory);
    const asker = askerOf(response);
    response.json(
      await usual.of(board, scope, (count) => scans.run(asker, `usual day ${board.kind}`, count)),
    );
  };
}
