/**
 * Colours of the map: normal is grey, then ochre, amber, red-orange, told apart by lightness so that colour-blind readers see the
 * order too. The figure itself is printed on each area, so colour is never alone.
 */
import type { ThemeName } from '../styles/theme-choice.svelte.ts';

/** 0 is normal, up to 4, the worst; 5 to 9 are greys from less to more, which say nothing of good or bad. */
export type Shade = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
/** From this shade to {@link WORST_SHADE} an area is abnormal. */
export const ABNORMAL_SHADE: Shade = 2;
/** Has a second sign, outline and triangle, beside its colour. */
export const WORST_SHADE: Shade = 4;
/** What a map says of areas; undefined: no data, hatched. */
export type Shades = ReadonlyMap<string, Shade | undefined>;

export interface MapTheme {
  ground: string;
  border: string;
  worstBorder: string;
  selectedBorder: string;
  hatch: string;
  hatchGround: string;
  fills: FiveColours;
  greys: FiveColours;
  /** Labels reach over borders, so they carry their own ground: a halo of the opposite lightness, over 13:1. */
  label: string;
  labelHalo: string;
  /** Under the areas. */
  basemap: { wooded: string; water: string; road: string; boundary: string };
}

type FiveColours = readonly [string, string, string, string, string];

export const MAP_THEMES: Record<ThemeName | 'paper', MapTheme> = {
  dark: {
    ground: '#1f2123',
    border: '#17181a',
    worstBorder: '#ffffff',
    selectedBorder: '#ffffff',
    hatch: '#6a6f75',
    hatchGround: '#26282b',
    fills: ['#3d4146', '#5b5443', '#b3924a', '#dc9a2d', '#ff8a55'],
    greys: ['#2f3236', '#40444a', '#565b62', '#73797f', '#979da4'],
    label: '#ffffff',
    labelHalo: '#17181a',
    basemap: { wooded: '#232a25', water: '#17262f', road: '#4a4d51', boundary: '#6a6f75' },
  },
  light: {
    ground: '#ffffff',
    border: '#ffffff',
    worstBorder: '#3a1200',
    selectedBorder: '#17181a',
    hatch: '#9aa0a6',
    hatchGround: '#eeeff0',
    fills: ['#e0e3e6', '#e9d49b', '#e9b95c', '#dd8433', '#9c3408'],
    greys: ['#eceef0', '#d9dcdf', '#bfc4c9', '#a0a7ad', '#7d858c'],
    label: '#17181a',
    labelHalo: '#ffffff',
    basemap: { wooded: '#e9efe6', water: '#cfdde6', road: '#c9cbcd', boundary: '#9aa0a6' },
  },
  // In steps of lightness that a printer without colours keeps apart.
  paper: {
    ground: '#ffffff',
    // Paper shows the drawing without one.
    basemap: { wooded: '#ffffff', water: '#ffffff', road: '#ffffff', boundary: '#000000' },
    border: '#000000',
    worstBorder: '#000000',
    selectedBorder: '#000000',
    hatch: '#9aa0a6',
    hatchGround: '#ffffff',
    fills: ['#fbfbfb', '#f3dfa8', '#e0a94a', '#b9651a', '#6b2304'],
    greys: ['#fbfbfb', '#dcdfe2', '#b4b9be', '#878d93', '#54595e'],
    label: '#000000',
    labelHalo: '#ffffff',
  },
};

/** By shade. */
export function coloursOf({ fills, greys }: MapTheme): readonly string[] {
  return [...fills, ...greys];
}
