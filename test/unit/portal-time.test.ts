import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTime } from '../../contract/time.ts';
import { FieldRefused } from '../../ingest/portal/portal-refusal.ts';
import { ItemReader } from '../../ingest/portal/item-reader.ts';

/** As the adapter reads it: RFC 3339, null for no date, or the refusal's value. */
function read(value: unknown): string | null | { refused: string } {
  try {
    const time = new ItemReader({ NgayTra: value }).time('NgayTra');
    return time == null ? null : formatTime(time.timeMs);
  } catch (error) {
    if (error instanceof FieldRefused) return { refused: error.refusal.value };
    throw error;
  }
}

const MORNING = '2021-10-04T07:35:12+07:00';
const EVENING = '2021-10-04T19:35:12+07:00';

describe('a date of the portal', () => {
  it.each<[unknown, string]>([
    ['20211004073512', MORNING],
    [20211004073512, MORNING],
    ['20211004073512123', '2021-10-04T07:35:12.123+07:00'],
    ['20211004073512.123', '2021-10-04T07:35:12.123+07:00'],
    ['202110040735', '2021-10-04T07:35:00+07:00'],
    ['20211004', '2021-10-04T00:00:00+07:00'],
    ['20211004T073512', MORNING],
    ['20211004T003512Z', MORNING],
    ['04102021', '2021-10-04T00:00:00+07:00'],
    ['04102021073512', MORNING],
    ['20102021', '2021-10-20T00:00:00+07:00'],
    ['04/10/2021 07:35:12', MORNING],
    ['4/10/2021 7:35', '2021-10-04T07:35:00+07:00'],
    ['04.10.2021 07:35:12', MORNING],
    ['04-10-2021', '2021-10-04T00:00:00+07:00'],
    ['04/10/2021 07:35:12.123', '2021-10-04T07:35:12.123+07:00'],
    ['04/10/2021 07:35:12 AM', MORNING],
    ['04/10/2021 07:35:12 PM', EVENING],
    ['04/10/2021 07:35:12PM', EVENING],
    ['04/10/2021 07:35:12 SA', MORNING],
    ['04/10/2021 07:35:12 CH', EVENING],
    ['4/10/2021 7:35:12 CH', EVENING],
    ['04/10/2021 19:35:12 CH', EVENING],
    ['04/10/2021 12:00:00 AM', '2021-10-04T00:00:00+07:00'],
    ['04/10/2021 12:00:00 CH', '2021-10-04T12:00:00+07:00'],
    ['25/10/2021 7:35:12 AM', '2021-10-25T07:35:12+07:00'],
    ['10/25/2021 7:35:12 AM', '2021-10-25T07:35:12+07:00'],
    ['2021-10-04 07:35:12', MORNING],
    ['2021/10/04 07:35:12', MORNING],
    ['2021-10-04 07:35:12 SA', MORNING],
    ['2021-10-04T07:35:12', MORNING],
    ['2021-10-04T07:35:12.1234567', '2021-10-04T07:35:12.123+07:00'],
    ['2021-10-04T07:35:12.1234567+07:00', '2021-10-04T07:35:12.123+07:00'],
    ['2021-10-04T00:35:12Z', MORNING],
    ['2021-10-04T00:35:12.000Z', MORNING],
    ['2021-10-04 00:35:12 UTC', MORNING],
    ['2021-10-04T07:35:12+0700', MORNING],
    ['2021-10-04T07:35:12+07', MORNING],
    ['2021-10-04T07:35:12+07:00[Asia/Ho_Chi_Minh]', MORNING],
    ['2021-10-04 07:35:12,123', '2021-10-04T07:35:12.123+07:00'],
    ['07:35:12 04/10/2021', MORNING],
    ['07:35 ngày 04/10/2021', '2021-10-04T07:35:00+07:00'],
    ['7h35 04/10/2021', '2021-10-04T07:35:00+07:00'],
    ['04 tháng 10 năm 2021', '2021-10-04T00:00:00+07:00'],
    ['Oct 4, 2021 7:35:12 AM', MORNING],
    ['Mon, 04 Oct 2021 00:35:12 GMT', MORNING],
    ['04-OCT-2021', '2021-10-04T00:00:00+07:00'],
    ['/Date(1633307712000)/', MORNING],
    ['/Date(1633307712000+0700)/', MORNING],
    ['\\/Date(1633307712000)\\/', MORNING],
    ['1633307712', MORNING],
    [1633307712, MORNING],
    [1633307712000, MORNING],
    ['1633307712123', '2021-10-04T07:35:12.123+07:00'],
    ['1633307712.123000000', '2021-10-04T07:35:12.123+07:00'],
    [1633307712123456, '2021-10-04T07:35:12.123+07:00'],
    [[2021, 10, 4, 7, 35, 12], MORNING],
    [[2021, 10, 4], '2021-10-04T00:00:00+07:00'],
    ['  20211004073512 ', MORNING],
  ])('%j is %s', (value, time) => {
    expect(read(value)).toBe(time);
  });

  it.each([
    ['20211004240000', '2021-10-05T00:00:00+07:00'],
    ['04/10/2021 24:00:00', '2021-10-05T00:00:00+07:00'],
    ['2021-12-31T24:00:00', '2022-01-01T00:00:00+07:00'],
    ['2021-10-04 24:00', '2021-10-05T00:00:00+07:00'],
  ])('at hour 24 is the end of its day: %s', (value, time) => {
    expect(read(value)).toBe(time);
  });

  /** Each zero in each form that the adapter reads. */
  const forms = (y: string, M: string, d: string, clock: string): string[] => {
    const [h, m, s] = clock.split(':') as [string, string, string];
    const days = [`${y}-${M}-${d}`, `${y}/${M}/${d}`, `${d}/${M}/${y}`, `${d}-${M}-${y}`];
    const short = `${Number(d)}/${Number(M)}/${y}`;
    return [
      ...days.flatMap((day) => [day, `${day} ${clock}`, `${day} ${clock}.000`]),
      ...[`${y}${M}${d}`, `${y}${M}${d}${h}${m}${s}`, `${y}${M}${d}${h}${m}${s}000`, `${d}${M}${y}`],
      ...[short, `${short} ${clock}`, `${short} 12:00:00 AM`, `${short} 12:00:00 SA`],
      ...[`${y}-${M}-${d}T${clock}`, `${y}-${M}-${d}T${clock}Z`, `${y}-${M}-${d}T${clock}.0000000+07:00`],
    ];
  };
  const zeros = [
    ['0001', '01', '01', '00:00:00'],
    ['0000', '00', '00', '00:00:00'],
    ['1900', '01', '01', '00:00:00'],
    ['1753', '01', '01', '00:00:00'],
    ['1899', '12', '30', '00:00:00'],
    ['1970', '01', '01', '00:00:00'],
    ['1970', '01', '01', '08:00:00'],
    ['9999', '12', '31', '23:59:59'],
  ] as const;
  it.each(zeros)('that was never set is none in each form: %s-%s-%s', (y, M, d, clock) => {
    for (const form of forms(y, M, d, clock)) expect([form, read(form)]).toEqual([form, null]);
  });

  it.each<[unknown]>([
    [''],
    ['   '],
    ['\u00a0'],
    [null],
    ['null'],
    ['NULL'],
    ['Invalid date'],
    ['__/__/____'],
    ['/  /'],
    ['-'],
    [0],
    ['0'],
    [-1],
    ['/Date(-62135596800000)/'],
    ['/Date(-62135622000000+0700)/'],
    ['/Date(0)/'],
    [-62135596800000],
    [-62135596800],
    ['-2208988800'],
    ['1899-12-31T16:53:20Z'],
    ['0000-12-31T17:00:00Z'],
    ['9999-12-31T23:59:59.9999999'],
    ['Jan 1, 0001 12:00:00 AM'],
    [[1, 1, 1, 0, 0]],
  ])('%j is no date', (value) => {
    expect(read(value)).toBeNull();
  });

  it.each<[unknown, string?]>([
    ['20211304073512'],
    ['20211004253512'],
    ['20211304073512123'],
    ['20210230'],
    ['31/02/2021 07:35:12'],
    ['04/13/2021'],
    ['2021-10-04 25:00:00'],
    ['2021-10-04 24:00:01'],
    ['04/10/2021 24:00:00 CH'],
    ['04/10/2021 13:35:12 SA'],
    ['07:75 04/10/2021'],
    ['04/10/1021 07:35:12'],
    ['1921-10-04T07:35:12'],
    ['2021-00-00 00:00:00'],
    ['2021-10-04T07:35:60+07:00[Asia/Ho_Chi_Minh]'],
    ['30 tháng 2 năm 2021'],
    ['Feb 30, 2021 7:35:12 AM'],
    ['/Date(99999999999999)/'],
    // Two readings: 4 October in Vietnam, 10 April where the month stands first; seconds or yyyyMMddHH.
    ['4/10/2021 7:35:12 AM'],
    [2021100407, '***'],
    ['0912345678', '***'],
    ['912345678', '***'],
    ['079123456789', '***'],
    ['0912 345 678', '***'],
    ['+84-912-345-678', '***'],
    ['19034567890123', '***'],
    ['an@example.vn', '***'],
    ['Nguyễn Văn A', '***'],
    ['04/10/2021 Nguyễn Văn A', '***'],
    ['04/10/2021 0912345678', '***'],
  ])('%j is refused, and shown when it looks like a time', (value, shown = String(value)) => {
    expect(read(value)).toEqual({ refused: JSON.stringify(shown) });
  });

  it('names one instant in whatever form it is written', () => {
    const instant = fc.integer({ min: Date.UTC(2001, 9, 1) / 1_000, max: Date.UTC(2030, 0, 1) / 1_000 });
    fc.assert(
      fc.property(instant, (seconds) => {
        const time = formatTime(seconds * 1_000);
        const [y, M, d, h, m, s] = time.split(/[-T:+]/) as [string, string, string, string, string, string];
        const half = Number(h) < 12 ? 'SA' : 'CH';
        const h12 = String(Number(h) % 12 || 12).padStart(2, '0');
        const written = [
          `${y}${M}${d}${h}${m}${s}`,
          `${y}${M}${d}${h}${m}${s}000`,
          `${d}${M}${y}${h}${m}${s}`,
          `${d}/${M}/${y} ${h}:${m}:${s}`,
          `${Number(d)}/${Number(M)}/${y} ${Number(h)}:${m}:${s}`,
          `${d}/${M}/${y} ${h12}:${m}:${s} ${half}`,
          `${y}-${M}-${d}T${h}:${m}:${s}`,
          new Date(seconds * 1_000).toISOString(),
          `/Date(${seconds}000+0700)/`,
          `${seconds}`,
          seconds * 1_000,
        ];
        for (const value of written) expect([value, read(value)]).toEqual([value, time]);
      }),
      { numRuns: 500 },
    );
  });
});
