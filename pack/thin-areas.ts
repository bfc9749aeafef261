/**
 * Bounds what a browser has to load and draw: outlines with more positions than a screen can show are thinned.
 *
 * All positions within one cell of a grid become the first of them, for every area of the level alike, so neighbours keep
 * a common border. The cells are made larger until the level fits; a wall of 4K shows some 4,000 positions on an outline.
 */
import {
  largestPart,
  polygonsOf,
  ringArea,
  withoutExcess,
  type Geometry,
  type Position,
  type Ring,
} from './geometry.ts';

/** Of all areas of a level; about 0.5 MB of GeoJSON. */
export const MAX_LEVEL_POSITIONS = 20_000;
/** A metre, in degrees. */
const LEAST_CELL = 1e-5;
/** An island that would vanish in a cell keeps so many. */
const SMALL_RING_POSITIONS = 12;

export interface Outlined {
  level: string;
  geometry: Geometry;
}

/** Thins the outlines of each level that has too many positions, in place. */
export function thinAreas(areas: readonly Outlined[], maxPositions = MAX_LEVEL_POSITIONS): void {
  for (const level of new Set(areas.map((area) => area.level))) {
    const same = areas.filter((area) => area.level === level);
    const rings = same.flatMap(({ geometry }) => polygonsOf(geometry).flat());
    if (count(rings) <= maxPositions) continue;
    let cell = Math.max(LEAST_CELL, length(rings) / maxPositions / 4);
    let thinned: Geometry[];
    do {
      const grid = new Grid(cell);
      thinned = same.map(({ geometry }) => thin(geometry, grid));
      cell *= 1.5;
    } while (count(thinned.flatMap((geometry) => polygonsOf(geometry).flat())) > maxPositions && cell < 1);
    same.forEach((area, i) => (area.geometry = thinned[i] as Geometry));
  }
}

class Grid {
  readonly #cell: number;
  readonly #firsts = new Map<number, Position>();

  constructor(cell: number) {
    this.#cell = cell;
  }

  thin(ring: Ring): Ring {
    const thinned: Ring = [];
    for (const position of ring) {
      const first = this.#firstOf(position);
      if (first !== thinned.at(-1)) thinned.push(first);
    }
    return thinned;
  }

  #firstOf(position: Position): Position {
    // Two numbers of 26 bits as one.
    const key =
      Math.floor((position[0] + 180) / this.#cell) * 2 ** 26 + Math.floor((position[1] + 90) / this.#cell);
    const first = this.#firsts.get(key);
    if (first) return first;
    this.#firsts.set(key, position);
    return position;
  }
}

/** Parts and holes within a cell go, but of the largest part something stays. */
function thin(geometry: Geometry, grid: Grid): Geometry {
  const largest = largestPart(geometry);
  const kept = polygonsOf(geometry).flatMap((rings) => {
    const [outer, ...holes] = rings.map((ring) => grid.thin(ring)) as [Ring, ...Ring[]];
    if (isArea(outer)) return [[outer, ...holes.filter(isArea)]];
    return rings === largest ? [[withoutExcess(rings[0] as Ring, SMALL_RING_POSITIONS)]] : [];
  });
  return kept.length === 1
    ? { type: 'Polygon', coordinates: kept[0] as Ring[] }
    : { type: 'MultiPolygon', coordinates: kept };
}

function isArea(ring: Ring): boolean {
  return ring.length >= 4 && ringArea(ring) !== 0;
}

function count(rings: readonly Ring[]): number {
  return rings.reduce((sum, ring) => sum + ring.length, 0);
}

function length(rings: readonly Ring[]): number {
  let sum = 0;
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const [a, b] = [ring[i - 1] as Position, ring[i] as Position];
      sum += Math.hypot(a[0] - b[0], a[1] - b[1]);
    }
  }
  return sum;
}
