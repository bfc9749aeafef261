/**
 * Places map labels so that none covers another and none stands on an area that is not its own: over its own area, else on free
 * ground with a line to it, else a number in its place stands for a line of the list beside the map. Pure.
 */
import type { CellBox, Ground } from './ground.ts';

export interface Point {
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

/** Left top corner and size, px. */
export type Box = Point & Size;

export interface Label extends Size {
  /** Number of the area in the ground that it names. */
  area: number;
  /** Where it wants to stand, in its area. */
  anchor: Point;
  /** Without room over its area it stands nowhere. */
  isOptional: boolean;
}

export type Placed =
  /** `at`: the centre. */
  | { how: 'inside'; at: Point }
  /** `line` from the box to the anchor. */
  | { how: 'led'; at: Point; line: Line }
  /** The line `number` of the list; `at` null: not even the number has room. */
  | { how: 'listed'; number: number; at: Point | null; line: Line | null }
  | { how: 'unnamed' };

export type Line = readonly [from: Point, to: Point];

/** Of the box, so that it reads as the area's. */
const LEAST_SHARE = 0.55;
/** A share of the box on free ground counts as so many box lengths away, squared. */
const FREE_COST = 1.5;
/** Of the longer side of the picture: who follows a longer line loses it. */
const LONGEST_LINE = 0.4;

export interface Placing {
  ground: Ground;
  /** Room between boxes for their halos, px. */
  gap: number;
  /** Of a number that stands for a label. */
  badge: Size;
  /** What no label may cover. */
  obstacles: readonly Box[];
  /** Of the first line of the list. */
  firstNumber: number;
  /** Of a line of the list. */
  entry: Size;
}

export interface Placement {
  /** In the order of the labels. */
  placed: Placed[];
  /** Free ground for the list, px; null: none is needed, or there is none. */
  list: Box | null;
}

/** The first labels have the first choice of free ground, and of lines. */
export function placeLabels(labels: readonly Label[], placing: Placing): Placement {
  const room = new Room(placing);
  const placed: (Placed | undefined)[] = labels.map((label) => {
    const at = room.over(label, label);
    return at && { how: 'inside', at };
  });
  labels.forEach((label, i) => {
    if (placed[i] || label.isOptional) return;
    const led = room.beside(label, label);
    if (led) placed[i] = { how: 'led', ...led };
  });
  let lines = 0;
  const all = labels.map((label, i): Placed => {
    const done = placed[i];
    if (done) return done;
    if (label.isOptional) return { how: 'unnamed' };
    const number = placing.firstNumber + lines++;
    const at = room.over(label, placing.badge);
    const led = at ? undefined : room.beside(label, placing.badge);
    return { how: 'listed', number, at: at ?? led?.at ?? null, line: led?.line ?? null };
  });
  const { width, height } = placing.entry;
  return { placed: all, list: lines > 0 ? room.free({ width, height: lines * height }) : null };
}

/** What is still free of a picture. */
class Room {
  readonly #ground: Ground;
  readonly #gap: number;
  readonly #taken: Box[];
  readonly #lines: Line[] = [];

  constructor({ ground, gap, obstacles }: Placing) {
    this.#ground = ground;
    this.#gap = gap;
    this.#taken = [...obstacles];
  }

  /** Centre of a box over the label's own area and over no other, nearest to its anchor. */
  over({ area, anchor }: Label, size: Size): Point | undefined {
    const box = this.#cellsOf(size);
    const { column, row, columns, rows } = this.#ground.boundsOf(area);
    const near: CellBox = {
      column: column - box.columns,
      row: row - box.rows,
      columns: columns + box.columns,
      rows: rows + box.rows,
    };
    return this.#take(size, near, Infinity, (cells, at) => {
      const share = this.#ground.shareOf(area, cells);
      if (share < LEAST_SHARE) return Infinity;
      const far = ((at.x - anchor.x) / size.width) ** 2 + ((at.y - anchor.y) / size.height) ** 2;
      return far + FREE_COST * (1 - share);
    });
  }

  /** Centre of a box that no area touches, with the shortest line to the anchor that crosses nothing. */
  beside({ anchor }: Label, size: Size): { at: Point; line: Line } | undefined {
    const { cell, columns, rows } = this.#ground;
    const longest = LONGEST_LINE * cell * Math.max(columns, rows);
    const reach = Math.ceil(longest / cell);
    const box = this.#cellsOf(size);
    const near: CellBox = {
      column: Math.floor(anchor.x / cell) - reach - box.columns,
      row: Math.floor(anchor.y / cell) - reach - box.rows,
      columns: 2 * reach + box.columns,
      rows: 2 * reach + box.rows,
    };
    const lineFrom = (at: Point): Line => [nearestOf(boxAt(at, size), anchor), anchor];
    const isClear = (line: Line) =>
      !this.#taken.some((other) => meets(line, grown(other, this.#gap))) &&
      !this.#lines.some((other) => cross(line, other));
    const at = this.#take(size, near, longest, (cells, centre, least) => {
      if (!this.#ground.isFree(cells)) return Infinity;
      const line = lineFrom(centre);
      const length = lengthOf(line);
      return length < least && isClear(line) ? length : Infinity;
    });
    if (!at) return undefined;
    const line = lineFrom(at);
    this.#lines.push(line);
    return { at, line };
  }

  /** A box that no area touches, as near to a side as can be. */
  free(size: Size): Box | null {
    const { columns, rows, cell } = this.#ground;
    const centre = { x: (columns * cell) / 2, y: (rows * cell) / 2 };
    const at = this.#take(size, { column: 0, row: 0, columns, rows }, 0, (cells, { x, y }) =>
      this.#ground.isFree(cells) ? -Math.hypot(x - centre.x, y - centre.y) : 0,
    );
    return at ? boxAt(at, size) : null;
  }

  /** The cheapest place of a box that begins within `range` and costs less than `most`; it is then taken. */
  #take(
    size: Size,
    range: CellBox,
    most: number,
    costOf: (cells: CellBox, at: Point, least: number) => number,
  ): Point | undefined {
    const { cell, columns, rows } = this.#ground;
    const box = this.#cellsOf(size);
    const lastRow = Math.min(range.row + range.rows, rows - box.rows);
    const lastColumn = Math.min(range.column + range.columns, columns - box.columns);
    let best: Point | undefined;
    let least = most;
    for (box.row = Math.max(0, range.row); box.row <= lastRow; box.row++) {
      for (box.column = Math.max(0, range.column); box.column <= lastColumn; box.column++) {
        const at = { x: (box.column + box.columns / 2) * cell, y: (box.row + box.rows / 2) * cell };
        const cost = costOf(box, at, least);
        if (cost < least && this.#isUntouched(at, size)) [best, least] = [at, cost];
      }
    }
    if (best) this.#taken.push(boxAt(best, size));
    return best;
  }

  #isUntouched(at: Point, size: Size): boolean {
    const own = grown(boxAt(at, size), this.#gap);
    return !this.#taken.some((other) => overlap(own, other)) && !this.#lines.some((line) => meets(line, own));
  }

  #cellsOf({ width, height }: Size): CellBox {
    const { cell } = this.#ground;
    const count = (length: number) => Math.max(1, Math.ceil(length / cell));
    return { column: 0, row: 0, columns: count(width), rows: count(height) };
  }
}

export function boxAt(centre: Point, { width, height }: Size): Box {
  return { x: centre.x - width / 2, y: centre.y - height / 2, width, height };
}

function grown({ x, y, width, height }: Box, by: number): Box {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

export function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function nearestOf({ x, y, width, height }: Box, to: Point): Point {
  return { x: Math.min(Math.max(to.x, x), x + width), y: Math.min(Math.max(to.y, y), y + height) };
}

function lengthOf([from, to]: Line): number {
  return Math.hypot(to.x - from.x, to.y - from.y);
}

function meets(line: Line, { x, y, width, height }: Box): boolean {
  const inBox = ({ x: px, y: py }: Point) => px > x && px < x + width && py > y && py < y + height;
  if (line.some(inBox)) return true;
  const [left, right] = [
    { x, y: y + height },
    { x: x + width, y },
  ];
  return (
    cross(line, [
      { x, y },
      { x: x + width, y: y + height },
    ]) || cross(line, [left, right])
  );
}

function cross([a, b]: Line, [c, d]: Line): boolean {
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

/** On which side of the line from `a` to `b` the point is: its sign. */
function side(a: Point, b: Point, c: Point): number {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}
