/** The figures of a scope and period in the shape of the contract. */
import type {
  AreaFigures,
  EditionName,
  Feed,
  Figures,
  ScopeFigures,
  Trend,
  UnitFigures,
} from '../../../contract/api.ts';
import { UNMAPPED_UNIT } from '../../../contract/api.ts';
import { isValidWithin, type Validity } from '../../../pack/validity.ts';
import type { CaseCounts } from '../../../contract/counts.ts';
import { DOSSIER } from '../../../contract/dossier-kind.ts';
import { areaScope, PROVINCE, parseScope, unitScope, type ScopeParts } from '../../../contract/scope.ts';
import type { Period } from '../../../contract/period.ts';
import { formatDay, formatTime } from '../../../contract/time.ts';
import { formatPeriod } from '../../../contract/watch-period.ts';
import type { Board } from '../board.ts';
import type { Deadlines } from '../cases/deadlines.ts';
import type { FigureSheet } from './figure-sheet.ts';
import type { DirectoryArea, DirectoryUnit, UnitDirectory } from '../cases/unit-directory.ts';

/** A part of the province in one edition. */
export interface Scope extends ScopeParts {
  /** As in contract/scope.ts. */
  name: string;
  /** Name of the province, area or unit. */
  title: string;
  edition: EditionName;
  /** Numbers of the units whose cases are counted. */
  units: ReadonlySet<number>;
  /** Of these the ones under which they are counted. */
  holders: readonly number[];
  /** Numbers of its areas. */
  areas: ReadonlySet<number>;
}

/** The instant of figures and what they have beside the counts of a period. */
export interface Moment {
  asOfMs: number;
  /** The latest event time counted, ms; 0 while there is none. */
  dataTimeMs: number;
  deadlines: Deadlines;
  trend: {
    /** The sums over some units (their numbers). */
    of(units: Iterable<number>): Trend;
  };
}

/** The figures of one period. */
export interface PeriodSheets {
  period: Period;
  sheetOf(edition: EditionName): FigureSheet;
}

/** A scope by its name, its code in any spelling; undefined when the edition has no such area or unit. */
export function findScope(
  directory: UnitDirectory,
  name: string,
  editionName: EditionName = 'asNow',
): Scope | undefined {
  const edition = directory.editions[editionName];
  const asked = parseScope(name);
  if (!asked) return undefined;
  const scope = (name: string, code: string, title: string, holders: number[], areas: number[]): Scope => ({
    name,
    kind: asked.kind,
    code,
    title,
    edition: editionName,
    units: new Set(holders.flatMap((holder) => edition.members[holder] ?? [])),
    holders,
    areas: new Set(areas),
  });
  const all = [...directory.units.keys()].filter((unit) => edition.isHolder(unit));
  if (asked.kind === PROVINCE)
    return scope(PROVINCE, '', directory.provinceName, all, [...directory.areas.keys()]);
  if (asked.kind === 'area') {
    const area = directory.areaCodeOf(asked.code);
    const areas = area === undefined ? undefined : directory.mapAreasIn(area);
    if (area === undefined || areas === undefined) return undefined;
    const holders = all.filter((unit) => directory.isUnitIn(unit, area));
    // An area that ended has no units any more.
    const isThere = holders.length > 0 || directory.isAreaValid(area);
    return isThere ? scope(areaScope(area), area, directory.areaNameOf(area), holders, areas) : undefined;
  }
  const unit = directory.numberOf(asked.code);
  if (unit === undefined || !edition.isHolder(unit)) return undefined;
  const { code, name: title } = directory.units[unit] as DirectoryUnit;
  return scope(unitScope(code), code, title, [unit], [directory.areaOf[unit] as number]);
}

export function scopeCounts(sheet: FigureSheet, scope: Scope): CaseCounts {
  if (scope.kind === 'province') return sheet.total;
  return sheet.sum(scope.holders.map((unit) => sheet.units[unit] as CaseCounts));
}

/** A unit's area stands in its own figures by name only: its counts would be those of other units too. */
export function areaFigures(
  directory: UnitDirectory,
  sheet: FigureSheet,
  scope: Scope,
  areas: Iterable<number>,
): AreaFigures<CaseCounts>[] {
  if (scope.kind === 'unit') return [];
  return [...areas].map((number) => {
    const { code, name } = directory.areas[number] as { code: string; name: string };
    return { code, name, counts: sheet.areas[number] as CaseCounts };
  });
}

export function unitFigures(
  directory: UnitDirectory,
  sheet: FigureSheet,
  units: Iterable<number>,
): UnitFigures<CaseCounts>[] {
  return [...units].map((number) => {
    const { code, name, area } = directory.units[number] as { code: string; name: string; area: string };
    return { code, name, area, counts: sheet.units[number] as CaseCounts };
  });
}

export function trendOf({ trend }: Pick<Moment, 'trend'>, scope: Scope): Trend {
  return trend.of(scope.units);
}

/**
 * Whether a unit or area is there in an edition, cases or not: as it was, on some day of the period, as it is now,
 * today.
 */
export function isThereIn(
  { today }: UnitDirectory,
  edition: EditionName,
  { from, to }: { from: string; to: string },
): (place: Validity & { code: string }) => boolean {
  const span = edition === 'asWas' ? ([from, to] as const) : ([today, today] as const);
  return (place) => place.code !== UNMAPPED_UNIT && isValidWithin(place, ...span);
}

export function figuresOf(
  board: Board,
  periodFigures: PeriodSheets,
  scope: Scope,
  feed: Feed,
): Figures<CaseCounts> {
  return { ...figuresAt(board, board, periodFigures, scope), feed };
}

/** The figures of a board's kind at a moment. */
export function figuresAt(
  board: Board,
  moment: Moment,
  periodSheets: PeriodSheets,
  scope: Scope,
): ScopeFigures<CaseCounts> {
  const { directory } = board;
  const { asOfMs, dataTimeMs, deadlines } = moment;
  const sheet = periodSheets.sheetOf(scope.edition);
  const period = formatPeriod(periodSheets.period);
  const isThere = isThereIn(directory, scope.edition, period);
  const isListed = (place: Validity & { code: string }, counts: CaseCounts) =>
    counts.received.total + counts.outside > 0 || isThere(place);
  return {
    ...(board.kind !== DOSSIER && { kind: board.kind }),
    scope: scope.name,
    period,
    asOf: formatTime(asOfMs),
    dataTime: dataTimeMs === 0 ? null : formatTime(dataTimeMs),
    rule: deadlines.rule,
    filledYears: filledYearsOf(deadlines, periodSheets.period),
    counts: scopeCounts(sheet, scope),
    areas: areaFigures(
      directory,
      sheet,
      scope,
      [...scope.areas].filter((area) =>
        isListed(directory.areas[area] as DirectoryArea, sheet.areas[area] as CaseCounts),
      ),
    ),
    units: unitFigures(
      directory,
      sheet,
      scope.holders.filter((unit) =>
        isListed(directory.units[unit] as DirectoryUnit, sheet.units[unit] as CaseCounts),
      ),
    ),
    trend: trendOf(moment, scope),
  };
}

function filledYearsOf({ table }: Deadlines, { fromDay, toDay }: Period): number[] {
  const [first, last] = [fromDay, toDay].map((day) => Number(formatDay(day).slice(0, 4)));
  return table.filledYears.filter((year) => year >= (first as number) && year <= (last as number));
}
