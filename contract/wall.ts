/**
 * Walls: which figures of which scope a wall display shows, on which pages and where. `walls.json` of the pack has them
 * (pack/wall-file.ts); `GET /api/v1/walls` answers those that are open to who asks.
 */
import type { Kind, Wording } from './kind.ts';

/** Cells of a page, on which tiles are laid; a screen on which a page cannot be read so is laid out anew. */
export const GRID = { columns: 24, rows: 12 } as const;

/** What `walls.json` may hold at the most. */
export const MOST_OF_WALLS = {
  walls: 50,
  /** Of a wall. */
  pages: 20,
  /** Of a page. */
  tiles: 30,
  /** Of a map. */
  overlays: 12,
  /** Of an overlay. */
  bounds: 4,
  /** Indicators or kinds of a tile. */
  listed: 12,
} as const;

export const PAGE_SECONDS = { least: 5, usual: 20, most: 3_600 } as const;

export const TILE_TYPES = [
  'figure',
  'form',
  'map',
  'units',
  'newestLate',
  'trend',
  'channels',
  'indicators',
  'kinds',
  'alerts',
  'sources',
  'notice',
  'clock',
] as const;
export type TileType = (typeof TILE_TYPES)[number];

/** Of a `figure` tile: a count, but for `onTimeRate` and `lateRate`, which are shares from 0 to 1. */
export const WALL_FIGURES = [
  'late',
  'dueSoon',
  'received',
  'carriedOver',
  'resolved',
  'resolvedLate',
  'inProgress',
  'paused',
  'onTimeRate',
  'lateRate',
] as const;
export type WallFigure = (typeof WALL_FIGURES)[number];

const SHARES: ReadonlySet<WallFigure> = new Set(['onTimeRate', 'lateRate']);
export const isShareFigure = (figure: WallFigure) => SHARES.has(figure);

/** Those that a kind of cases without a clock has not. */
const CLOCKED_FIGURES: ReadonlySet<WallFigure> = new Set([
  'late',
  'dueSoon',
  'resolvedLate',
  'onTimeRate',
  'lateRate',
]);
export const needsClock = (figure: WallFigure) => CLOCKED_FIGURES.has(figure);

export const WALL_PERIODS = ['day', 'month', 'year'] as const;
export type WallPeriod = (typeof WALL_PERIODS)[number];

/** What a map colours its areas by: a share, but for the counts `dueSoon`, `receivedToday` and `open`. */
export const OVERLAYS = [
  'lateRate',
  'dueSoon',
  'receivedToday',
  'onlineShare',
  'onTimeRate',
  'open',
] as const;
export type OverlayName = (typeof OVERLAYS)[number];

const SHARE_OVERLAYS: ReadonlySet<OverlayName> = new Set(['lateRate', 'onlineShare', 'onTimeRate']);
export const isShareOverlay = (overlay: OverlayName) => SHARE_OVERLAYS.has(overlay);

/** Whether a kind of cases has what an overlay shows: a clock, a channel `online`. */
export function hasOverlay({ clock, channels }: Kind, overlay: OverlayName): boolean {
  if (overlay === 'onlineShare') return channels.some(({ code }) => code === 'online');
  return clock !== null || overlay === 'receivedToday' || overlay === 'open';
}

export interface MapOverlay {
  overlay: OverlayName;
  /** Code of a kind of cases. */
  kind: string;
  /** Lower bounds of the classes behind the first, ascending; null: those of the overlay, or by quantiles with round bounds. */
  bounds: number[] | null;
}

interface Placed {
  /** Cells from the left and from the top, 0 is the first. */
  column: number;
  row: number;
  width: number;
  height: number;
  /** Null: the usual title of what it shows. */
  title: Wording | null;
}

export type WallTile = Placed &
  (
    | {
        type: 'figure';
        kind: string;
        figure: WallFigure;
        /** Of figures of now, as `late`, it decides nothing but what they are compared with. */
        period: WallPeriod;
        target: { atLeast: number } | { atMost: number } | null;
      }
    | { type: 'map'; overlays: MapOverlay[]; bubbles: boolean }
    | { type: 'indicators'; indicators: string[] }
    | { type: 'kinds'; kinds: string[] }
    | { type: 'units'; kind: string }
    | { type: 'newestLate'; kind: string }
    | { type: 'trend'; kind: string }
    | { type: 'channels'; kind: string }
    | { type: 'form'; kind: string }
    | { type: 'notice'; text: Wording }
    | { type: 'alerts' }
    | { type: 'sources' }
    | { type: 'clock' }
  );

export interface WallPage {
  name: Wording;
  /** How long it stands before the next one comes. */
  seconds: number;
  tiles: WallTile[];
}

export interface Wall {
  /** Code, unique in the file; `?wall=` of the display. */
  wall: string;
  name: Wording;
  /** As in scope.ts; whoever sees it sees the wall. */
  scope: string;
  pages: WallPage[];
}

/** `GET /api/v1/walls`. */
export interface WallsAnswer {
  /** Never empty: the first is for who names none. */
  walls: Wall[];
}
