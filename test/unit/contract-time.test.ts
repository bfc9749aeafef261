import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dayStart,
  DAY_MS,
  formatDay,
  formatTime,
  localDay,
  MAX_TIME_MS,
  MIN_TIME_MS,
  parseDay,
  parseTime,
  ZONE,
} from '../../contract/time.ts';

const instant = fc.integer({ min: MIN_TIME_MS, max: MAX_TIME_MS - 1 });
const two = (n: number) => String(n).padStart(2, '0');

describe('parseTime', () => {
  it('agrees with Date.parse on every real time with an offset', () => {
    const time = fc
      .record({
        date: fc.date({ min: new Date('1972-01-01'), max: new Date('2198-12-31'), noInvalidDate: true }),
        fraction: fc.option(fc.integer({ min: 0, max: 999 }), { nil: undefined }),
        sign: fc.constantFrom('+', '-', 'Z'),
        hour: fc.nat(23),
        minute: fc.nat(59),
      })
      .map(({ date, fraction, sign, hour, minute }) => {
        const wall = date.toISOString().slice(0, 19);
        const millis = fraction === undefined ? '' : `.${String(fraction).padStart(3, '0')}`;
        return `${wall}${millis}${sign === 'Z' ? 'Z' : `${sign}${two(hour)}:${two(minute)}`}`;
      });
    fc.assert(fc.property(time, (text) => parseTime(text) === Date.parse(text)));
  });

  it('refuses what Date.parse would refuse or bend: any text of the right characters', () => {
    const near = fc.stringMatching(/^[12]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/);
    fc.assert(
      fc.property(near, (text) => {
        const timeMs = parseTime(text);
        if (timeMs === undefined) return;
        expect(timeMs).toBe(Date.parse(text));
        // Date.parse rolls 31 April over to 1 May.
        const offset = text.endsWith('Z') ? 0 : Date.parse(`${text.slice(0, 19)}Z`) - timeMs;
        expect(new Date(timeMs + offset).toISOString().slice(0, 19)).toBe(text.slice(0, 19));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['2021-10-04T08:10:00+07:00', Date.UTC(2021, 9, 4, 1, 10)],
    ['2021-10-04T08:10:00.5Z', Date.UTC(2021, 9, 4, 8, 10, 0, 500)],
    ['2021-10-04T08:10:00.123456789Z', Date.UTC(2021, 9, 4, 8, 10, 0, 123)],
    ['2021-10-04T08:10:00.123456789012Z', Date.UTC(2021, 9, 4, 8, 10, 0, 123)],
    ['2021-10-04t08:10:00z', Date.UTC(2021, 9, 4, 8, 10)],
    ['2021-10-04T08:10:00-00:00', Date.UTC(2021, 9, 4, 8, 10)],
    ['2020-02-29T00:00:00-11:30', Date.UTC(2020, 1, 29, 11, 30)],
    ['1971-01-01T00:00:00Z', MIN_TIME_MS],
    ['2199-12-31T23:59:59.999Z', MAX_TIME_MS - 1],
  ])('reads %s', (text, timeMs) => {
    expect(parseTime(text)).toBe(timeMs);
  });

  it.each([
    ['no offset', '2021-10-04T08:10:00'],
    ['no seconds', '2021-10-04T08:10+07:00'],
    ['a date alone', '2021-10-04'],
    ['a space instead of T', '2021-10-04 08:10:00+07:00'],
    ['an offset without colon', '2021-10-04T08:10:00+0700'],
    ['30 February', '2021-02-30T08:10:00+07:00'],
    ['29 February of a common year', '2100-02-29T08:10:00+07:00'],
    ['month 13', '2021-13-01T08:10:00+07:00'],
    ['day 0', '2021-12-00T08:10:00+07:00'],
    ['hour 24', '2021-12-01T24:00:00+07:00'],
    ['a leap second', '2016-12-31T23:59:60Z'],
    ['an offset of 24 hours', '2021-12-01T08:00:00+24:00'],
    ['before 1971', '1970-12-31T23:59:59Z'],
    ['a year below 100', '0021-10-04T08:10:00Z'],
    ['2200', '2200-01-01T00:00:00Z'],
    ['a line break at the end', '2021-10-04T08:10:00Z\n'],
    ['nothing', ''],
  ])('refuses %s', (_name, text) => {
    expect(parseTime(text)).toBeUndefined();
  });

  it('reads back what formatTime writes', () => {
    fc.assert(fc.property(instant, (timeMs) => parseTime(formatTime(timeMs)) === timeMs));
  });
});

describe('local days', () => {
  it('agree with the zone database, whatever the zone of the process', () => {
    const zone = new Intl.DateTimeFormat('en-CA', {
      timeZone: ZONE,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    // The zone changed on 13 June 1975.
    const since = fc.integer({ min: Date.UTC(1976, 0, 1), max: MAX_TIME_MS - 1 });
    fc.assert(fc.property(since, (timeMs) => formatDay(localDay(timeMs)) === zone.format(timeMs)));
  });

  it('hold their first and last instant', () => {
    fc.assert(
      fc.property(instant, (timeMs) => {
        const day = localDay(timeMs);
        expect(localDay(dayStart(day))).toBe(day);
        expect(localDay(dayStart(day) + DAY_MS - 1)).toBe(day);
        expect(localDay(dayStart(day) - 1)).toBe(day - 1);
      }),
    );
  });

  it('begin at 17:00 UTC of the day before', () => {
    expect(formatDay(localDay(Date.UTC(2021, 9, 4, 17)))).toBe('2021-10-05');
    expect(formatDay(localDay(Date.UTC(2021, 9, 4, 17) - 1))).toBe('2021-10-04');
  });

  it.each(['2021-02-30', '2021-2-3', '21-02-03', '1970-12-31', '2200-01-01', '2021-10-04T', ''])(
    'refuse %s',
    (text) => {
      expect(parseDay(text)).toBeUndefined();
    },
  );

  it('are read back from what formatDay writes', () => {
    fc.assert(
      fc.property(instant, (timeMs) => {
        const day = Math.floor(timeMs / DAY_MS);
        return parseDay(formatDay(day)) === day;
      }),
    );
  });
});
