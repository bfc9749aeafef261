/** What is used of date-chinese: its own types are not reachable through its package.json. */
declare module 'date-chinese' {
  export class CalendarVietnamese {
    /** `leap`: 1 in a leap month, else 0. */
    constructor(cycle?: number, year?: number, month?: number, leap?: number, day?: number);
    /** [cycle, year of the cycle, month, leap, day]. */
    get(): number[];
    /** `jde`: Julian ephemeris day. */
    fromJDE(jde: number): this;
    /** Julian ephemeris day of the new year that lies in a Gregorian year. */
    newYear(gregorianYear: number): number;
    toGregorian(gregorianYear: number): { year: number; month: number; day: number };
  }
}
