/** `GET /api/v1/snapshot`: the figures of a kind, a scope and a period. */
import type { RequestHandler } from 'express';
import { parsePeriod, formatPeriod, watchKey } from '../../contract/watch-period.ts';
import type { WatchPeriod } from '../../contract/live.ts';
import type { Monitor } from '../monitor.ts';
import type { Lane } from '../admission/lane.ts';
import { figuresOf } from '../state/figures.ts';
import { askerOf } from './asker.ts';
import { boardOf, scopeOf, textOf } from './query.ts';

export function getSnapshot(monitor: Monitor, scans: Lane): RequestHandler {
  return async (request, response) => {
    const { feedWatch } = monitor;
    const board = boardOf(request, monitor.boards);
    const scope = scopeOf(request, response, board.directory);
    const [from, to] = [textOf(request, 'from'), textOf(request, 'to')];
    const watch: WatchPeriod =
      from === undefined && to === undefined ? 'year' : formatPeriod(parsePeriod(from, to));
    const periodBoard = board.keepsPeriod(watch)
      ? await board.momentBoard(watch, board.asOfMs)
      : await scans.run(askerOf(response), `moment ${board.kind} ${watchKey(watch)}`, (signal) =>
          board.momentBoard(watch, board.asOfMs, signal),
        );
    response.json(figuresOf(board, periodBoard, scope, feedWatch.feed));
  };
}
