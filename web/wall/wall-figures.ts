/** The key figures of a wall, read from the figures of a scope. Pure. */
import { lateRate, onTimeRate, type CaseCounts } from '../../contract/counts.ts';
import type { WallFigure } from '../../contract/wall.ts';

export interface FigureReading {
  /** Path in the counts; also the name in `data-figure`. */
  path: string;
  read: (counts: CaseCounts) => number | undefined;
  /** A share from 0 to 1. */
  isShare?: boolean;
  /** It is of now, whatever the period. */
  isNow?: boolean;
  /** Which way is worse; absent: neither. */
  worse?: 'more' | 'less';
  /** Somebody has to act as soon as it is not 0. */
  tone?: 'alarm' | 'warn';
}

export const FIGURE_READINGS: Readonly<Record<WallFigure, FigureReading>> = {
  late: {
    path: 'inProgress.late',
    read: ({ inProgress }) => inProgress.late,
    isNow: true,
    worse: 'more',
    tone: 'alarm',
  },
  dueSoon: {
    path: 'inProgress.dueSoon',
    read: ({ inProgress }) => inProgress.dueSoon,
    isNow: true,
    worse: 'more',
    tone: 'warn',
  },
  received: { path: 'received.new', read: newlyReceived },
  carriedOver: { path: 'carriedOver', read: ({ carriedOver }) => carriedOver, worse: 'more' },
  resolved: { path: 'resolved.total', read: ({ resolved }) => resolved.total },
  resolvedLate: { path: 'resolved.late', read: ({ resolved }) => resolved.late, worse: 'more' },
  inProgress: { path: 'inProgress.total', read: ({ inProgress }) => inProgress.total, isNow: true },
  paused: { path: 'paused', read: ({ paused }) => paused, isNow: true },
  onTimeRate: { path: 'onTimeRate', read: onTimeRate, isShare: true, worse: 'less' },
  lateRate: { path: 'lateRate', read: lateRate, isShare: true, isNow: true, worse: 'more' },
};

/** What came in the period itself. */
export function newlyReceived({ received, carriedOver }: CaseCounts): number {
  return received.total - carriedOver;
}

export function meetsTarget(value: number, target: { atLeast: number } | { atMost: number }): boolean {
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
}
