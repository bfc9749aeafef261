/** What each tile gets. */
import type { WallTile } from '../../../contract/wall.ts';

export interface TileProps<Told extends WallTile = WallTile> {
  tile: Told;
  /** Of the wall, named as in scope.ts. */
  scope: string;
  /** u. */
  size: { width: number; height: number };
}
