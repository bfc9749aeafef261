/** How large text really is on a screen, and where it can be read. Pure. */
import { CAPITALS, MIN_ARC_MINUTES, type Screen } from './screen-unit.ts';

/** A window that fills the screen, px. */
export interface Pixels {
  widthPx: number;
  heightPx: number;
}

const MM_PER_INCH = 25.4;
const RADIANS_PER_MINUTE = Math.PI / 180 / 60;

/** Example: 1 px of a 55 inch screen with 1920 x 1080 is 0.634 mm. */
export function mmPerPx({ diagonalInch }: Screen, { widthPx, heightPx }: Pixels): number {
  return (diagonalInch * MM_PER_INCH) / Math.hypot(widthPx, heightPx);
}

export interface TextSize {
  /** Of the font, as it is set. */
  mm: number;
  /** Of its capitals. */
  capitalsMm: number;
  /** What the capitals span at the farthest seat. */
  arcMinutes: number;
}

/** Of text whose font size is `px`. */
export function textSize(screen: Screen, pixels: Pixels, px: number): TextSize {
  const mm = px * mmPerPx(screen, pixels);
  const capitalsMm = mm * CAPITALS;
  const arcMinutes = Math.atan(capitalsMm / (screen.distanceM * 1_000)) / RADIANS_PER_MINUTE;
  return { mm, capitalsMm, arcMinutes };
}

/** From how far text of `px` can be read on this screen, metres. */
export function readableFromM(screen: Screen, pixels: Pixels, px: number): number {
  const capitalsMm = px * mmPerPx(screen, pixels) * CAPITALS;
  return capitalsMm / Math.tan(MIN_ARC_MINUTES * RADIANS_PER_MINUTE) / 1_000;
}

/** How large a screen of the same shape must be for text of `px` to be read from the farthest seat, inches. */
export function readableOnInch(screen: Screen, pixels: Pixels, px: number): number {
  return screen.diagonalInch * (screen.distanceM / readableFromM(screen, pixels, px));
}
