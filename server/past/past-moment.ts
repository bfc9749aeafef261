/** The figures of a kind as they were shown at an instant, of every scope: counted in one pass over the log. */
import type { EditionName } from '../../contract/api.ts';
import type { WatchPeriod } from '../../contract/live.ts';
import { localDay } from '../../contract/time.ts';
import { watchKey } from '../../contract/watch-period.ts';
import type { Board } from '../state/board.ts';
import type { FigureSheet } from '../state/periods/figure-sheet.ts';
import type { Moment, PeriodSheets } from '../state/periods/figures.ts';
import { PeriodFigures } from '../state/periods/period-figures.ts';
import { TrendCounter } from '../state/periods/trend.ts';
import type { Footing, PastLog } from './past-log.ts';
import { SettledTrend } from './settled-trend.ts';

export interface PastMoment extends Moment, Footing {
  /** By {@link watchKey}. */
  periods: ReadonlyMap<string, PeriodSheets>;
}

/** `watches`: the periods that are counted, as of `asOfMs`. */
export async function countMoment(
  log: PastLog,
  board: Board,
  watches: readonly WatchPeriod[],
  asOfMs: number,
  signal: AbortSignal,
): Promise<PastMoment> {
  const { deadlines, directory, counting } = board;
  const periods = watches.map(
    (watch) => new PeriodFigures(watch, asOfMs, asOfMs, directory, deadlines, counting),
  );
  const trend = new TrendCounter(directory.units.length, localDay(asOfMs));
  let row = 0;
  const footing = await log.visit({ board, deadlines, asOfMs, signal }, ({ unit, facts }) => {
    for (const period of periods) period.place(row, unit, facts);
    trend.place(row, unit, facts, asOfMs);
    row++;
  });
  return {
    ...footing,
    deadlines,
    trend: new SettledTrend(trend, directory.units.length),
    periods: new Map(periods.map((period) => [watchKey(period.watch), settled(period)])),
  };
}

/** Without what remembers where each case stands. */
function settled(figures: PeriodFigures): PeriodSheets {
  figures.sheet.refresh(figures.cube);
  const sheets: Record<EditionName, FigureSheet> = {
    asNow: figures.sheetOf('asNow'),
    asWas: figures.sheetOf('asWas'),
  };
  return { period: figures.period, sheetOf: (edition) => sheets[edition] };
}
