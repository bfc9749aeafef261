/**
 * Classes of the late rate and their colours: normal is grey, then ochre, amber, red-orange, told apart by lightness so
 * that colour-blind readers see the order too. The rate itself is printed on each area, so colour is never alone.
 */
import type { CaseCounts } from '../../contract/counts.ts';
import { lateRate } from '../../contract/counts.ts';
import type { ThemeName } from '../styles/theme-choice.svelte.ts';

/** Lower bound of each class, late / in progress. */
export const RATE_BOUNDS = [0, 0.02, 0.05, 0.1, 0.2] as const;
/** Index of a class, or undefined for no data. */
export type RateClass = 0 | 1 | 2 | 3 | 4;
/** The class that gets a second sign (outline and triangle) beside its colour. */
export const WORST_CLASS: RateClass = 4;

export interface MapTheme {
  ground: string;
  border: string;
  worstBorder: string;
  selectedBorder: string;
  hatch: string;
  hatchGround: string;
  fills: readonly [string, string, string, string, string];
  /** Labels reach over borders, so they carry their own ground: a halo of the opposite lightness, over 13:1. */
  label: string;
  labelHalo: string;
}

export const MAP_THEMES: Record<ThemeName, MapTheme> = {
  dark: {
    ground: '#1f2123',
    border: '#17181a',
    worstBorder: '#ffffff',
    selectedBorder: '#ffffff',
    hatch: '#6a6f75',
    hatchGround: '#26282b',
    fills: ['#3d4146', '#5b5443', '#b3924a', '#dc9a2d', '#ff8a55'],
    label: '#ffffff',
    labelHalo: '#17181a',
  },
  light: {
    ground: '#ffffff',
    border: '#ffffff',
    worstBorder: '#3a1200',
    selectedBorder: '#17181a',
    hatch: '#9aa0a6',
    hatchGround: '#eeeff0',
    fills: ['#e0e3e6', '#e9d49b', '#e9b95c', '#dd8433', '#9c3408'],
    label: '#17181a',
    labelHalo: '#ffffff',
  },
};

/** Example: 0.07 is class 2 (5% up to 10%). Nothing in progress is normal; no figures at all is undefined. */
export function rateClass(counts: CaseCounts | undefined): RateClass | undefined {
  if (!counts) return undefined;
  const rate = lateRate(counts) ?? 0;
  let result: RateClass = 0;
  RATE_BOUNDS.forEach((bound, i) => {
    if (rate >= bound) result = i as RateClass;
  });
  return result;
}
