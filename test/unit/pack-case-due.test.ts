import { describe, expect, it } from 'vitest';
import { NEVER_DUE } from '../../contract/counting.ts';
import type { Kind, Limit, Stage } from '../../contract/kind.ts';
import { formatTime, parseTime } from '../../contract/time.ts';
import { begunStages, caseDueAt, type CaseTimes } from '../../pack/case-due.ts';
import { WorkingCalendar } from '../../pack/working-calendar.ts';
import { calendarTable, USUAL } from '../support/calendar-table.ts';

const calendar = new WorkingCalendar(calendarTable([USUAL], ['2021-09-02,off,,', '2021-09-03,off,,']));
const at = (text: string) => parseTime(`${text}+07:00`) as number;

const NO_TIMES: CaseTimes = {
  receivedAt: 0,
  acceptedAt: 0,
  transferredAt: 0,
  supplementAskedAt: 0,
  finishedAt: 0,
  publishedAt: 0,
  dueAt: 0,
  extendedTo: 0,
  suspendedFrom: 0,
  suspendedTo: 0,
  status: 'open',
  category: '',
  group: 'inProgress',
  statusAt: 0,
};

const limit = (change: Partial<Limit> = {}): Limit => {
  return { amount: 15, unit: 'workingDay', validFrom: null, status: null, category: null, ...change };
};
const stage = (change: Partial<Stage>): Stage => {
  const base = { name: 'pass', vi: '', en: '', from: 'receivedAt', to: 'transferredAt' } as const;
  return { ...base, amount: 5, unit: 'workingDay', ...change };
};

function kindOf(limits: Limit[], change: Partial<Kind> = {}): Kind {
  return {
    ...{ kind: 'k', name: { vi: 'K', en: 'K' }, statuses: [], categories: [], channels: [], measures: [] },
    ...{ clock: { from: ['transferredAt', 'receivedAt'], to: ['finishedAt'] }, limits, stages: [] },
    ...{ confidential: false, tiles: [] },
    ...change,
  };
}

function due(kind: Kind, times: Partial<CaseTimes>): string | number {
  const dueAt = caseDueAt(kind, { ...NO_TIMES, ...times }, calendar);
  return dueAt === 0 || dueAt === NEVER_DUE ? dueAt : formatTime(dueAt).slice(0, 16);
}

const received = { receivedAt: at('2021-09-06T08:00:00') };

describe('the due date of a case', () => {
  it('is a limit of working days from the first moment of the clock that was told, a transfer starts it again', () => {
    expect(due(kindOf([limit()]), received)).toBe('2021-09-27T08:00');
    const transferred = { ...received, transferredAt: at('2021-09-08T14:00:00') };
    expect(due(kindOf([limit()]), transferred)).toBe('2021-09-29T14:00');
  });

  it('is a limit of calendar days that never ends on a day off', () => {
    const days = kindOf([limit({ amount: 30, unit: 'day' })], {
      clock: { from: ['acceptedAt'], to: ['finishedAt'] },
    });
    // The 30th day after 5 August is Saturday, 4 September, after two holidays.
    expect(due(days, { acceptedAt: at('2021-08-05T09:00:00') })).toBe('2021-09-06T17:00');
    expect(due(days, received)).toBe(0);
  });

  it('is by the limit that speaks of the case most closely: status, category, then the latest that is valid', () => {
    const kind = kindOf([
      limit({ amount: 10 }),
      limit({ amount: 4, validFrom: '2021-09-01' }),
      limit({ amount: 3, validFrom: '2021-10-01' }),
      limit({ amount: 6, category: 'land' }),
      limit({ amount: 2, status: 'refused' }),
    ]);
    expect(due(kind, received)).toBe('2021-09-10T08:00');
    expect(due(kind, { receivedAt: at('2021-08-16T08:00:00') })).toBe('2021-08-30T08:00');
    expect(due(kind, { ...received, category: 'land' })).toBe('2021-09-14T08:00');
    expect(due(kind, { ...received, category: 'land', status: 'refused' })).toBe('2021-09-08T08:00');
  });

  it('is what was told, and an extension before that', () => {
    const told = { ...received, dueAt: at('2021-09-20T17:00:00') };
    expect(due(kindOf([limit()]), told)).toBe('2021-09-20T17:00');
    expect(due(kindOf([limit()]), { ...told, extendedTo: at('2021-10-20T17:00:00') })).toBe(
      '2021-10-20T17:00',
    );
    expect(due(kindOf([]), received)).toBe(0);
  });

  it('takes a suspension off, in working time or in days, and stands still while it lasts', () => {
    const suspended = { ...received, suspendedFrom: at('2021-09-10T08:00:00') };
    const over = { ...suspended, suspendedTo: at('2021-09-14T08:00:00') };
    expect(due(kindOf([limit()]), over)).toBe('2021-09-29T08:00');
    const days = kindOf([limit({ amount: 10, unit: 'day' })]);
    expect(due(days, received)).toBe('2021-09-16T17:00');
    expect(due(days, over)).toBe('2021-09-20T17:00');
    expect(due(days, suspended)).toBe(NEVER_DUE);
    // It began when the time was over: what was late stays late.
    expect(due(days, { ...suspended, suspendedFrom: at('2021-10-01T08:00:00') })).toBe('2021-09-16T17:00');
    const closed = { group: 'resolved', finishedAt: at('2021-09-14T08:00:00') } as const;
    expect(due(days, { ...suspended, ...closed })).toBe('2021-09-20T17:00');
  });

  it('is that of the stage that runs, where it comes first, while the case is handled', () => {
    const kind = kindOf([limit()], {
      stages: [stage({}), stage({ name: 'publish', from: 'finishedAt', to: 'publishedAt', amount: 2 })],
    });
    expect(due(kind, received)).toBe('2021-09-13T08:00');
    expect(due(kind, { ...received, transferredAt: at('2021-09-08T08:00:00') })).toBe('2021-09-29T08:00');
    const finished = { ...received, finishedAt: at('2021-09-09T08:00:00'), group: 'resolved' } as const;
    expect(due(kind, finished)).toBe('2021-09-27T08:00');
    expect(begunStages(kind, { ...NO_TIMES, ...finished }, calendar)).toMatchObject([
      { startedAt: received.receivedAt, endedAt: 0 },
      { startedAt: finished.finishedAt, dueAt: at('2021-09-13T08:00:00'), endedAt: 0 },
    ]);
  });

  it('is none without a clock, whatever was told', () => {
    const kind = kindOf([limit()], { clock: null, stages: [stage({})] });
    expect(due(kind, { ...received, dueAt: at('2021-09-20T17:00:00') })).toBe(0);
  });
});
