/** The Vietnamese lunar calendar (UTC+7), which differs from the Chinese one in some months. */
import { SolarDate } from '@nghiavuive/lunar_date_vi';

export interface LunarDay {
  day: number;
  month: number;
  isLeap: boolean;
}

/** `date`: `YYYY-MM-DD` of the Gregorian calendar. Example: 2026-02-17 is the first day of the first month, Tết. */
export function lunarDay(date: string): LunarDay {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const lunar = new SolarDate({ year, month, day }).toLunarDate().get();
  return { day: lunar.day, month: lunar.month, isLeap: lunar.leap_month === true };
}
