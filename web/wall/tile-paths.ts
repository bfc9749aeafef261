/** The page of the app on which a tile's figures go on: the same scope and kind, in the reader's own identity. Pure. */
import { DOSSIER } from '../../contract/dossier-kind.ts';
import type { WallFigure, WallTile } from '../../contract/wall.ts';
import { kindPaths } from '../routing/route.ts';

/** Figures that are those of a list, by the filter of the list. */
const LISTS: Partial<Record<WallFigure, string>> = {
  late: 'late',
  lateRate: 'late',
  dueSoon: 'dueSoon',
};

/** Undefined of a tile that shows no figures. */
export function tilePath(tile: WallTile, scope: string): string | undefined {
  const paths = kindPaths('kind' in tile ? tile.kind : DOSSIER);
  const list = (lateness: string) => `${paths.cases}?${new URLSearchParams({ scope, lateness })}`;
  switch (tile.type) {
    case 'figure': {
      const lateness = LISTS[tile.figure];
      return lateness === undefined ? paths.scope(scope) : list(lateness);
    }
    case 'units':
    case 'newestLate':
      return list('late');
    case 'form':
      return `${paths.report}?${new URLSearchParams({ scope })}`;
    case 'alerts':
      return '/alerts';
    case 'indicators':
      return '/indicators';
    case 'sources':
      return '/quality';
    case 'map':
    case 'trend':
    case 'channels':
    case 'kinds':
      return paths.scope(scope);
    default:
      return undefined;
  }
}
