/**
 * `walls.json` of a pack: which figures a wall display shows, on which pages and where.
 *
 * ```json
 * {"walls": [
 *   {"wall": "dong-xoai", "name": {"vi": "Thành phố Đồng Xoài", "en": "Đồng Xoài City"}, "scope": "area:689", "pages": [
 *     {"name": {"vi": "Tổng quan", "en": "Overview"}, "tiles": [
 *       {"type": "figure", "at": [0, 0], "size": [6, 3], "figure": "late"},
 *       {"type": "map", "at": [6, 0], "size": [18, 12], "overlays": ["lateRate", {"show": "open", "kind": "feedback", "bounds": [10, 50]}]}]}]}]}
 * ```
 *
 * docs/walls.md says which members it has.
 */
import { NO_AREA } from '../contract/api.ts';
import { CodeMap } from '../contract/canonical.ts';
import type { Kind } from '../contract/kind.ts';
import { ACCEPTED_SCOPE_OF_PACK, areaScope, PROVINCE, parseScope, unitScope } from '../contract/scope.ts';
import {
  GRID,
  hasOverlay,
  isShareFigure,
  isShareOverlay,
  needsClock,
  type MapOverlay,
  type Wall,
  type WallTile,
} from '../contract/wall.ts';
import { LinedJson, type JsonPath } from './lined-json.ts';
import type { ProvincePack } from './province-pack.ts';
import { wallsShape, type ToldOverlay, type ToldTile, type ToldWall } from './wall-shape.ts';

/** What walls may name. */
export type WallNames = Pick<ProvincePack, 'kinds' | 'indicators' | 'units' | 'areas'>;

const SHOWN = 20;
const ACCEPTED_SHARE = 'a share from 0 to 1, such as 0.95 for 95%';

/** @throws PackError that names file, line, wall, page, tile and field. */
export function readWalls(file: string, content: string, names: WallNames): Wall[] {
  const json = new LinedJson(file, content, placeOf);
  const { walls } = json.read(wallsShape);
  json.refuseTwins(
    walls.map(({ wall }) => wall),
    (i) => ['walls', i, 'wall'],
  );
  const reader = new WallReader(json, names);
  return walls.map((wall, i) => reader.wall(['walls', i], wall));
}

/** People count from one: `wall 1, page 2, tile 3, overlays.0.kind`. */
function placeOf(path: JsonPath): string {
  const words: string[] = [];
  const rest = [...path];
  for (const [list, one] of [
    ['walls', 'wall'],
    ['pages', 'page'],
    ['tiles', 'tile'],
  ] as const) {
    if (rest[0] !== list || typeof rest[1] !== 'number') break;
    words.push(`${one} ${rest[1] + 1}`);
    rest.splice(0, 2);
  }
  return [...words, ...(rest.length > 0 ? [rest.join('.')] : [])].join(', ');
}

class WallReader {
  readonly #json: LinedJson;
  readonly #kinds: readonly Kind[];
  readonly #indicators: CodeMap<string>;
  readonly #areas: CodeMap<string>;
  readonly #units: CodeMap<string>;
  readonly #listed: string;

  constructor(json: LinedJson, { kinds, indicators, units, areas }: WallNames) {
    const spelling = (all: readonly { code: string }[]) =>
      new CodeMap(all.map(({ code }) => [code, code] as const));
    this.#json = json;
    this.#kinds = kinds;
    this.#indicators = spelling(indicators);
    this.#areas = spelling([...areas, { code: NO_AREA }]);
    this.#units = spelling(units);
    const some = indicators.slice(0, SHOWN).map(({ code }) => code);
    this.#listed = some.join(', ') + (indicators.length > SHOWN ? ', …' : '');
  }

  wall(at: JsonPath, { wall, name, scope: told, seconds: usual, pages }: ToldWall): Wall {
    const scope = this.#scope([...at, 'scope'], told);
    if (wall === PROVINCE && scope !== PROVINCE)
      throw this.#refused([...at, 'wall'], `"${PROVINCE}" for a wall of the province alone`);
    return {
      ...{ wall, name, scope },
      pages: pages.map(({ name, seconds = usual, tiles }, page) => {
        const path = [...at, 'pages', page, 'tiles'];
        this.#checkPlaces(path, tiles);
        return { name, seconds, tiles: tiles.map((tile, i) => this.#tile([...path, i], scope, tile)) };
      }),
    };
  }

  #scope(path: JsonPath, told: string): string {
    const asked = parseScope(told);
    if (asked?.kind === PROVINCE) return PROVINCE;
    const code = asked && (asked.kind === 'area' ? this.#areas : this.#units).get(asked.code);
    if (code === undefined) throw this.#refused(path, ACCEPTED_SCOPE_OF_PACK);
    return asked?.kind === 'area' ? areaScope(code) : unitScope(code);
  }

  #checkPlaces(path: JsonPath, tiles: readonly ToldTile[]): void {
    const within = `within ${GRID.columns} columns and ${GRID.rows} rows`;
    tiles.forEach(({ at: [column, row], size: [width, height] }, i) => {
      if (column + width > GRID.columns || row + height > GRID.rows)
        throw this.#json.refusal(
          [...path, i, 'size'],
          `[${width}, ${height}] at [${column}, ${row}]`,
          within,
        );
      const under = tiles.findIndex(
        (other, j) =>
          j < i &&
          column < other.at[0] + other.size[0] &&
          other.at[0] < column + width &&
          row < other.at[1] + other.size[1] &&
          other.at[1] < row + height,
      );
      if (under >= 0)
        throw this.#json.refusal(
          [...path, i, 'at'],
          `lies over tile ${under + 1} of its page`,
          'cells that no other tile has',
        );
    });
  }

  #tile(path: JsonPath, scope: string, told: ToldTile): WallTile {
    const { at, size, title } = told;
    const placed = { column: at[0], row: at[1], width: size[0], height: size[1], title };
    if ((told.type === 'map' || told.type === 'units') && parseScope(scope)?.kind === 'unit')
      throw this.#refused([...path, 'type'], 'on a wall of the province or an area, which has units');
    switch (told.type) {
      case 'figure': {
        const { type, figure, period, target } = told;
        const kind = needsClock(figure) ? this.#clockedKind(path, told.kind) : this.#kind(path, told.kind);
        const value = target && ('atLeast' in target ? target.atLeast : target.atMost);
        const member = target && 'atLeast' in target ? 'atLeast' : 'atMost';
        if (value !== null && isShareFigure(figure) && value > 1)
          throw this.#refused([...path, 'target', member], ACCEPTED_SHARE);
        return { ...placed, type, kind, figure, period, target };
      }
      case 'map': {
        const { type, bubbles } = told;
        const overlays = told.overlays.map((one, i) => this.#overlay([...path, 'overlays', i], one));
        const keys = overlays.map(({ overlay, kind }) => `${overlay} ${kind}`);
        this.#json.refuseTwins(keys, (i) => [...path, 'overlays', i]);
        return { ...placed, type, overlays, bubbles };
      }
      case 'indicators': {
        const indicators = told.indicators.map((code, i) =>
          this.#indicator([...path, 'indicators', i], code),
        );
        this.#json.refuseTwins(indicators, (i) => [...path, 'indicators', i]);
        return { ...placed, type: told.type, indicators };
      }
      case 'kinds': {
        const all = this.#kinds.map(({ kind }) => kind);
        const kinds = told.kinds.map((code, i) => this.#kindOf([...path, 'kinds', i], code, all));
        this.#json.refuseTwins(kinds, (i) => [...path, 'kinds', i]);
        return { ...placed, type: told.type, kinds };
      }
      case 'notice':
        return { ...placed, type: told.type, text: told.text };
      case 'newestLate':
        return { ...placed, type: told.type, kind: this.#clockedKind(path, told.kind) };
      case 'units':
      case 'trend':
      case 'channels':
      case 'form':
        return { ...placed, type: told.type, kind: this.#kind(path, told.kind) };
      case 'alerts':
      case 'sources':
      case 'clock':
        return { ...placed, type: told.type };
    }
  }

  #overlay(path: JsonPath, { show, kind: told, bounds }: ToldOverlay): MapOverlay {
    const able = this.#kinds.filter((kind) => hasOverlay(kind, show)).map(({ kind }) => kind);
    const kind = this.#kindOf([...path, 'kind'], told, able, ` for ${show}`);
    bounds?.forEach((bound, i) => {
      const before = bounds[i - 1];
      if (isShareOverlay(show) && bound > 1) throw this.#refused([...path, 'bounds', i], ACCEPTED_SHARE);
      if (before !== undefined && bound <= before)
        throw this.#refused([...path, 'bounds', i], `more than ${before}, as the one before says`);
    });
    return { overlay: show, kind, bounds };
  }

  #kind(path: JsonPath, told: string): string {
    return this.#kindOf(
      [...path, 'kind'],
      told,
      this.#kinds.map(({ kind }) => kind),
    );
  }

  #clockedKind(path: JsonPath, told: string): string {
    const clocked = this.#kinds.flatMap(({ kind, clock }) => (clock === null ? [] : [kind]));
    return this.#kindOf([...path, 'kind'], told, clocked, ' with a clock');
  }

  #kindOf(path: JsonPath, told: string, accepted: readonly string[], which = ''): string {
    if (accepted.includes(told)) return told;
    throw this.#refused(path, `a kind${which}: ${accepted.join(', ')}`);
  }

  #indicator(path: JsonPath, told: string): string {
    const code = this.#indicators.get(told);
    if (code === undefined)
      throw this.#refused(path, `an indicator: ${this.#listed || 'indicators.csv has none'}`);
    return code;
  }

  #refused(path: JsonPath, accepted: string) {
    return this.#json.refusal(path, this.#json.shown(path), accepted);
  }
}
