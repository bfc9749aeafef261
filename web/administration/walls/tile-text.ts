/** What a tile shows, and where it lies, in words. Pure. */
import { DOSSIER } from '../../../contract/dossier-kind.ts';
import type { Kind } from '../../../contract/kind.ts';
import type { WallTile } from '../../../contract/wall.ts';
import type { LanguageCode, NumberFormats } from '../../format/numbers.ts';
import { WALL_EDITOR_WORDS } from '../../words/wall-editor.ts';
import { WALL_WORDS } from '../../words/wall.ts';
import type { Place } from './layout.ts';

/** Its own title, else what it is, of which kind where that is not the dossier. */
export function tileName(tile: WallTile, kinds: readonly Kind[], language: LanguageCode): string {
  if (tile.title) return tile.title[language];
  const name =
    tile.type === 'figure'
      ? WALL_WORDS[language].figures[tile.figure]
      : tile.type === 'notice'
        ? tile.text[language]
        : WALL_EDITOR_WORDS[language].types[tile.type];
  if (!('kind' in tile) || tile.kind === DOSSIER) return name;
  return `${name}: ${kinds.find(({ kind }) => kind === tile.kind)?.name[language] ?? tile.kind}`;
}

/** From one on. */
export function placeText(
  { column, row, width, height }: Place,
  language: LanguageCode,
  { count }: Pick<NumberFormats, 'count'>,
): string {
  const { place } = WALL_EDITOR_WORDS[language];
  return place(count(column + 1), count(row + 1), count(width), count(height));
}
