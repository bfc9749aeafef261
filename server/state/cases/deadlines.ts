/**
 * What due dates and lateness rest on: the procedures' legal times, the working calendars of the units and the lateness
 * rule. Replaced as a whole when the calendar of the pack changes.
 */
import { LATENESS_RULE_VERSIONS, type Instants, type LatenessRule } from '../../../contract/counting.ts';
import { periodEnd, periodStart, type Period } from '../../../contract/period.ts';
import { CodeMap } from '../../../contract/canonical.ts';
import { CHANNELS } from '../../../contract/status.ts';
import { computeDueAt } from '../../../pack/due-date.ts';
import type { CalendarTable, PackProcedure } from '../../../pack/province-pack.ts';
import { UnitCalendars } from '../../../pack/unit-calendars.ts';
import { WORKING_DAY_MS, type WorkingCalendar } from '../../../pack/working-calendar.ts';
import type { DirectoryUnit } from './unit-directory.ts';

export interface DeadlineSettings {
  latenessRule: LatenessRule;
  calendar: CalendarTable;
}

/** The instants of one moment; units with the same working calendar share one object. */
export class UnitInstants {
  readonly distinct: readonly Instants[];
  readonly #calendarOf: ArrayLike<number>;

  /** `calendarOf`: [unit number]: place in `distinct`. */
  constructor(distinct: readonly Instants[], calendarOf: ArrayLike<number>) {
    this.distinct = distinct;
    this.#calendarOf = calendarOf;
  }

  of(unit: number): Instants {
    return this.distinct[this.#calendarOf[unit] as number] as Instants;
  }
}

export class Deadlines {
  readonly rule: { name: LatenessRule; version: number };
  readonly table: CalendarTable;
  readonly #procedures: CodeMap<PackProcedure>;
  readonly #calendars: readonly WorkingCalendar[];
  readonly #calendarOf: readonly number[];
  readonly #ofProvince: WorkingCalendar;

  constructor(
    { latenessRule, calendar }: DeadlineSettings,
    procedures: readonly PackProcedure[],
    units: readonly DirectoryUnit[],
  ) {
    this.rule = { name: latenessRule, version: LATENESS_RULE_VERSIONS[latenessRule] };
    this.table = calendar;
    this.#procedures = new CodeMap(procedures.map((procedure) => [procedure.code, procedure]));
    const unitCalendars = new UnitCalendars(calendar);
    this.#calendars = unitCalendars.calendars;
    this.#ofProvince = this.#calendars[0] as WorkingCalendar;
    this.#calendarOf = units.map(({ code }) => unitCalendars.numberOf(code));
  }

  /** `unit` is a unit's number, as it was. */
  calendarOfUnit(unit: number): WorkingCalendar {
    return this.#calendars[this.calendarNumberOf(unit)] as WorkingCalendar;
  }

  /** The same; undefined: that of all units without rows of their own. */
  calendarOf(unit: number | undefined): WorkingCalendar {
    return unit === undefined ? this.#ofProvince : this.calendarOfUnit(unit);
  }

  /** The place of a unit's calendar in {@link Deadlines.dueSoonUntil}. */
  calendarNumberOf(unit: number): number {
    return this.#calendarOf[unit] as number;
  }

  /** The due date of a dossier by its procedure, ms; 0 when the pack has no legal time for it. */
  procedureDueAt(procedureCode: string, receivedAt: number, channel: number, unit: number): number {
    const procedure = this.#procedures.get(procedureCode);
    if (!procedure) return 0;
    return computeDueAt(procedure, receivedAt, CHANNELS[channel - 1] ?? null, this.calendarOfUnit(unit)) ?? 0;
  }

  /** By each calendar: what is due by then is due soon at an instant. */
  dueSoonUntil(nowMs: number): number[] {
    return this.#calendars.map((calendar) => calendar.addWorkingTime(nowMs, WORKING_DAY_MS));
  }

  /** `startMs`, `endMs` as in {@link Instants}. */
  instants(startMs: number, endMs: number): UnitInstants {
    const distinct = this.dueSoonUntil(endMs).map((dueSoonMs) => {
      return { startMs, endMs, dueSoonMs, rule: this.rule.name };
    });
    return new UnitInstants(distinct, this.#calendarOf);
  }

  /** By which a period is counted at a moment; the figures shown and a report of that moment share them. */
  periodInstants(period: Period, nowMs: number): UnitInstants {
    return this.instants(periodStart(period), periodEnd(period, nowMs));
  }
}
