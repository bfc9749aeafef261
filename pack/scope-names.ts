/** The names of the scopes of a province, of any time. */
import { areaScope, PROVINCE, unitScope } from '../contract/scope.ts';
import type { ProvincePack } from './province-pack.ts';

export function scopeNames({ units, areas }: Pick<ProvincePack, 'units' | 'areas'>): ReadonlySet<string> {
  const codes = [...areas.map(({ code }) => areaScope(code)), ...units.map(({ code }) => unitScope(code))];
  return new Set([PROVINCE, ...codes]);
}
