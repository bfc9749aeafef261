/** The wall of a scope for which `walls.json` has none: an overview, then a page of what explains it. */
import { DOSSIER } from '../contract/dossier-kind.ts';
import type { ScopeParts } from '../contract/scope.ts';
import {
  GRID,
  hasOverlay,
  MOST_OF_WALLS,
  OVERLAYS,
  PAGE_SECONDS,
  type MapOverlay,
  type Wall,
  type WallFigure,
  type WallPage,
  type WallPeriod,
  type WallTile,
} from '../contract/wall.ts';
import type { ProvincePack } from './province-pack.ts';

/** What a wall may show of a province. */
export type WallSubjects = Pick<ProvincePack, 'kinds' | 'indicators' | 'areas'>;

/** A scope as a wall needs it: `title` is the name of the province, area or unit; `hasParts`: areas on the map. */
export interface WallScope extends Pick<ScopeParts, 'kind'> {
  name: string;
  title: string;
  hasParts: boolean;
}

type Placed = 'column' | 'row' | 'width' | 'height' | 'title';
type Unplaced = WallTile extends infer Tile ? (Tile extends WallTile ? Omit<Tile, Placed> : never) : never;
interface Row {
  height: number;
  /** From the left, those that there are, each with its share of the width. */
  tiles: (readonly [share: number, tile: Unplaced] | false)[];
}

const figure = (name: WallFigure, period: WallPeriod = 'day'): Unplaced => ({
  ...{ type: 'figure', kind: DOSSIER, figure: name, period, target: null },
});
const overlay = (name: MapOverlay['overlay']): MapOverlay => ({ overlay: name, kind: DOSSIER, bounds: null });
const of = (type: 'units' | 'newestLate' | 'trend' | 'channels' | 'form'): Unplaced => ({
  type,
  kind: DOSSIER,
});

/** Named as its scope, which no wall of the file is unless it is of the province. */
export function usualWall(scope: WallScope, pack: WallSubjects): Wall {
  const { name, title } = scope;
  return {
    ...{ wall: name, name: { vi: title, en: title }, scope: name },
    pages: [overview(scope), background(scope, pack)],
  };
}

function overview({ kind, hasParts }: WallScope): WallPage {
  const map: Unplaced = { type: 'map', overlays: [overlay('lateRate')], bubbles: kind === 'area' };
  const tiles: WallTile[] = [
    at(0, 0, 5, 3, figure('late')),
    at(5, 0, 5, 3, figure('dueSoon')),
    at(0, 3, 10, 9, of('form')),
    at(18, 0, 6, 3, { type: 'alerts' }),
    at(18, 9, 6, 3, of('newestLate')),
  ];
  if (kind === 'unit') tiles.push(at(10, 0, 8, 6, of('trend')), at(10, 6, 8, 6, of('channels')));
  else if (hasParts || kind === 'area') tiles.push(at(10, 0, 8, 9, map), at(10, 9, 8, 3, of('trend')));
  else tiles.push(at(10, 0, 8, 12, of('trend')));
  tiles.push(kind === 'unit' ? at(18, 3, 6, 6, figure('onTimeRate', 'month')) : at(18, 3, 6, 6, of('units')));
  return { name: { vi: 'Tổng quan', en: 'Overview' }, seconds: PAGE_SECONDS.usual, tiles };
}

function at(column: number, row: number, width: number, height: number, tile: Unplaced): WallTile {
  return { ...tile, column, row, width, height, title: null };
}

function background({ kind, hasParts }: WallScope, { kinds, indicators }: WallSubjects): WallPage {
  const most = MOST_OF_WALLS.listed;
  const others = kinds.filter((one) => one.kind !== DOSSIER).slice(0, most);
  const dossier = kinds.find((one) => one.kind === DOSSIER);
  const shown = OVERLAYS.filter((name) => dossier && hasOverlay(dossier, name)).map(overlay);
  const ofProvince = kind === 'province';
  const codes = indicators.slice(0, most).map(({ code }) => code);
  return pageOf('Chi tiết', 'Details', [
    {
      height: 3,
      tiles: [
        [1, figure('received')],
        [1, figure('onTimeRate', 'month')],
        [1, figure('resolvedLate', 'month')],
        [1, { type: 'clock' }],
      ],
    },
    {
      height: 4,
      tiles: [
        [2, of('trend')],
        [1, of('channels')],
        others.length > 0 && [1, { type: 'kinds', kinds: others.map((one) => one.kind) }],
      ],
    },
    {
      height: 5,
      tiles: [
        ofProvince && hasParts && [2, { type: 'map', overlays: shown, bubbles: true }],
        codes.length > 0 && [1, { type: 'indicators', indicators: codes }],
        [1, { type: 'sources' }],
      ],
    },
  ]);
}

function pageOf(vi: string, en: string, rows: Row[]): WallPage {
  const tiles: WallTile[] = [];
  let row = 0;
  for (const { height, tiles: some } of rows) {
    const there = some.filter((one) => one !== false);
    const shares = there.reduce((sum, [share]) => sum + share, 0);
    let taken = 0;
    for (const [share, tile] of there) {
      const column = Math.round((taken / shares) * GRID.columns);
      taken += share;
      const width = Math.round((taken / shares) * GRID.columns) - column;
      tiles.push({ ...tile, column, row, width, height, title: null });
    }
    row += height;
  }
  return { name: { vi, en }, seconds: PAGE_SECONDS.usual, tiles };
}
