/**
 * Walls as `walls.json` of a pack tells them (docs/walls.md), a line for each tile; what the reader takes for granted is left
 * out. Reading it gives the same walls again.
 */
import { DOSSIER } from './dossier-kind.ts';
import type { Wording } from './kind.ts';
import { PAGE_SECONDS, type MapOverlay, type Wall, type WallPage, type WallTile } from './wall.ts';

export function wallsText(walls: readonly Wall[]): string {
  const all = walls.map(({ wall, name, scope, pages }) =>
    block(4, { wall, name: told(name), scope }, 'pages', pages.map(pageText)),
  );
  return `${block(0, {}, 'walls', all)}\n`;
}

function pageText({ name, seconds, tiles }: WallPage): string {
  const members = { name: told(name), ...(seconds !== PAGE_SECONDS.usual && { seconds }) };
  return block(8, members, 'tiles', tiles.map(tileText));
}

/** An object whose last member is a list with a line for each of its items. */
function block(indent: number, members: object, list: string, items: string[]): string {
  const before = Object.entries(members).map(([name, value]) => `"${name}": ${line(value)}, `);
  const inside = ' '.repeat(indent + 4);
  const rows = items.length === 0 ? '' : `\n${inside}${items.join(`,\n${inside}`)}\n${' '.repeat(indent)}`;
  return `{${before.join('')}"${list}": [${rows}]}`;
}

function tileText(tile: WallTile): string {
  const { type, column, row, width, height, title } = tile;
  const placed = { type, at: [column, row], size: [width, height] };
  return line({ ...placed, ...subject(tile), ...(title && { title: told(title) }) });
}

function subject(tile: WallTile): object {
  switch (tile.type) {
    case 'figure': {
      const { figure, kind, period, target } = tile;
      return { figure, ...ofKind(kind), ...(period !== 'day' && { period }), ...(target && { target }) };
    }
    case 'map':
      return { overlays: tile.overlays.map(overlayOf), ...(tile.bubbles && { bubbles: true }) };
    case 'indicators':
      return { indicators: tile.indicators };
    case 'kinds':
      return { kinds: tile.kinds };
    case 'notice':
      return { text: told(tile.text) };
    case 'units':
    case 'newestLate':
    case 'trend':
    case 'channels':
    case 'form':
      return ofKind(tile.kind);
    case 'alerts':
    case 'sources':
    case 'clock':
      return {};
  }
}

function overlayOf({ overlay, kind, bounds }: MapOverlay): unknown {
  if (kind === DOSSIER && bounds === null) return overlay;
  return { show: overlay, ...ofKind(kind), ...(bounds && { bounds }) };
}

const ofKind = (kind: string) => (kind === DOSSIER ? {} : { kind });
const told = ({ vi, en }: Wording) => (en === vi ? { vi } : { vi, en });

/** As JSON.stringify, with a space behind each comma and colon. */
function line(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(line).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${line(one)}`);
  return `{${members.join(', ')}}`;
}
