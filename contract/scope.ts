/** What a part of the province is named: `province`, `area:CODE` or `unit:CODE`. */

export const PROVINCE = 'province';

export interface ScopeParts {
  kind: 'province' | 'area' | 'unit';
  /** Of the area or unit; empty of the province. */
  code: string;
}

/** What a refusal says is accepted. */
export const ACCEPTED_SCOPE = 'province, area:CODE or unit:CODE';
export const ACCEPTED_SCOPE_OF_PACK = `${ACCEPTED_SCOPE} with a code of the province pack`;

const NAME = /^(?:province|(area|unit):(.+))$/;

/** Undefined of what is no name of a scope; whether the province pack has it is not said. */
export function parseScope(name: string): ScopeParts | undefined {
  const [whole, kind, code] = NAME.exec(name) ?? [];
  if (whole === undefined) return undefined;
  return { kind: (kind as 'area' | 'unit' | undefined) ?? PROVINCE, code: code ?? '' };
}

export function areaScope(code: string): string {
  return `area:${code}`;
}

export function unitScope(code: string): string {
  return `unit:${code}`;
}
