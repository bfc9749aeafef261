/** Dates and times as the reader sees them, always in the province's zone. */
import { localDay, ZONE } from '../../contract/time.ts';
import type { LanguageCode } from './numbers.ts';

const LOCALES: Record<LanguageCode, string> = { vi: 'vi-VN', en: 'en-GB' };

export interface DateFormats {
  /** `10:32:07` */
  clock(timeMs: number): string;
  /** `10:32` */
  time(timeMs: number): string;
  /** `22/11/2025` */
  date(timeMs: number): string;
  /** `10:32 22/11/2025` */
  dateTime(timeMs: number): string;
  /** `22/11/2025 10:32`, where the day comes first. */
  dayTime(timeMs: number): string;
  /** `10:32:07 22/11/2025` */
  longMoment(timeMs: number): string;
  /** `10:32:07` today, `10:32 22/11/2025` on another day: a bare clock time would pass for today's. */
  moment(timeMs: number, nowMs: number): string;
  /** `Thứ Bảy, 22/11/2025` */
  longDate(timeMs: number): string;
}

export function dateFormats(language: LanguageCode): DateFormats {
  const of = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(LOCALES[language], {
      timeZone: ZONE,
      hourCycle: 'h23',
      ...options,
    });
    return (timeMs: number) => format.format(timeMs);
  };
  const time = of({ hour: '2-digit', minute: '2-digit' });
  const date = of({ day: '2-digit', month: '2-digit', year: 'numeric' });
  const weekday = of({ weekday: 'long' });
  const clock = of({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const dateTime = (timeMs: number) => `${time(timeMs)} ${date(timeMs)}`;
  return {
    clock,
    time,
    date,
    dateTime,
    dayTime: (timeMs) => `${date(timeMs)} ${time(timeMs)}`,
    longMoment: (timeMs) => `${clock(timeMs)} ${date(timeMs)}`,
    moment: (timeMs, nowMs) => (localDay(timeMs) === localDay(nowMs) ? clock(timeMs) : dateTime(timeMs)),
    longDate: (timeMs) => `${weekday(timeMs)}, ${date(timeMs)}`,
  };
}

/** `YYYY-MM-DD` as `DD/MM/YYYY`. */
export function writeDay(day: string): string {
  const [year, month, date] = day.split('-');
  return `${date}/${month}/${year}`;
}
