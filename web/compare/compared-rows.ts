/** Units or areas side by side, in two periods. Pure. */
import { NO_AREA, type ScopeFigures } from '../../contract/api.ts';
import { onTimeRate, type CaseCounts } from '../../contract/counts.ts';
import { shownShare } from '../format/numbers.ts';
import { ranksOf } from './ranks.ts';

export type Compared = ScopeFigures<CaseCounts>;
export const COMPARED_LEVELS = ['areas', 'units'] as const;
export type ComparedLevel = (typeof COMPARED_LEVELS)[number];

export interface Pair {
  /** Undefined: there is none, such as a rate of nothing. */
  now: number | undefined;
  before: number | undefined;
}

export interface ComparedRow {
  code: string;
  name: string;
  /** By the rate that is read; without a clock by what was received. */
  rank: number | undefined;
  received: Pair;
  onTime: Pair;
  late: Pair;
}

/** In the order of their places; who has none comes last, by name. */
export function comparedRows(
  shown: Compared,
  other: Compared,
  level: ComparedLevel,
  hasClock: boolean,
): ComparedRow[] {
  const before = new Map(other[level].map(({ code, counts }) => [code, counts]));
  const entries = shown[level].filter(
    ({ code, counts }) => code !== NO_AREA && (counts.received.total > 0 || level === 'areas'),
  );
  const values = entries.map(({ counts }) =>
    hasClock ? shareRead(onTimeRate(counts)) : counts.received.total,
  );
  const ranks = ranksOf(values);
  return entries
    .map(({ code, name, counts }, i) => ({
      code,
      name,
      rank: ranks[i],
      ...pairsOf(counts, before.get(code)),
    }))
    .sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || a.name.localeCompare(b.name, 'vi'));
}

/** Of one place, or of all of them together. */
export function pairsOf(
  now: CaseCounts,
  before: CaseCounts | undefined,
): Pick<ComparedRow, 'received' | 'onTime' | 'late'> {
  return {
    received: { now: now.received.total, before: before?.received.total },
    onTime: { now: shareRead(onTimeRate(now)), before: before && shareRead(onTimeRate(before)) },
    late: { now: now.inProgress.late, before: before?.inProgress.late },
  };
}

/** What reads the same is in the same place, and has not changed. */
function shareRead(share: number | undefined): number | undefined {
  return share === undefined ? undefined : shownShare(share);
}
