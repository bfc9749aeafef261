/** Room beside or below the map for the list of the areas whose labels have none on it. Pure. */
import type { Bounds } from './areas.ts';
import type { LabelLayout } from './label-layout.ts';
import type { Size } from './place-labels.ts';
import { fitScale } from './projection.ts';

export interface ListStrip {
  side: 'right' | 'bottom';
  /** Of the strip across the map, px. */
  thickness: number;
  columns: number;
  /** As many lines as it has room for; the last one may say how many more there are. */
  lines: number;
}

export const LIST_GAP_PX = 8;
/** Of the room; the map keeps the rest. */
const MOST_SHARE = 0.45;
const NO_PADDING = { top: 0, right: 0, bottom: 0, left: 0 };

/**
 * Undefined when no label is listed, or the list has room on the map. `entry`: size of a line of it, px; `layoutIn`: the labels
 * on a map of a size, of which a smaller one lists more. All are named if that can be, on the side that leaves the map larger.
 */
export function listStrip(
  entry: Size,
  bounds: Bounds,
  room: Size,
  layoutIn: (map: Size) => Pick<LabelLayout, 'listed' | 'list'>,
): ListStrip | undefined {
  const { listed: least, list } = layoutIn(room);
  if (least === 0 || list) return undefined;
  const choices = [beside, below].map((sized) => {
    let count = least;
    let strip = sized(count, entry, room);
    // Twice is enough but for a map that shrinks to nothing.
    for (let round = 0; round < 2; round++) {
      count = Math.max(count, layoutIn(mapBy(strip, room)).listed);
      strip = sized(count, entry, room);
    }
    const { width, height } = mapBy(strip, room);
    return {
      strip,
      isWhole: strip.lines >= count && (strip.side === 'bottom' || strip.thickness >= entry.width),
      scale: fitScale(bounds, width, height, NO_PADDING),
    };
  });
  return choices.sort((a, b) => Number(b.isWhole) - Number(a.isWhole) || b.scale - a.scale)[0]?.strip;
}

export function mapBy({ side, thickness }: ListStrip, { width, height }: Size): Size {
  const taken = thickness + LIST_GAP_PX;
  return side === 'right'
    ? { width: Math.max(0, width - taken), height }
    : { width, height: Math.max(0, height - taken) };
}

function beside(_count: number, entry: Size, { width, height }: Size): ListStrip {
  const lines = Math.max(1, Math.floor(height / entry.height));
  return { side: 'right', thickness: Math.min(entry.width, MOST_SHARE * width), columns: 1, lines };
}

function below(count: number, entry: Size, { width, height }: Size): ListStrip {
  const columns = Math.max(1, Math.floor(width / entry.width));
  const rows = Math.min(Math.ceil(count / columns), Math.floor((MOST_SHARE * height) / entry.height));
  const kept = Math.max(1, rows);
  return { side: 'bottom', thickness: kept * entry.height, columns, lines: kept * columns };
}
