/** What a map can be coloured by, and into which classes its values fall. Pure. */
import type { CaseCounts, Counts, KindCounts } from '../../contract/counts.ts';
import type { OverlayName } from '../../contract/wall.ts';
import { shownShare } from '../format/numbers.ts';
import type { Shade } from './map-theme.ts';

export interface OverlayRule {
  part: (counts: CaseCounts) => number;
  /** A share of this; null: `part` is a count. */
  whole: ((counts: CaseCounts) => number) | null;
  /** Which end is abnormal; null: more and less are not better or worse. */
  worse: 'high' | 'low' | null;
  /** Lower bounds of the classes behind the first; null: by quantiles. */
  bounds: readonly number[] | null;
  /** A share of nothing is as good as normal: of no open cases none is late. */
  nothingIsNormal?: true;
}

export const OVERLAY_RULES: Record<OverlayName, OverlayRule> = {
  lateRate: {
    part: ({ inProgress }) => inProgress.late,
    whole: ({ inProgress }) => inProgress.total,
    worse: 'high',
    bounds: [0.02, 0.05, 0.1, 0.2],
    nothingIsNormal: true,
  },
  dueSoon: { part: ({ inProgress }) => inProgress.dueSoon, whole: null, worse: 'high', bounds: null },
  receivedToday: { part: receivedIn, whole: null, worse: null, bounds: null },
  onlineShare: { part: onlineIn, whole: receivedIn, worse: 'low', bounds: [0.3, 0.5, 0.65, 0.8] },
  onTimeRate: {
    part: ({ resolved }) => resolved.early + resolved.onTime,
    whole: ({ resolved }) => resolved.total,
    worse: 'low',
    bounds: [0.8, 0.9, 0.95, 0.98],
  },
  open: { part: ({ inProgress }) => inProgress.total, whole: null, worse: null, bounds: null },
};

function receivedIn({ received, carriedOver }: CaseCounts): number {
  return received.total - carriedOver;
}

function onlineIn({ received }: CaseCounts): number {
  const { online, byChannel } = received as Partial<Counts['received'] & KindCounts['received']>;
  return online ?? byChannel?.['online'] ?? 0;
}

/** Of all the counts together, as it is printed; undefined: there is nothing to tell it of. */
export function overlayValue(name: OverlayName, counts: readonly CaseCounts[]): number | undefined {
  if (counts.length === 0) return undefined;
  const { part, whole } = OVERLAY_RULES[name];
  const sum = (of: (one: CaseCounts) => number) => counts.reduce((total, one) => total + of(one), 0);
  if (!whole) return sum(part);
  const total = sum(whole);
  return total === 0 ? undefined : shownShare(sum(part) / total);
}

export interface Classes {
  /** Lower bounds of the classes behind the first, ascending, at most 4. */
  bounds: readonly number[];
  /** Null: in greys, since by quantiles there is always a highest class. */
  worse: 'high' | 'low' | null;
}

/** Shares are compared as they are printed, so that figure and class agree. */
export function classesOf(
  name: OverlayName,
  given: readonly number[] | null,
  quantiles: () => number[],
): Classes {
  const { worse, whole, bounds: own } = OVERLAY_RULES[name];
  const bounds = given ?? own;
  if (!bounds) return { bounds: quantiles(), worse: null };
  return { bounds: whole ? bounds.map(shownShare) : bounds, worse };
}

/** From the first of so many classes to the last: 0 to 4 of the colours. */
const LAST_SHADE = 4;
const FIRST_GREY = 5;

export function shadeOf(value: number, { bounds, worse }: Classes): Shade {
  const at = bounds.filter((bound) => value >= bound).length;
  return shadeOfClass(at, { bounds, worse });
}

/** `at`: 0 is the class of the lowest values. */
export function shadeOfClass(at: number, { bounds, worse }: Classes): Shade {
  const severity = worse === 'low' ? bounds.length - at : at;
  const shade = bounds.length === 0 ? 0 : Math.round((severity * LAST_SHADE) / bounds.length);
  return (worse === null ? FIRST_GREY + shade : shade) as Shade;
}

/** Example: of the late rate 0.07 is shade 2. Nothing in progress is normal; no figures at all is undefined. */
export function lateShade(counts: CaseCounts | undefined): Shade | undefined {
  return counts && areaShade('lateRate', overlayValue('lateRate', [counts]), LATE_CLASSES, true);
}

const LATE_CLASSES = classesOf('lateRate', null, () => []);

/** `isCounted`: there are figures of the area; without a value it may still be normal. */
export function areaShade(
  name: OverlayName,
  value: number | undefined,
  classes: Classes,
  isCounted: boolean,
): Shade | undefined {
  if (value !== undefined) return shadeOf(value, classes);
  return isCounted && OVERLAY_RULES[name].nothingIsNormal ? shadeOf(0, classes) : undefined;
}
