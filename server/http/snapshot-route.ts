/** `GET /api/v1/snapshot`: the figures of a kind, a scope and a period, as of now or of an instant. */
import type { RequestHandler } from 'express';
import { watchKey } from '../../contract/watch-period.ts';
import type { Ticker } from '../ticker.ts';
import type { Turnstile } from '../admission/turnstile.ts';
import type { PastFigures } from '../past/past-figures.ts';
import { figuresOf } from '../state/periods/figures.ts';
import { askerOf } from './asker.ts';
import { asOfOf, boardOf, scopeOf, watchOf } from './query.ts';

export function getSnapshot(ticker: Ticker, scans: Turnstile, past: PastFigures): RequestHandler {
  return async (request, response) => {
    const { feedWatch } = ticker;
    const board = boardOf(request, ticker.boards);
    const scope = scopeOf(request, response, board.directory);
    const watch = watchOf(request);
    const asOfMs = asOfOf(request, Date.now());
    if (asOfMs !== undefined) {
      const figures = await past.answer(askerOf(response), { board, scope, watch, asOfMs });
      return void response.json(figures);
    }
    const periodFigures = board.keepsPeriod(watch)
      ? await board.momentFigures(watch, board.asOfMs)
      : await scans.run(askerOf(response), `moment ${board.kind} ${watchKey(watch)}`, (signal) =>
          board.momentFigures(watch, board.asOfMs, signal),
        );
    response.json(figuresOf(board, periodFigures, scope, feedWatch.feed));
  };
}
