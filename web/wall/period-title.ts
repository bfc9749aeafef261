import { formatDay, localDay } from '../../contract/time.ts';
import type { WatchPeriod } from '../../contract/live.ts';
import { writeDay } from '../format/dates.ts';
import type { Words } from '../words/vi.ts';

/** `Hôm nay`, `Tháng 11`, `Năm 2025`, or both dates on two lines. */
export function periodTitle(period: WatchPeriod, nowMs: number, words: Words): string {
  if (typeof period === 'object') return `${writeDay(period.from)}–\n${writeDay(period.to)}`;
  const [year, month] = formatDay(localDay(nowMs)).split('-').map(Number) as [number, number, number];
  if (period === 'day') return words.today;
  return period === 'month' ? words.month(month) : words.year(year);
}
