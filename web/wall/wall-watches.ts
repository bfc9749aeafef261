/** What the pages of a wall watch live: kept while another page stands, so that each is there at once. Pure. */
import { DOSSIER } from '../../contract/dossier-kind.ts';
import type { WatchPeriod, WatchRequest } from '../../contract/live.ts';
import type { Wall, WallTile } from '../../contract/wall.ts';
import { streamKey } from '../live/apply-delta.ts';

/** `long`: in place of the current year, as the address may ask. */
export function watchesOf({ scope, pages }: Wall, long: WatchPeriod): WatchRequest[] {
  const requests = pages.flatMap(({ tiles }) =>
    tiles.flatMap((tile) =>
      periodsOf(tile, long).map(([kind, period]): WatchRequest => {
        return kind === DOSSIER ? { scope, period } : { scope, period, kind };
      }),
    ),
  );
  return [...new Map(requests.map((request) => [streamKey(request), request])).values()];
}

function periodsOf(tile: WallTile, long: WatchPeriod): (readonly [kind: string, period: WatchPeriod])[] {
  switch (tile.type) {
    case 'figure':
      return [[tile.kind, tile.period]];
    case 'form':
      return [
        [tile.kind, 'day'],
        [tile.kind, 'month'],
        [tile.kind, long],
      ];
    case 'channels':
      return [[tile.kind, 'year']];
    case 'map':
      return tile.overlays.map(({ kind }) => [kind, 'day'] as const);
    case 'kinds':
      return tile.kinds.map((kind) => [kind, 'day'] as const);
    case 'units':
    case 'newestLate':
    case 'trend':
      return [[tile.kind, 'day']];
    default:
      return [];
  }
}
