/** Tiles and pages as they are before anything of them is chosen, and walls made of others. Pure. */
import { DOSSIER } from '../../../contract/dossier-kind.ts';
import type { Wording } from '../../../contract/kind.ts';
import { parseScope } from '../../../contract/scope.ts';
import {
  GRID,
  MOST_OF_WALLS,
  TILE_TYPES,
  type TileType,
  type Wall,
  type WallPage,
  type WallTile,
} from '../../../contract/wall.ts';
import type { Place } from './layout.ts';

/** Codes of what a wall may name. */
export interface WallCodes {
  kinds: readonly string[];
  indicators: readonly string[];
}

export const USUAL_SIZE = { width: 8, height: 4 };

/** Types that a wall of a scope may have. */
export function typesFor(scope: string, { indicators }: WallCodes): TileType[] {
  const isUnit = parseScope(scope)?.kind === 'unit';
  return TILE_TYPES.filter(
    (type) =>
      !(isUnit && (type === 'map' || type === 'units')) &&
      !(type === 'indicators' && indicators.length === 0),
  );
}

export function newTile(type: TileType, place: Place, { kinds, indicators }: WallCodes): WallTile {
  const placed = { ...place, title: null };
  const most = MOST_OF_WALLS.listed;
  switch (type) {
    case 'figure':
      return { ...placed, type, kind: DOSSIER, figure: 'late', period: 'day', target: null };
    case 'map':
      return {
        ...placed,
        type,
        overlays: [{ overlay: 'lateRate', kind: DOSSIER, bounds: null }],
        bubbles: false,
      };
    case 'indicators':
      return { ...placed, type, indicators: indicators.slice(0, 1) };
    case 'kinds':
      return { ...placed, type, kinds: kinds.slice(0, most) };
    case 'notice':
      return { ...placed, type, text: { vi: 'Thông báo', en: 'Notice' } };
    case 'units':
    case 'newestLate':
    case 'trend':
    case 'channels':
    case 'form':
      return { ...placed, type, kind: DOSSIER };
    case 'alerts':
    case 'sources':
    case 'clock':
      return { ...placed, type };
  }
}

/** A page to begin with. */
export function newPage(name: Wording, seconds: number): WallPage {
  const place = { column: 0, row: 0, width: GRID.columns / 2, height: GRID.rows / 2 };
  const tile: WallTile = { ...place, type: 'clock', title: null };
  return { name, seconds, tiles: [tile] };
}

/** The same pages for another scope: without tiles that it may not have, and without pages that have no tile then; one at least. */
export function copyFor(wall: Wall, scope: string, name: string, codes: WallCodes): Wall {
  const types = typesFor(scope, codes);
  const pages = wall.pages
    .map((page) => ({ ...page, tiles: page.tiles.filter(({ type }) => types.includes(type)) }))
    .filter(({ tiles }) => tiles.length > 0);
  const last = wall.pages[0] as WallPage;
  const kept = pages.length > 0 ? pages : [newPage(last.name, last.seconds)];
  return { wall: scope, name: { vi: name, en: name }, scope, pages: kept };
}
