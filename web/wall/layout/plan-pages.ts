/**
 * Which tiles a screen shows together and where. As the wall says it where that can be read; else anew, and what does not
 * fit stands on a further page of the rotation. Pure.
 */
import { GRID, type Wall, type WallPage, type WallTile } from '../../../contract/wall.ts';
import { minTextPx, type Screen } from '../screen-unit.ts';
import { arrange, type Rect } from './arrange.ts';
import { GAP, TILE_SIZES } from './tile-sizes.ts';

export interface PlacedTile {
  /** Unique on the wall: page and number of the tile in the file. */
  id: string;
  tile: WallTile;
  /** px from the corner of the page. */
  rect: Rect;
}

export interface PlannedPage {
  /** Place of the page in the wall, from 0, of which this is the whole or a part. */
  of: number;
  page: WallPage;
  tiles: PlacedTile[];
}

export interface WallPlan {
  /** px per u, of the whole wall. */
  unitPx: number;
  pages: PlannedPage[];
  /** Pages that stand beside each other at a time: more than one on a wide row of screens. */
  panes: number;
  /** Size of the smallest text as a share of what the farthest seat needs; under 1 nobody there can read it. */
  textShare: number;
}

/** A share of text from which on it is large enough, since pixels and rounding take a little. */
export const ENOUGH = 0.98;

/** How much of a page a screen shows when nobody sits far off, u. */
const USUAL = { width: 61, height: 31.5 };
/** The grid of a page is made for screens from 4:3 to 21:9. */
const MIN_ASPECT = 1.2;
const MAX_ASPECT = 2.6;
const USUAL_ASPECT = 16 / 9;
/** A page holds no more of what is laid out anew: reading is by a glance. */
const MOST_TILES = 9;

/** Above the tiles, u. */
export const HEADER = 2.3 + 0.35;
/** Around and between them, u: left and right, top and bottom. */
export const MARGIN = { x: 1.4, y: 1.05 };

/** `width`, `height`: of the whole screen, px. */
export function planWall(wall: Wall, width: number, height: number, screen: Screen): WallPlan {
  const panes = panesOf(wall, width / height);
  const least = minTextPx(screen, width, height);
  const usual = usualUnit(width / panes, height);
  // Where the smallest text fills the screen already, a smaller one shows at least something.
  for (let unitPx = Math.max(least, usual); unitPx > 1; unitPx = smaller(unitPx, least)) {
    const pages = planPages(wall, width, height, panes, unitPx);
    if (pages) return { unitPx, pages, panes: Math.min(panes, pages.length), textShare: unitPx / least };
  }
  return { unitPx: 1, pages: [], panes: 1, textShare: 0 };
}

/** On a sheet of paper, which is read from as near as its smallest text needs: at that size, so that it holds the most. */
export function planSheet(wall: Wall, width: number, height: number, unitPx: number): WallPlan | undefined {
  const pages = planPages(wall, width, height, 1, unitPx);
  return pages && { unitPx, pages, panes: 1, textShare: 1 };
}

/** The next size to try; the smallest that is large enough is not passed over. */
function smaller(unitPx: number, least: number): number {
  return unitPx > least ? Math.max(least, 0.97 * unitPx) : 0.97 * unitPx;
}

function panesOf({ pages }: Wall, aspect: number): number {
  const fitting = aspect > MAX_ASPECT ? Math.round(aspect / USUAL_ASPECT) : 1;
  return Math.max(1, Math.min(fitting, pages.length));
}

function usualUnit(width: number, height: number): number {
  const aspect = width / height;
  if (aspect >= MIN_ASPECT)
    return Math.min(width / (USUAL.width + MARGIN.x), height / (USUAL.height + HEADER + MARGIN.y));
  return Math.sqrt((width * height) / (USUAL.width * USUAL.height));
}

function planPages(
  wall: Wall,
  width: number,
  height: number,
  panes: number,
  unitPx: number,
): PlannedPage[] | undefined {
  // In u, so that what fits does not hang on the size of a pixel.
  const room = {
    width: (width / unitPx - MARGIN.x - (panes - 1) * GAP) / panes,
    height: height / unitPx - HEADER - MARGIN.y,
  };
  const isTooLarge = ({ type }: WallTile) =>
    TILE_SIZES[type].width > room.width || TILE_SIZES[type].height > room.height;
  if (wall.pages.some(({ tiles }) => tiles.some(isTooLarge))) return undefined;
  const pages: PlannedPage[] = [];
  for (const [of, page] of wall.pages.entries()) {
    const parts = asTold(page, room) ?? anew(page, room);
    for (const tiles of parts)
      pages.push({
        of,
        page,
        tiles: tiles.map(({ tile, rect }) => ({
          id: `${of}.${page.tiles.indexOf(tile)}`,
          tile,
          rect: scaled(rect, unitPx),
        })),
      });
  }
  return pages;
}

interface Room {
  width: number;
  height: number;
}
type Laid = { tile: WallTile; rect: Rect }[];

/** On the grid of the page. */
function asTold({ tiles }: WallPage, { width, height }: Room): [Laid] | undefined {
  const aspect = width / height;
  if (aspect < MIN_ASPECT || aspect > MAX_ASPECT * 1.2) return undefined;
  const cell = { width: (width + GAP) / GRID.columns, height: (height + GAP) / GRID.rows };
  const laid = tiles.map((tile) => ({
    tile,
    rect: {
      x: tile.column * cell.width,
      y: tile.row * cell.height,
      width: tile.width * cell.width - GAP,
      height: tile.height * cell.height - GAP,
    },
  }));
  const isEnough = laid.every(
    ({ tile, rect }) =>
      rect.width >= TILE_SIZES[tile.type].width && rect.height >= TILE_SIZES[tile.type].height,
  );
  return isEnough ? [laid] : undefined;
}

/** In the order of reading, on as few pages as can hold them, about as many on each. */
function anew({ tiles }: WallPage, room: Room): Laid[] {
  let rest = [...tiles].sort((a, b) => a.row - b.row || a.column - b.column);
  const pages: Laid[] = [];
  for (let left = pagesFor(rest, room); left > 0; left--) {
    const most = mostTogether(rest, room);
    let count = Math.min(most, Math.ceil(rest.length / left));
    while (count < most && pagesFor(rest.slice(count), room) > left - 1) count++;
    pages.push(together(rest.slice(0, count), room) as Laid);
    rest = rest.slice(count);
  }
  return pages;
}

function pagesFor(tiles: readonly WallTile[], room: Room): number {
  if (tiles.length === 0) return 0;
  return 1 + pagesFor(tiles.slice(mostTogether(tiles, room)), room);
}

/** How many of the first tiles one page holds; one does, since none is larger than the room. */
function mostTogether(tiles: readonly WallTile[], room: Room): number {
  let count = Math.min(tiles.length, MOST_TILES);
  while (count > 1 && !together(tiles.slice(0, count), room)) count--;
  return count;
}

function together(tiles: readonly WallTile[], { width, height }: Room): Laid | undefined {
  const boxes = tiles.map(({ type }) => TILE_SIZES[type]);
  const rects = arrange(boxes, width, height, GAP);
  return rects && tiles.map((tile, i) => ({ tile, rect: rects[i] as Rect }));
}

function scaled({ x, y, width, height }: Rect, by: number): Rect {
  return { x: x * by, y: y * by, width: width * by, height: height * by };
}
