/** `GET /api/v1/snapshot`: the figures of a kind, a scope and a period. */
import type { RequestHandler } from 'express';
import { parsePeriod, formatPeriod, watchKey } from '../../contract/watch-period.ts';
import type { WatchPeriod } from '../../contract/live.ts';
import type { Ticker } from '../ticker.ts';
import type { Turnstile } from '../admission/turnstile.ts';
import { figuresOf } from '../state/periods/figures.ts';
import { askerOf } from './asker.ts';
import { boardOf, scopeOf, textOf } from './query.ts';

export function getSnapshot(ticker: Ticker, scans: Turnstile): RequestHandler {
  return async (request, response) => {
    const { feedWatch } = ticker;
    const board = boardOf(request, ticker.boards);
    const scope = scopeOf(request, response, board.directory);
    const [from, to] = [textOf(request, 'from'), textOf(request, 'to')];
    const watch: WatchPeriod =
      from === undefined && to === undefined ? 'year' : formatPeriod(parsePeriod(from, to));
    const periodFigures = board.keepsPeriod(watch)
      ? await board.momentFigures(watch, board.asOfMs)
      : await scans.run(askerOf(response), `moment ${board.kind} ${watchKey(watch)}`, (signal) =>
          board.momentFigures(watch, board.asOfMs, signal),
        );
    response.json(figuresOf(board, periodFigures, scope, feedWatch.feed));
  };
}
