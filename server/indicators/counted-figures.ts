/** The figures of formulas from the boards of the dossiers. */
import { DOSSIER } from '../../contract/dossier-kind.ts';
import { formatPeriod, watchKey } from '../../contract/watch-period.ts';
import type { Lane } from '../admission/lane.ts';
import type { Board } from '../state/board.ts';
import { scopeCounts } from '../state/figures.ts';
import type { PeriodBoard } from '../state/period-board.ts';
import type { CountFigures } from './figure-source.ts';

/** `scans`: where periods that are not kept wait for their turn. */
export function figuresOfBoard(board: Board, scans: Lane): CountFigures {
  return async (asker, kinds, periods) => {
    const boards = new Map<string, PeriodBoard>();
    for (const period of kinds.includes(DOSSIER) ? periods : []) {
      const watch = formatPeriod(period);
      const count = (signal?: AbortSignal) => board.momentBoard(watch, board.asOfMs, signal);
      const key = watchKey(watch);
      boards.set(key, await (board.keepsPeriod(watch) ? count() : scans.run(asker, `moment ${key}`, count)));
    }
    return {
      figure: ({ kind, figure }, scope, period) => {
        const counted = kind === DOSSIER ? boards.get(watchKey(formatPeriod(period))) : undefined;
        if (!counted || board.dataTimeMs === 0) return null;
        return figureIn(scopeCounts(counted.sheetOf(scope.edition), scope), figure);
      },
    };
  };
}

/** `resolved.late` of `{resolved: {total, late}}`; of `resolved` alone its total. */
function figureIn(counts: object, figure: string): number | null {
  let at: unknown = counts;
  for (const name of figure.split('.')) at = (at as Record<string, unknown> | undefined)?.[name];
  if (typeof at === 'object' && at !== null && 'total' in at) at = at.total;
  return typeof at === 'number' ? at : null;
}
