/**
 * The formula of an indicator: one operation over named figures, and nothing else.
 *
 *     formula = "ratio(" figure "," figure ")" | "difference(" figure "," figure ")" | "sum(" figure { "," figure } ")"
 *     figure  = "dossier." FIGURE | "case." KIND "." FIGURE | INDICATOR | INDICATOR "." PART
 *
 * FIGURE is one of case-figures.ts, PART a part of one of the indicator's breakdowns. Only counts and amounts are added up
 * and divided: a ratio of ratios, or a sum of ranks, says nothing.
 */
import { DOSSIER } from '../contract/dossier-kind.ts';
import {
  NO_BREAKDOWN,
  OPERATIONS,
  type Formula,
  type Indicator,
  type IndicatorFigure,
  type NamedFigure,
} from '../contract/indicator.ts';
import type { Kind } from '../contract/kind.ts';
import { caseFiguresOf } from './case-figures.ts';
import { PackError } from './pack-error.ts';

const MAX_SUMMANDS = 50;
const SHOWN = 20;
const GRAMMAR = 'ratio(A, B), difference(A, B) or sum(A, B, …) of figures such as dossier.received';
/** The first words of names that are no indicators' codes. */
export const CASE_NAMES = ['dossier', 'case'] as const;

/** `where` names the cell. Names of indicators are looked up by {@link checkFormulas}. */
export function parseFormula(where: string, text: string, kinds: readonly Kind[]): Formula {
  const [, operation, list] = /^([a-z]+) ?\((.*)\)$/.exec(text) ?? [];
  const known = OPERATIONS.find((one) => one === operation);
  if (known === undefined || list === undefined) throw new PackError(where, JSON.stringify(text), GRAMMAR);
  const names = list.split(',').map((name) => name.trim());
  const [least, most] = known === 'sum' ? [2, MAX_SUMMANDS] : [2, 2];
  if (names.length < least || names.length > most) {
    const accepted = least === most ? `${least}` : `${least} to ${most}`;
    throw new PackError(where, `${known} of ${names.length} figures`, `${known} of ${accepted}`);
  }
  return { operation: known, figures: names.map((name) => parseFigure(where, name, kinds)) };
}

/** Names of indicators are looked up by {@link findIndicator}. */
export function parseFigure(where: string, name: string, kinds: readonly Kind[]): NamedFigure {
  const words = name.split('.');
  if (words[0] === 'dossier') return caseFigure(where, name, DOSSIER, words.slice(1).join('.'), kinds);
  if (words[0] === 'case') return caseFigure(where, name, words[1] ?? '', words.slice(2).join('.'), kinds);
  const [indicator, breakdown = NO_BREAKDOWN, ...rest] = words;
  if (!indicator || rest.length > 0 || words[1] === '') throw unknownFigure(where, name);
  return { of: 'indicator', name, indicator, breakdown };
}

function caseFigure(
  where: string,
  name: string,
  kindName: string,
  figure: string,
  kinds: readonly Kind[],
): NamedFigure {
  const kind = kinds.find((one) => one.kind === kindName);
  if (!kind)
    throw new PackError(
      where,
      `${JSON.stringify(name)} names no kind of the pack`,
      kinds.map((one) => (one.kind === DOSSIER ? 'dossier.FIGURE' : `case.${one.kind}.FIGURE`)).join(', '),
    );
  const figures = caseFiguresOf(kind);
  if (!figures.includes(figure))
    throw new PackError(where, `${JSON.stringify(name)} names no figure of ${kindName}`, figures.join(', '));
  return { of: 'cases', name, kind: kindName, figure };
}

function unknownFigure(where: string, name: string): PackError {
  return new PackError(
    where,
    `figure ${JSON.stringify(name)}`,
    'dossier.FIGURE, case.KIND.FIGURE, the code of an indicator, or CODE.PART with a part of its breakdowns',
  );
}

/** Refuses names of no indicator, figures that cannot be counted with, and circles. `whereOf` names a formula's cell. */
export function checkFormulas(
  indicators: readonly Indicator[],
  whereOf: (indicator: Indicator) => string,
): void {
  const byCode = new Map(indicators.map((indicator) => [indicator.code, indicator]));
  for (const indicator of indicators) {
    checkNumber(whereOf(indicator), indicator);
    for (const figure of indicatorFigures(indicator)) {
      const where = whereOf(indicator);
      const named = findIndicator(where, figure, byCode);
      if (named.number !== 'count' && named.number !== 'amount')
        throw new PackError(
          where,
          `${figure.name} is a ${named.number}`,
          'figures that are counts or amounts',
        );
    }
  }
  const settled = new Set<Indicator>();
  for (const indicator of indicators) refuseCircle(indicator, byCode, [], settled, whereOf);
}

/** The indicator that a figure names. @throws PackError when there is none, or when it has no such part. */
export function findIndicator(
  where: string,
  { name, indicator, breakdown }: IndicatorFigure,
  byCode: ReadonlyMap<string, Indicator>,
): Indicator {
  const named = byCode.get(indicator);
  if (!named) {
    const codes = [...byCode.keys()];
    const shown = codes.slice(0, SHOWN).join(', ') + (codes.length > SHOWN ? ', …' : '');
    throw new PackError(
      where,
      `figure ${JSON.stringify(name)}`,
      `dossier.FIGURE, case.KIND.FIGURE or an indicator: ${shown}`,
    );
  }
  const parts = named.breakdowns.flatMap((one) => one.parts.map(({ code }) => code));
  if (breakdown !== NO_BREAKDOWN && !parts.includes(breakdown))
    throw new PackError(
      where,
      `${JSON.stringify(breakdown)} is no part of ${named.code}`,
      parts.join(', ') || 'it has none',
    );
  return named;
}

function checkNumber(where: string, { number, formula }: Indicator): void {
  if (formula === null) return;
  const accepted = formula.operation === 'ratio' ? ['share', 'mean', 'score'] : ['count', 'amount'];
  if (!accepted.includes(number))
    throw new PackError(where, `a ${formula.operation} of a ${number}`, `number ${accepted.join(' or ')}`);
}

/** `settled`: those that are known to rest on no circle. */
function refuseCircle(
  indicator: Indicator,
  byCode: ReadonlyMap<string, Indicator>,
  above: readonly string[],
  settled: Set<Indicator>,
  whereOf: (indicator: Indicator) => string,
): void {
  const way = [...above, indicator.code];
  if (above.includes(indicator.code)) {
    const circle = way.slice(way.indexOf(indicator.code));
    throw new PackError(whereOf(indicator), `it rests on itself: ${circle.join(' → ')}`, 'no circle');
  }
  if (settled.has(indicator)) return;
  for (const { indicator: code } of indicatorFigures(indicator)) {
    const named = byCode.get(code);
    if (named) refuseCircle(named, byCode, way, settled, whereOf);
  }
  settled.add(indicator);
}

function indicatorFigures({ formula }: Indicator) {
  return (formula?.figures ?? []).filter((figure) => figure.of === 'indicator');
}
