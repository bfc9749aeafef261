/** Where tiles may lie on a page: within the grid and on cells of their own. Pure. */
import { GRID } from '../../../contract/wall.ts';

export interface Place {
  column: number;
  row: number;
  width: number;
  height: number;
}

type Cells = readonly [columns: number, rows: number];

export const STEPS = ['left', 'right', 'up', 'down'] as const;
export type Step = (typeof STEPS)[number];
const MOVES: Record<Step, Cells> = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };

export const SIZES = ['narrower', 'wider', 'lower', 'higher'] as const;
export type SizeStep = (typeof SIZES)[number];
const CHANGES: Record<SizeStep, Cells> = { narrower: [-1, 0], wider: [1, 0], lower: [0, -1], higher: [0, 1] };

/** `except`: the index of the tile that is to lie there. */
export function isFree(places: readonly Place[], place: Place, except = -1): boolean {
  return isWithin(place) && !places.some((other, i) => i !== except && isOver(place, other));
}

/** The next free place in a direction, behind what lies in the way; undefined when there is none. */
export function moved(places: readonly Place[], index: number, step: Step): Place | undefined {
  const [columns, rows] = MOVES[step];
  let place = placeOf(places, index);
  do place = shifted(place, columns, rows);
  while (isWithin(place) && !isFree(places, place, index));
  return isWithin(place) ? place : undefined;
}

/** One cell larger or smaller, at its right or lower edge; undefined where something is in the way. */
export function resized(places: readonly Place[], index: number, step: SizeStep): Place | undefined {
  const [columns, rows] = CHANGES[step];
  const { width, height, ...corner } = placeOf(places, index);
  const place = { ...corner, width: width + columns, height: height + rows };
  return isFree(places, place, index) ? place : undefined;
}

/** The first free place from the top left, as large as can be up to a size; undefined when every cell is taken. */
export function firstFree(
  places: readonly Place[],
  { width, height }: Pick<Place, 'width' | 'height'>,
): Place | undefined {
  for (let size = { width, height }; ; size = halved(size)) {
    for (let row = 0; row < GRID.rows; row++)
      for (let column = 0; column < GRID.columns; column++)
        if (isFree(places, { column, row, ...size })) return { column, row, ...size };
    if (size.width === 1 && size.height === 1) return undefined;
  }
}

export function placeOf(places: readonly Place[], index: number): Place {
  const { column, row, width, height } = places[index] as Place;
  return { column, row, width, height };
}

export function isSame(a: Place, b: Place): boolean {
  return a.column === b.column && a.row === b.row && a.width === b.width && a.height === b.height;
}

const halved = ({ width, height }: Pick<Place, 'width' | 'height'>) => ({
  width: Math.ceil(width / 2),
  height: Math.ceil(height / 2),
});

const shifted = ({ column, row, ...size }: Place, columns: number, rows: number): Place => ({
  ...{ column: column + columns, row: row + rows },
  ...size,
});

function isWithin({ column, row, width, height }: Place): boolean {
  const fits = column + width <= GRID.columns && row + height <= GRID.rows;
  return fits && Math.min(column, row) >= 0 && Math.min(width, height) >= 1;
}

function isOver(a: Place, b: Place): boolean {
  const columns = a.column < b.column + b.width && b.column < a.column + a.width;
  return columns && a.row < b.row + b.height && b.row < a.row + a.height;
}
