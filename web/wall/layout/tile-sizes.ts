/** How small each tile may become, and which ones have use for more room. Lengths in u (screen-unit.ts). */
import type { TileType } from '../../../contract/wall.ts';

export interface TileSize {
  /** What the tile needs to be read; a list or table shows the rest of its rows one page after the other. */
  width: number;
  height: number;
  /** Share in what is left over, of its width and of its height. */
  stretch: number;
}

export const TILE_SIZES: Readonly<Record<TileType, TileSize>> = {
  figure: { width: 8.6, height: 6.6, stretch: 1 },
  form: { width: 17, height: 12, stretch: 4 },
  map: { width: 15, height: 13, stretch: 6 },
  units: { width: 12, height: 8, stretch: 3 },
  newestLate: { width: 12, height: 6.5, stretch: 2 },
  trend: { width: 16, height: 6.6, stretch: 2 },
  channels: { width: 12, height: 7, stretch: 1 },
  indicators: { width: 14, height: 8, stretch: 2 },
  kinds: { width: 19, height: 8.7, stretch: 2 },
  alerts: { width: 12, height: 6.6, stretch: 1 },
  sources: { width: 12, height: 6, stretch: 1 },
  notice: { width: 10, height: 4.5, stretch: 1 },
  clock: { width: 12, height: 5, stretch: 1 },
};

/** Between tiles. */
export const GAP = 0.5;
