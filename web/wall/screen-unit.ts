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

export interface Range {
  min: number;
  max: number;
}
/** What is accepted. */
export const DIAGONAL_INCH: Range = { min: 10, max: 500 };
export const DISTANCE_M: Range = { min: 0.3, max: 50 };

const USUAL_SCREEN: Screen = { diagonalInch: 55, distanceM: 3 };
const USUAL_ASPECT = 16 / 9;

/** What is taken while nobody has told it: 55 inch, or as many such screens beside each other as the picture is wide. */
export function usualScreen(aspect: number): Screen {
  const wide = Math.max(1, Math.hypot(aspect, 1) / Math.hypot(USUAL_ASPECT, 1));
  return { ...USUAL_SCREEN, diagonalInch: USUAL_SCREEN.diagonalInch * (aspect > USUAL_ASPECT ? wide : 1) };
}

/** Of capitals, at the farthest seat. */
export const MIN_ARC_MINUTES = 16;
/** Height of capitals as a share of the font size. */
export const CAPITALS = 0.72;

/** Smallest font size as a share of the height of the screen. Example: 55 inch, 16:9, at 3 m is 0.0283. */
export function minTextShare(screen: Screen, aspect: number): number {
  const heightMm = (screen.diagonalInch * 25.4) / Math.hypot(aspect, 1);
  const capitalsMm = screen.distanceM * 1_000 * Math.tan((MIN_ARC_MINUTES / 60) * (Math.PI / 180));
  return capitalsMm / CAPITALS / heightMm;
}

/** Smallest font size on a screen of so many pixels, px. */
export function minTextPx(screen: Screen, widthPx: number, heightPx: number): number {
  return minTextShare(screen, widthPx / heightPx) * heightPx;
}

/** The screen as the address says it, or else the settings; what is not a sensible number counts as not said. */
export function screenFromQuery(query: URLSearchParams, aspect: number, kept: Partial<Screen> = {}): Screen {
  const otherwise = { ...usualScreen(aspect), ...kept };
  return {
    diagonalInch: within(query.get('diagonal'), DIAGONAL_INCH) ?? otherwise.diagonalInch,
    distanceM: within(query.get('distance'), DISTANCE_M) ?? otherwise.distanceM,
  };
}

function within(text: string | null, { min, max }: Range): number | undefined {
  const value = text === null || text === '' ? Number.NaN : Number(text);
  return value >= min && value <= max ? value : undefined;
}
