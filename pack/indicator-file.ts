/** `indicators.csv` of a pack; docs/indicators.md has what each column means. */
import {
  DIRECTIONS,
  INDICATOR_NUMBERS,
  type Breakdown,
  type Indicator,
  type IndicatorNumber,
  type OverTime,
  type OverUnits,
} from '../contract/indicator.ts';
import type { Kind, Term } from '../contract/kind.ts';
import { EVERY } from '../contract/told-period.ts';
import { atMostRows, readEnum, readInteger, readText, readUnique, readWord } from './cell-readers.ts';
import { parseCsvTable } from './csv-table.ts';
import { CASE_NAMES, checkFormulas, parseFormula } from './formula.ts';
import { PackError } from './pack-error.ts';

const COLUMNS = {
  required: ['code', 'vi', 'group', 'number', 'measure', 'every', 'grace_days'],
  optional: [
    'en',
    'group_vi',
    'group_en',
    'measure_en',
    'decimals',
    'direction',
    'over_units',
    'over_time',
    'breakdowns',
    'check',
    'source',
    'formula',
  ],
} as const;
type Column = (typeof COLUMNS.required)[number] | (typeof COLUMNS.optional)[number];
type Cells = Record<Column, string>;

const MAX_ROWS = 1_000;
const MAX_DECIMALS = 6;
const MAX_GRACE_DAYS = 3_650;

/** How a number may be added up: a rank never, of a share its numerators and denominators. */
const ADDED_UP: Record<IndicatorNumber, { units: readonly OverUnits[]; time: readonly OverTime[] }> = {
  count: { units: ['sum', 'none'], time: ['sum', 'last', 'none'] },
  amount: { units: ['sum', 'none'], time: ['sum', 'last', 'none'] },
  share: { units: ['parts', 'none'], time: ['sum', 'last', 'none'] },
  mean: { units: ['parts', 'none'], time: ['sum', 'last', 'none'] },
  score: { units: ['parts', 'none'], time: ['sum', 'last', 'none'] },
  rank: { units: ['none'], time: ['last', 'none'] },
};

/** In the order of the file, which is that of the page. `breakdowns`: those of breakdowns.csv. */
export function readIndicators(
  file: string,
  text: string,
  breakdowns: ReadonlyMap<string, Breakdown>,
  kinds: readonly Kind[],
): Indicator[] {
  const rows = parseCsvTable<Column>(file, text, COLUMNS);
  atMostRows(file, rows, MAX_ROWS);
  const seen = new Map<string, number>();
  const groups = new Map<string, Term>();
  const lines = new Map<Indicator, number>();
  const indicators = rows.map(({ line, cells }): Indicator => {
    const where = (field: string) => `${file} row ${line}, ${field}`;
    const code = readUnique(where('code'), readIndicatorCode(where('code'), cells.code), line, seen);
    const number = readEnum(where('number'), cells.number, INDICATOR_NUMBERS);
    const divided = readBreakdownCodes(where('breakdowns'), cells.breakdowns, breakdowns);
    const measure = readText(where('measure'), cells.measure);
    const indicator: Indicator = {
      code,
      vi: readText(where('vi'), cells.vi),
      en: cells.en || cells.vi,
      group: readGroup(where, cells, groups),
      number,
      measure: { vi: measure, en: cells.measure_en || measure },
      decimals: readUpTo(where('decimals'), cells.decimals || '0', MAX_DECIMALS),
      direction: readEnum(where('direction'), cells.direction || 'none', DIRECTIONS),
      overUnits: readEnum(where('over_units'), cells.over_units || 'none', ADDED_UP[number].units),
      overTime: readEnum(where('over_time'), cells.over_time || 'none', ADDED_UP[number].time),
      every: readEnum(where('every'), cells.every, EVERY),
      graceDays: readUpTo(where('grace_days'), cells.grace_days, MAX_GRACE_DAYS),
      breakdowns: divided,
      check: readCheck(where('check'), cells.check, divided, number),
      source: cells.source,
      formula: cells.formula === '' ? null : parseFormula(where('formula'), cells.formula, kinds),
    };
    lines.set(indicator, line);
    return indicator;
  });
  checkFormulas(indicators, (indicator) => `${file} row ${lines.get(indicator)}, formula`);
  return indicators;
}

function readIndicatorCode(where: string, text: string): string {
  const code = readWord(where, text);
  if (!(CASE_NAMES as readonly string[]).includes(code)) return code;
  throw new PackError(where, JSON.stringify(code), `another code: formulas name cases by ${code}`);
}

function readUpTo(where: string, text: string, most: number): number {
  const number = readInteger(where, text, 0);
  if (number > most) throw new PackError(where, JSON.stringify(text), `a whole number from 0 to ${most}`);
  return number;
}

/** The words of a group stand in its first row; later ones may leave them out. */
function readGroup(where: (field: string) => string, cells: Cells, groups: Map<string, Term>): Term {
  const code = readWord(where('group'), cells.group);
  const known = groups.get(code);
  if (!known) {
    const vi = readText(where('group_vi'), cells.group_vi);
    const group = { code, vi, en: cells.group_en || vi };
    groups.set(code, group);
    return group;
  }
  for (const [column, word] of [
    ['group_vi', known.vi],
    ['group_en', known.en],
  ] as const)
    if (cells[column] !== '' && cells[column] !== word)
      throw new PackError(
        where(column),
        JSON.stringify(cells[column]),
        `empty, or as the group ${code} is called above: ${word}`,
      );
  return known;
}

/** Codes of breakdowns, separated by `|`. Observations name a part alone, so no two may have one of the same code. */
function readBreakdownCodes(
  where: string,
  text: string,
  breakdowns: ReadonlyMap<string, Breakdown>,
): Breakdown[] {
  const found = splitCodes(text).map((code) => {
    const breakdown = breakdowns.get(code);
    if (breakdown) return breakdown;
    const known = [...breakdowns.keys()].join(', ') || 'breakdowns.csv has none';
    throw new PackError(where, JSON.stringify(code), `empty, or breakdowns separated by |: ${known}`);
  });
  const parts = found.flatMap((breakdown) => breakdown.parts.map(({ code }) => code));
  const twin = parts.find((part, i) => parts.indexOf(part) < i);
  if (twin !== undefined)
    throw new PackError(
      where,
      `part ${JSON.stringify(twin)} stands twice`,
      'breakdowns without a common part',
    );
  return found;
}

function readCheck(
  where: string,
  text: string,
  breakdowns: readonly Breakdown[],
  number: IndicatorNumber,
): string[] {
  const own = breakdowns.map(({ code }) => code);
  const codes = splitCodes(text);
  const unknown = codes.find((code, i) => !own.includes(code) || codes.indexOf(code) < i);
  if (unknown !== undefined)
    throw new PackError(
      where,
      JSON.stringify(unknown),
      `empty, or breakdowns of this indicator, each once: ${own.join(', ') || 'it has none'}`,
    );
  if (codes.length > 0 && number === 'rank')
    throw new PackError(where, JSON.stringify(text), 'empty for a rank: ranks do not add up');
  return codes;
}

const splitCodes = (text: string) =>
  text
    .split('|')
    .map((code) => code.trim())
    .filter((code) => code !== '');
