/** The scopes of a province: `province`, `area:CODE` and `unit:CODE`, of any time. */
import type { ProvincePack } from './province-pack.ts';

export function scopeNames({ units, areas }: Pick<ProvincePack, 'units' | 'areas'>): ReadonlySet<string> {
  const codes = [...areas.map(({ code }) => `area:${code}`), ...units.map(({ code }) => `unit:${code}`)];
  return new Set(['province', ...codes]);
}
