/** `GET /api/v1/snapshot`: the figures of a scope and period. */
import type { RequestHandler } from 'express';
import { parsePeriod, formatPeriod } from '../../contract/watch-period.ts';
import type { WatchPeriod } from '../../contract/live.ts';
import type { Monitor } from '../monitor.ts';
import { figuresOf } from '../state/figures.ts';
import { scopeOf, textOf } from './query.ts';

export function getSnapshot(monitor: Monitor): RequestHandler {
  return async (request, response) => {
    const { board, feedWatch } = monitor;
    const scope = scopeOf(request, response, board.directory);
    const [from, to] = [textOf(request, 'from'), textOf(request, 'to')];
    const watch: WatchPeriod =
      from === undefined && to === undefined ? 'year' : formatPeriod(parsePeriod(from, to));
    const periodBoard = await board.momentBoard(watch, board.asOfMs);
    response.json(figuresOf(board, periodBoard, scope, feedWatch.feed));
  };
}
