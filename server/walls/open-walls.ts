/** Which walls are open to somebody. */
import { MOST_OF_WALLS, type Wall } from '../../contract/wall.ts';
import { usualWall } from '../../pack/usual-wall.ts';
import type { ProvincePack } from '../../pack/province-pack.ts';
import { contains } from '../access/open-scopes.ts';
import type { UnitDirectory } from '../state/cases/unit-directory.ts';
import { findScope, type Scope } from '../state/periods/figures.ts';

/**
 * Those of the granted scopes in their order, the usual one of a scope for which the pack has none, then the others of the pack
 * that lie within. Of the usual ones as many as a pack may have walls. A wall of a unit or area that has ended is open to nobody.
 */
export function openWalls(
  walls: readonly Wall[],
  granted: readonly Scope[],
  directory: UnitDirectory,
  pack: ProvincePack,
): Wall[] {
  const within = walls.filter(({ scope: name }) => {
    const scope = findScope(directory, name);
    return scope !== undefined && contains(granted, scope);
  });
  const own = granted.slice(0, MOST_OF_WALLS.walls).flatMap((scope) => {
    const named = within.filter((wall) => wall.scope === scope.name);
    return named.length > 0 ? named : [usualWall({ ...scope, hasParts: hasParts(scope, pack) }, pack)];
  });
  return [...new Set([...own, ...within])];
}

/** Whether a map of it would show more than one area. */
function hasParts({ kind, code }: Scope, { areas }: ProvincePack): boolean {
  if (kind === 'unit') return false;
  return areas.some(({ parent }) => kind === 'province' || parent === code);
}
