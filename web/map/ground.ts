/**
 * Which part of the picture belongs to which area, in square cells, so that whether a whole box stands on one area or on free
 * ground is a few sums. A cell counts as every area that touches it, so what is found free is free. Pure.
 */

export type Outline = readonly (readonly [x: number, y: number])[];

/** A box of cells: the first column and row, and how many. */
export interface CellBox {
  column: number;
  row: number;
  columns: number;
  rows: number;
}

const FREE = 0;
const SEVERAL = -1;
/** Of the longer side of a picture; finer than the strokes of its text. */
const CELLS = 280;
const LEAST_CELL_PX = 3;

export class Ground {
  readonly cell: number;
  readonly columns: number;
  readonly rows: number;
  /** [cell]: number of its only area + 1, {@link FREE} or {@link SEVERAL}. */
  readonly #owner: Int16Array;
  readonly #touched: Sums;
  readonly #bounds: CellBox[];
  #own: { area: number; sums: Sums } | undefined;

  /** `areas`: the outlines of each, holes too, in px of a picture of `width` x `height`. */
  constructor(areas: readonly (readonly Outline[])[], width: number, height: number) {
    this.cell = Math.max(LEAST_CELL_PX, Math.max(width, height) / CELLS);
    this.columns = Math.max(1, Math.floor(width / this.cell));
    this.rows = Math.max(1, Math.floor(height / this.cell));
    this.#owner = new Int16Array(this.columns * this.rows);
    areas.forEach((outlines, area) => {
      this.#fill(outlines, area + 1);
      for (const outline of outlines) this.#trace(outline, area + 1);
    });
    this.#bounds = areas.map((outlines) => this.#boundsOf(outlines.flat()));
    const all = { column: 0, row: 0, columns: this.columns, rows: this.rows };
    this.#touched = new Sums(this.#owner, this.columns, (owner) => owner !== FREE, all);
  }

  /** No area touches the box. */
  isFree(box: CellBox): boolean {
    return this.#touched.of(box) === 0;
  }

  /** The cells around all that the area touches. */
  boundsOf(area: number): CellBox {
    return this.#bounds[area] ?? { column: 0, row: 0, columns: 0, rows: 0 };
  }

  /** Share of the box that is the area's alone, 0 to 1; 0 when another area touches it. */
  shareOf(area: number, box: CellBox): number {
    if (this.#own?.area !== area) {
      const sums = new Sums(this.#owner, this.columns, (owner) => owner === area + 1, this.#within(area));
      this.#own = { area, sums };
    }
    const own = this.#own.sums.of(box);
    return own === this.#touched.of(box) ? own / (box.columns * box.rows) : 0;
  }

  /** The part of the picture outside of which nothing is the area's. */
  #within(area: number): CellBox {
    const { column, row, columns, rows } = this.boundsOf(area);
    const [left, top] = [Math.max(0, column), Math.max(0, row)];
    const right = Math.min(this.columns, column + columns);
    const bottom = Math.min(this.rows, row + rows);
    return {
      column: left,
      row: top,
      columns: Math.max(0, right - left),
      rows: Math.max(0, bottom - top),
    };
  }

  #boundsOf(points: Outline): CellBox {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const [x, y] of points) {
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    }
    const [column, row] = [Math.floor(left / this.cell), Math.floor(top / this.cell)];
    return {
      column,
      row,
      columns: Math.floor(right / this.cell) - column + 1,
      rows: Math.floor(bottom / this.cell) - row + 1,
    };
  }

  /** Cells whose centre lies in the area, by the even-odd rule. */
  #fill(outlines: readonly Outline[], owner: number): void {
    const crossings: number[][] = Array.from({ length: this.rows }, () => []);
    for (const outline of outlines) {
      for (let i = 0, j = outline.length - 1; i < outline.length; j = i++) {
        const [ax, ay] = this.#at(outline, j);
        const [bx, by] = this.#at(outline, i);
        const first = Math.max(0, Math.ceil(Math.min(ay, by) - 0.5));
        for (let row = first; row < this.rows && row + 0.5 < Math.max(ay, by); row++) {
          crossings[row]?.push(ax + ((bx - ax) * (row + 0.5 - ay)) / (by - ay));
        }
      }
    }
    crossings.forEach((line, row) => {
      line.sort((a, b) => a - b);
      for (let i = 0; i + 1 < line.length; i += 2) {
        this.#mark(
          row,
          Math.ceil((line[i] as number) - 0.5),
          Math.ceil((line[i + 1] as number) - 0.5) - 1,
          owner,
        );
      }
    });
  }

  /** Every cell that the outline runs through. */
  #trace(outline: Outline, owner: number): void {
    for (let i = 0, j = outline.length - 1; i < outline.length; j = i++) {
      const [[ax, ay], [bx, by]] = [this.#at(outline, j), this.#at(outline, i)];
      const [top, bottom] = [Math.min(ay, by), Math.max(ay, by)];
      for (let row = Math.max(0, Math.floor(top)); row < this.rows && row <= bottom; row++) {
        const xAt = (y: number) => (by === ay ? ax : ax + ((bx - ax) * (y - ay)) / (by - ay));
        const ends = by === ay ? [ax, bx] : [xAt(Math.max(top, row)), xAt(Math.min(bottom, row + 1))];
        this.#mark(row, Math.floor(Math.min(...ends)), Math.floor(Math.max(...ends)), owner);
      }
    }
  }

  #at(outline: Outline, i: number): [x: number, y: number] {
    const [x, y] = outline[i] as readonly [number, number];
    return [x / this.cell, y / this.cell];
  }

  #mark(row: number, first: number, last: number, owner: number): void {
    const end = Math.min(last, this.columns - 1);
    for (let column = Math.max(0, first); column <= end; column++) {
      const at = row * this.columns + column;
      const before = this.#owner[at];
      this.#owner[at] = before === FREE || before === owner ? owner : SEVERAL;
    }
  }
}

/** How many cells of any box are such ones: a summed-area table of the part of the picture that has any. */
class Sums {
  readonly #sums: Int32Array;
  readonly #part: CellBox;

  /** `cells` in rows of `columns`; outside of `part` none is one. */
  constructor(cells: Int16Array, columns: number, isOne: (owner: number) => boolean, part: CellBox) {
    this.#part = part;
    const stride = part.columns + 1;
    const sums = new Int32Array(stride * (part.rows + 1));
    for (let row = 0; row < part.rows; row++) {
      const from = (part.row + row) * columns + part.column;
      let line = 0;
      for (let column = 0; column < part.columns; column++) {
        if (isOne(cells[from + column] as number)) line++;
        sums[(row + 1) * stride + column + 1] = line + (sums[row * stride + column + 1] as number);
      }
    }
    this.#sums = sums;
  }

  of({ column, row, columns, rows }: CellBox): number {
    const [right, bottom] = [column + columns, row + rows];
    return this.#at(bottom, right) - this.#at(row, right) - this.#at(bottom, column) + this.#at(row, column);
  }

  /** Such cells left of `column` and above `row`. */
  #at(row: number, column: number): number {
    const { column: left, row: top, columns, rows } = this.#part;
    const [y, x] = [row - top, column - left];
    if (x <= 0 || y <= 0) return 0;
    return this.#sums[(y < rows ? y : rows) * (columns + 1) + (x < columns ? x : columns)] as number;
  }
}
