/** Values, changes, targets and periods of indicators in words. Pure. */
import type { IndicatorItem, IndicatorReading, IndicatorValue } from '../../contract/indicator.ts';
import { parseToldPeriod, type Every } from '../../contract/told-period.ts';
import { writeDay } from '../format/dates.ts';
import type { LanguageCode, NumberFormats } from '../format/numbers.ts';
import type { Words } from '../words/vi.ts';

export interface Reader {
  code: LanguageCode;
  words: Words;
  numbers: NumberFormats;
}

type Measured = Pick<IndicatorItem, 'number' | 'decimals' | 'measure'>;

/** `25,55%`, `11/63`, `1.788 thủ tục`; what is not known is said so, and is never 0. */
export function writeValue({ value, of }: IndicatorValue, item: Measured, reader: Reader): string {
  if (value === null) return reader.words.indicators.noData;
  if (item.number === 'rank' && of !== null)
    return `${bare(value, item, reader)}/${reader.numbers.count(of)}`;
  return item.number === 'share'
    ? bare(value, item, reader)
    : `${bare(value, item, reader)} ${item.measure[reader.code]}`;
}

/** `501 / 1.961`; undefined unless both are known. */
export function writeParts(
  { numerator, denominator }: IndicatorValue,
  { numbers }: Reader,
): string | undefined {
  // Parts of nothing say nothing.
  if (numerator === null || denominator === null || denominator === 0) return undefined;
  return `${numbers.count(numerator)} / ${numbers.count(denominator)}`;
}

/** The value as its source prints it, where it is told beside the parts. */
export function writePrinted(
  { printed }: IndicatorReading,
  item: Measured,
  reader: Reader,
): string | undefined {
  if (!printed) return undefined;
  const { asPrinted, asPrintedAgrees } = reader.words.indicators;
  // As it is printed: a source may print more decimals than the page shows.
  const decimals =
    item.number === 'share' ? Math.max(item.decimals, decimalsOf(printed.value) - 2) : item.decimals;
  const value = bare(printed.value, { ...item, decimals }, reader);
  return printed.agrees ? asPrintedAgrees(value) : asPrinted(value);
}

/** Nothing is old of what has no value, though its parts may be: it says that there is none. */
export function isOld({ stale, value }: Pick<IndicatorItem, 'stale' | 'value'>): boolean {
  return stale && value !== null;
}

export interface Change {
  text: string;
  /** Null: neither way is better, or nothing changed. */
  isBetter: boolean | null;
}

/** Against the period of the same length just before; undefined when that has no value. */
export function changeOf(item: IndicatorItem, reader: Reader): Change | undefined {
  const { value, previous, direction, number, decimals } = item;
  if (value === null || previous?.value == null) return undefined;
  const text = reader.words.indicators;
  const period = writePeriod(previous.period, item.every, reader.words).toLowerCase();
  const step = rounded(
    number === 'share' ? 100 * (value - previous.value) : value - previous.value,
    decimals,
  );
  if (step === 0) return { text: text.same(period), isBetter: null };
  const size = reader.numbers.decimals(Math.abs(step), decimals);
  const isBetter = direction === 'none' ? null : step > 0 === (direction === 'up');
  if (number === 'rank') {
    // A smaller rank is a higher place.
    return { text: step < 0 ? text.rankUp(size, period) : text.rankDown(size, period), isBetter };
  }
  const change = number === 'share' ? text.points(size) : `${size} ${item.measure[reader.code]}`;
  return { text: step > 0 ? text.up(change, period) : text.down(change, period), isBetter };
}

export function writeTarget(
  { target }: IndicatorReading,
  item: Measured,
  reader: Reader,
): string | undefined {
  if (!target) return undefined;
  const { atLeast, atMost, between } = reader.words.indicators;
  const write = (value: number) =>
    writeValue({ value, numerator: null, denominator: null, of: null }, item, reader);
  if (target.atLeast !== null && target.atMost !== null)
    return between(write(target.atLeast), write(target.atMost));
  return target.atLeast !== null ? atLeast(write(target.atLeast)) : atMost(write(target.atMost as number));
}

/** `Năm 2021`, `Quý 3/2021`, `Tháng 9/2021`, `Tuần từ 13/09/2021`, `Ngày 14/09/2021`. */
export function writePeriod(text: string, every: Every, words: Words): string {
  const { periodYear, periodQuarter, periodMonth, periodWeek, periodDay } = words.indicators;
  const [year = '', rest = ''] = text.split('-');
  switch (parseToldPeriod(text)?.length) {
    case 'year':
      return periodYear(year);
    case 'quarter':
      return periodQuarter(rest.slice(1), year);
    case 'month':
      return periodMonth(String(Number(rest)), year);
    case undefined:
      return text;
    default:
      return every === 'week' ? periodWeek(writeDay(text)) : periodDay(writeDay(text));
  }
}

export interface IndicatorGroup {
  code: string;
  name: string;
  items: IndicatorItem[];
}

/** In the order in which the groups are met first. */
export function groupsOf(items: readonly IndicatorItem[], language: LanguageCode): IndicatorGroup[] {
  const groups = new Map<string, IndicatorGroup>();
  for (const item of items) {
    const { code } = item.group;
    const group = groups.get(code) ?? { code, name: item.group[language], items: [] };
    group.items.push(item);
    groups.set(code, group);
  }
  return [...groups.values()];
}

function bare(
  value: number,
  { number, decimals }: Pick<Measured, 'number' | 'decimals'>,
  { numbers }: Reader,
) {
  return number === 'share'
    ? `${numbers.decimals(100 * value, decimals)}%`
    : numbers.decimals(value, decimals);
}

function rounded(value: number, decimals: number): number {
  return Math.round(value * 10 ** decimals) / 10 ** decimals;
}

function decimalsOf(value: number): number {
  return Math.min(8, (String(value).split('.')[1] ?? '').length);
}
