/** The figures of a scope and period in the shape of the contract. */
import type { AreaFigures, Feed, Figures, Trend, UnitFigures } from '../../contract/api.ts';
import { UNMAPPED_UNIT } from '../../contract/api.ts';
import { emptyCounts, type Counts } from '../../contract/counts.ts';
import { formatDay, formatTime } from '../../contract/time.ts';
import { formatPeriod } from '../../contract/watch-period.ts';
import type { Board } from './board.ts';
import type { FigureSheet } from './figure-sheet.ts';
import type { PeriodBoard } from './period-board.ts';
import type { UnitDirectory } from './unit-directory.ts';

/** A part of the province: numbers of its units and areas. */
export interface Scope {
  /** As in the contract: `province`, `area:CODE`, `unit:CODE`. */
  name: string;
  kind: 'province' | 'area' | 'unit';
  units: ReadonlySet<number>;
  areas: ReadonlySet<number>;
}

/** A scope by its name; undefined when the province has no such area or unit. */
export function findScope(directory: UnitDirectory, name: string): Scope | undefined {
  const [kind, code] = [name.slice(0, name.indexOf(':')), name.slice(name.indexOf(':') + 1)];
  if (name === 'province') {
    const all = (list: readonly unknown[]) => new Set(list.keys());
    return { name, kind: 'province', units: all(directory.units), areas: all(directory.areas) };
  }
  if (kind === 'area') {
    const area = directory.areaNumberOf(code);
    if (area === undefined) return undefined;
    return { name, kind, units: new Set(directory.areas[area]?.units), areas: new Set([area]) };
  }
  const unit = kind === 'unit' ? directory.numberOf(code) : undefined;
  if (unit === undefined) return undefined;
  return { name, kind: 'unit', units: new Set([unit]), areas: new Set([directory.areaOf[unit] as number]) };
}

export function scopeCounts(sheet: FigureSheet, scope: Scope): Counts {
  if (scope.kind === 'province') return sheet.total;
  const [number] = scope.kind === 'area' ? scope.areas : scope.units;
  return (scope.kind === 'area' ? sheet.areas : sheet.units)[number as number] ?? emptyCounts();
}

/** A unit's area stands in its own figures by name only: its counts would be those of other units too. */
export function areaFigures(
  directory: UnitDirectory,
  sheet: FigureSheet,
  scope: Scope,
  areas: Iterable<number>,
): AreaFigures[] {
  if (scope.kind === 'unit') return [];
  return [...areas].map((number) => {
    const { code, name } = directory.areas[number] as { code: string; name: string };
    return { code, name, counts: sheet.areas[number] as Counts };
  });
}

export function unitFigures(
  directory: UnitDirectory,
  sheet: FigureSheet,
  units: Iterable<number>,
): UnitFigures[] {
  return [...units].map((number) => {
    const { code, name, area } = directory.units[number] as { code: string; name: string; area: string };
    return { code, name, area, counts: sheet.units[number] as Counts };
  });
}

export function trendOf(board: Board, scope: Scope): Trend {
  return board.trend.of(scope.units);
}

export function figuresOf(board: Board, periodBoard: PeriodBoard, scope: Scope, feed: Feed): Figures {
  const { directory } = board;
  const { sheet } = periodBoard;
  const units = unitFigures(directory, sheet, scope.units).filter(
    (unit) => unit.code !== UNMAPPED_UNIT || unit.counts.received.total + unit.counts.outside > 0,
  );
  return {
    scope: scope.name,
    period: formatPeriod(periodBoard.period),
    asOf: formatTime(board.asOfMs),
    dataTime: board.dataTimeMs === 0 ? null : formatTime(board.dataTimeMs),
    rule: board.deadlines.rule,
    filledYears: filledYearsOf(board, periodBoard),
    counts: scopeCounts(sheet, scope),
    areas: areaFigures(directory, sheet, scope, scope.areas),
    units,
    trend: trendOf(board, scope),
    feed,
  };
}

function filledYearsOf(board: Board, { period }: PeriodBoard): number[] {
  const [first, last] = [period.fromDay, period.toDay].map((day) => Number(formatDay(day).slice(0, 4)));
  return board.deadlines.table.filledYears.filter(
    (year) => year >= (first as number) && year <= (last as number),
  );
}
