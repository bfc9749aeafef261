/** The figures of formulas, from the boards of the kinds. */
import type { Period } from '../../contract/period.ts';
import type { CaseCounts, KindCounts } from '../../contract/counts.ts';
import { formatPeriod, watchKey } from '../../contract/watch-period.ts';
import type { Asker, Turnstile } from '../admission/turnstile.ts';
import type { Board } from '../state/board.ts';
import type { Boards } from '../state/boards.ts';
import { scopeCounts } from '../state/periods/figures.ts';
import type { PeriodFigures } from '../state/periods/period-figures.ts';
import type { CountFigures } from './figure-source.ts';

/** `scans`: where periods that are not kept wait for their turn. */
export function figuresOfBoards(boards: Boards, scans: Turnstile): CountFigures {
  return async (asker, kinds, periods) => {
    const counted = new Map<string, PeriodFigures>();
    for (const kind of kinds) {
      const board = boards.of(kind);
      // Without any case nobody has told of the kind: then 0 is not what is known.
      if (!board || board.store.size === 0) continue;
      for (const period of periods)
        counted.set(keyOf(kind, period), await count(board, period, asker, scans));
    }
    return {
      figure: ({ kind, figure }, scope, period) => {
        const board = counted.get(keyOf(kind, period));
        return board ? figureIn(scopeCounts(board.sheetOf(scope.edition), scope), figure) : null;
      },
    };
  };
}

function count(board: Board, period: Period, asker: Asker, scans: Turnstile): Promise<PeriodFigures> {
  const watch = formatPeriod(period);
  const scan = (signal?: AbortSignal) => board.momentFigures(watch, board.asOfMs, signal);
  if (board.keepsPeriod(watch)) return scan();
  return scans.run(asker, `moment ${board.kind} ${watchKey(watch)}`, scan);
}

const keyOf = (kind: string, period: Period) => `${kind} ${watchKey(formatPeriod(period))}`;

/** `resolved.late` of `{resolved: {total, late}}`; of `resolved` alone its total. */
function figureIn(counts: CaseCounts, figure: string): number | null {
  const [name = '', part = 'total'] = figure.split('.');
  const at: unknown = counts[name as keyof CaseCounts];
  if (typeof at === 'number') return at;
  const { byChannel = {}, ...rest } = (at ?? {}) as Partial<KindCounts['received']>;
  return { ...byChannel, ...(rest as Record<string, number>) }[part] ?? null;
}
