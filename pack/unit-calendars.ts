/** The working calendars of a province: one for all units without rows of their own, one for each set of own rows. */
import type { CalendarTable } from './province-pack.ts';
import { WorkingCalendar } from './working-calendar.ts';

export class UnitCalendars {
  /** The first one is the province's. */
  readonly calendars: readonly WorkingCalendar[];
  readonly #numbers = new Map<string, number>();

  constructor(table: CalendarTable) {
    const calendars = [new WorkingCalendar(table)];
    const numberOfRows = new Map<string, number>();
    const rows = [...table.hours, ...table.days];
    for (const unit of new Set(rows.flatMap(({ units }) => units))) {
      const key = JSON.stringify(rows.flatMap(({ units }, i) => (units.includes(unit) ? i : [])));
      let number = numberOfRows.get(key);
      if (number === undefined) {
        number = calendars.push(new WorkingCalendar(table, unit)) - 1;
        numberOfRows.set(key, number);
      }
      this.#numbers.set(unit, number);
    }
    this.calendars = calendars;
  }

  /** The place of a unit's calendar in {@link UnitCalendars.calendars}. */
  numberOf(unitCode: string): number {
    return this.#numbers.get(unitCode) ?? 0;
  }
}
