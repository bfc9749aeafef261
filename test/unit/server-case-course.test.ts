import { describe, expect, it } from 'vitest';
import type { CaseChange } from '../../clickhouse/case-changes.ts';
import { formatTime } from '../../contract/time.ts';
import { DOSSIER_COUNTING } from '../../contract/kind-counting.ts';
import { STATUS_CODES } from '../../contract/status.ts';
import { courseOf, type CourseBounds } from '../../server/state/cases/case-course.ts';
import { totalsOf, writeWorkingTime } from '../../web/cases/course/course-text.ts';
import { numberFormats } from '../../web/format/numbers.ts';
import { caseCourse as vi } from '../../web/words/vi/case-course.ts';

const HOUR_MS = 3_600_000;
const at = (hours: number) => Date.UTC(2026, 0, 5) + hours * HOUR_MS;
const change = (hours: number, told: Partial<CaseChange>): CaseChange => ({
  ...{
    at: at(hours),
    source: 'urn:a',
    status: undefined,
    officer: undefined,
    dueAt: undefined,
    extendedTo: undefined,
  },
  ...told,
});
const [an, binh] = [
  { id: '1', name: 'An' },
  { id: '2', name: 'Bình' },
];
const { processing, awaitingSupplement } = STATUS_CODES;
/** Every hour is worked. */
const calendar = { workingTimeBetween: (from: number, to: number) => to - from };
const groupOf = (status: number) => DOSSIER_COUNTING.groupOf(status);
const course = (changes: CaseChange[], bounds: Partial<CourseBounds> = {}) =>
  courseOf(changes, true, { fromMs: at(0), endMs: at(10), isClosed: false, ...bounds }, groupOf, calendar);
const held = (changes: CaseChange[], bounds?: Partial<CourseBounds>) =>
  course(changes, bounds).holdings.map(({ officer, paused, workingMs, to }) => [
    ...[paused ? 'paused' : officer?.name, workingMs / HOUR_MS, to === null],
  ]);

describe('who held a case', () => {
  it('changes with the officer that is told, and goes on to now', () => {
    expect(
      held([
        change(0, { officer: an, status: processing }),
        change(3, { officer: an }),
        change(4, { officer: binh }),
      ]),
    ).toEqual([
      ['An', 4, false],
      ['Bình', 6, true],
    ]);
  });

  it('is nobody while it is paused, and the same officer afterwards', () => {
    const changes = [
      change(0, { officer: an, status: processing }),
      change(2, { status: awaitingSupplement }),
      change(7, { status: processing }),
    ];
    expect(held(changes)).toEqual([
      ['An', 2, false],
      ['paused', 5, false],
      ['An', 3, true],
    ]);
    expect(
      totalsOf(course(changes).holdings, vi).map(({ holder, workingMs }) => [holder, workingMs / HOUR_MS]),
    ).toEqual([
      ['An', 5],
      [vi.paused, 5],
    ]);
  });

  it('begins with the receipt and ends with the closing, whatever is told before and after', () => {
    const changes = [change(-5, { officer: an }), change(6, { officer: binh }), change(9, { officer: an })];
    expect(held(changes, { endMs: at(8), isClosed: true })).toEqual([
      ['An', 6, false],
      ['Bình', 2, false],
    ]);
    expect(held([change(9, { officer: an })], { endMs: at(8), isClosed: true })).toEqual([]);
  });

  it('does not depend on the order in which changes of one instant came', () => {
    const both = [change(1, { officer: binh }), change(1, { officer: an, status: processing })];
    expect(held(both)).toEqual(held(both.toReversed()));
    expect(held(both)).toEqual([['Bình', 9, true]]);
  });
});

describe('the due date', () => {
  it('has a line for each value that differs from what was known, with time and source', () => {
    const [first, later, longer] = [at(20), at(30), at(50)];
    const { dueChanges } = course([
      change(0, { dueAt: first }),
      change(1, { dueAt: first, source: 'urn:b' }),
      change(2, { dueAt: later, source: 'urn:b' }),
      change(3, { extendedTo: longer }),
      change(4, { dueAt: 0 }),
    ]);
    expect(dueChanges).toEqual([
      { at: formatTime(at(0)), source: 'urn:a', field: 'dueAt', dueAt: formatTime(first) },
      { at: formatTime(at(2)), source: 'urn:b', field: 'dueAt', dueAt: formatTime(later) },
      { at: formatTime(at(3)), source: 'urn:a', field: 'extendedTo', dueAt: formatTime(longer) },
      { at: formatTime(at(4)), source: 'urn:a', field: 'dueAt', dueAt: null },
    ]);
  });
});

it.each([
  [0.4, '24 phút làm việc'],
  [3, '3 giờ làm việc'],
  [7.99, '1 ngày làm việc'],
  [19, '2 ngày 3 giờ làm việc'],
])('%s hours of working time are %s', (hours, said) => {
  expect(writeWorkingTime(hours * HOUR_MS, numberFormats('vi'), vi)).toBe(said);
});
