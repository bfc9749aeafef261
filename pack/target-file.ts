/** `targets.csv` of a pack: what indicators should reach, where and until when. */
import { CodeMap } from '../contract/canonical.ts';
import type { Indicator, Target } from '../contract/indicator.ts';
import { areaScope, parseScope, PROVINCE, unitScope } from '../contract/scope.ts';
import { atMostRows, readDateOrNull, readNumber } from './cell-readers.ts';
import { parseCsvTable } from './csv-table.ts';
import { PackError } from './pack-error.ts';
import type { Area, Unit } from './province-pack.ts';

const COLUMNS = {
  required: ['indicator', 'scope', 'from', 'to', 'at_least', 'at_most'],
  optional: ['breakdown'],
} as const;
type Column = (typeof COLUMNS.required)[number] | (typeof COLUMNS.optional)[number];

const MAX_ROWS = 10_000;
const SHOWN = 20;

export interface TargetPlaces {
  units: readonly Unit[];
  areas: readonly Area[];
}

/** Of the rows for one indicator and scope no two hold from the same day. */
export function readTargets(
  file: string,
  text: string,
  indicators: readonly Indicator[],
  places: TargetPlaces,
): Target[] {
  const byCode = new CodeMap(indicators.map((indicator) => [indicator.code, indicator]));
  const findScope = scopeFinder(places);
  const seen = new Map<string, number>();
  const rows = parseCsvTable<Column>(file, text, COLUMNS);
  atMostRows(file, rows, MAX_ROWS);
  return rows.map(({ line, cells }): Target => {
    const where = (field: string) => `${file} row ${line}, ${field}`;
    const indicator = byCode.get(cells.indicator);
    if (!indicator)
      throw new PackError(where('indicator'), JSON.stringify(cells.indicator), listed(indicators));
    const target: Target = {
      indicator: indicator.code,
      breakdown: readPart(where('breakdown'), cells.breakdown, indicator),
      scope: findScope(where('scope'), cells.scope),
      from: readDateOrNull(where('from'), cells.from),
      to: readDateOrNull(where('to'), cells.to),
      atLeast: readBound(where('at_least'), cells.at_least, indicator),
      atMost: readBound(where('at_most'), cells.at_most, indicator),
    };
    if (target.from !== null && target.to !== null && target.to < target.from)
      throw new PackError(where('to'), JSON.stringify(target.to), `${target.from} or later, or empty`);
    if (target.atLeast === null && target.atMost === null)
      throw new PackError(where('at_least'), 'empty beside an empty at_most', 'one of the two at least');
    if (target.atLeast !== null && target.atMost !== null && target.atMost < target.atLeast)
      throw new PackError(where('at_most'), JSON.stringify(cells.at_most), `${target.atLeast} or more`);
    const key = JSON.stringify([target.indicator, target.breakdown, target.scope, target.from]);
    const earlier = seen.get(key);
    if (earlier !== undefined)
      throw new PackError(
        where('from'),
        `a target from that day stands already in row ${earlier}`,
        'each once',
      );
    seen.set(key, line);
    return target;
  });
}

function readPart(where: string, text: string, { breakdowns }: Indicator): string {
  const parts = breakdowns.flatMap((breakdown) => breakdown.parts.map(({ code }) => code));
  if (text === '' || parts.includes(text)) return text;
  throw new PackError(
    where,
    JSON.stringify(text),
    `empty for the whole, or ${parts.join(', ') || 'no part'}`,
  );
}

function readBound(where: string, text: string, { number }: Indicator): number | null {
  if (text === '') return null;
  const bound = readNumber(where, text);
  if (number === 'share' && (bound < 0 || bound > 1))
    throw new PackError(where, JSON.stringify(text), 'a share from 0 to 1, such as 0.7 for 70%');
  return bound;
}

/** A scope as the pack spells its code. */
function scopeFinder({ units, areas }: TargetPlaces): (where: string, text: string) => string {
  const codes = {
    unit: new CodeMap(units.map(({ code }) => [code, code])),
    area: new CodeMap(areas.map(({ code }) => [code, code])),
  };
  return (where, text) => {
    const told = parseScope(text);
    if (told?.kind === PROVINCE) return text;
    const code = told && codes[told.kind].get(told.code);
    if (code !== undefined) return told?.kind === 'area' ? areaScope(code) : unitScope(code);
    const accepted = 'province, area:CODE of areas.geojson or unit:CODE of units.csv';
    throw new PackError(where, JSON.stringify(text), accepted);
  };
}

function listed(indicators: readonly Indicator[]): string {
  const codes = indicators.map(({ code }) => code);
  return `an indicator of indicators.csv: ${codes.slice(0, SHOWN).join(', ')}${codes.length > SHOWN ? ', …' : ''}`;
}
