/**
 * The one length of the wall: 1 u is the height of the smallest text that may stand on it.
 *
 * ISO 9241-3: capitals must span at least 16 minutes of arc at the reader's eye (20 to 22 preferred), which is 4.65 mm
 * per metre of distance; a font's capitals are 0.72 of its size. Labels are set at 1.25 u (20'), key figures at 3 u and
 * more.
 */

export interface Screen {
  /** Of the whole screen, inches. */
  diagonalInch: number;
  /** To the farthest seat, metres. */
  distanceM: number;
}

export const DEFAULT_SCREEN: Screen = { diagonalInch: 55, distanceM: 3 };

const MIN_ARC_MINUTES = 16;
const CAPITALS = 0.72;

/** Smallest font size as a share of the height of the screen. Example: 55 inch, 16:9, at 3 m is 0.0283. */
export function minTextShare(screen: Screen, aspect: number): number {
  const heightMm = (screen.diagonalInch * 25.4) / Math.hypot(aspect, 1);
  const capitalsMm = screen.distanceM * 1_000 * Math.tan((MIN_ARC_MINUTES / 60) * (Math.PI / 180));
  return capitalsMm / CAPITALS / heightMm;
}

/** What the wall shows; `full` is everything, `essential` leaves out trends and the newest cases for larger text. */
export const LAYOUTS = [
  { name: 'full', columns: 62.7, rows: 35.3 },
  { name: 'essential', columns: 48.5, rows: 32.2 },
] as const;
export type LayoutName = (typeof LAYOUTS)[number]['name'];

export interface ScreenPlan {
  layout: LayoutName;
  /** px per u. */
  unitPx: number;
  /** The text stays under the smallest size at the farthest seat, since less cannot be shown. */
  tooSmall: boolean;
}

/** The richest layout whose text is large enough; when none is, the sparsest, as large as it fits. */
export function planScreen(widthPx: number, heightPx: number, screen: Screen): ScreenPlan {
  const minPx = minTextShare(screen, widthPx / heightPx) * heightPx;
  const plans = LAYOUTS.map(({ name, columns, rows }) => ({
    layout: name,
    unitPx: Math.min(widthPx / columns, heightPx / rows),
  }));
  const enough = plans.find(({ unitPx }) => unitPx >= minPx * 0.98);
  const plan = enough ?? (plans.at(-1) as (typeof plans)[number]);
  return { ...plan, tooSmall: enough === undefined };
}

/** The screen as the address says it; what is not a sensible number counts as not said. */
export function screenFromQuery(query: URLSearchParams): Screen {
  return {
    diagonalInch: within(query.get('diagonal'), 10, 500) ?? DEFAULT_SCREEN.diagonalInch,
    distanceM: within(query.get('distance'), 0.3, 50) ?? DEFAULT_SCREEN.distanceM,
  };
}

function within(text: string | null, min: number, max: number): number | undefined {
  const value = text === null || text === '' ? Number.NaN : Number(text);
  return value >= min && value <= max ? value : undefined;
}
