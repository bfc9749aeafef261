import { describe, expect, it } from 'vitest';
import { parseTime } from '../../contract/time.ts';
import { readInstant } from '../../web/format/instants.ts';
import { dateFormats } from '../../web/format/dates.ts';
import { pastQuery, retryAfterMs } from '../../web/live/past-request.ts';
import { instantOf, lastStep, onDay, stepAt } from '../../web/past/day-steps.ts';

const at = (text: string) => parseTime(text) as number;
const MORNING = at('2026-11-24T10:15:00+07:00');

describe('a question for the past', () => {
  it('names scope, period and instant, and a kind that is not the dossier', () => {
    expect(Object.fromEntries(pastQuery({ scope: 'area:692', period: 'day' }, MORNING))).toEqual({
      ...{ scope: 'area:692', period: 'day', asOf: '2026-11-24T10:15:00+07:00' },
    });
    const period = { from: '2026-01-01', to: '2026-03-31' };
    expect(Object.fromEntries(pastQuery({ scope: 'province', period, kind: 'feedback' }, MORNING))).toEqual({
      ...{ scope: 'province', from: '2026-01-01', to: '2026-03-31', kind: 'feedback' },
      asOf: '2026-11-24T10:15:00+07:00',
    });
  });

  it.each([400, 401, 403, 404])('is not asked again after %i', (status) => {
    expect(retryAfterMs(1, { status, retryAfterSeconds: 0 }, 0)).toBeUndefined();
  });

  it.each([
    ['nobody answers', undefined],
    ['the store is away', { status: 503, retryAfterSeconds: 2 }],
    ['the server has a fault', { status: 500, retryAfterSeconds: 0 }],
  ])('is asked again later and later when %s', (_why, problem) => {
    const waits = [1, 2, 3, 4, 10].map((tries) => retryAfterMs(tries, problem, 0));
    expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 60_000]);
  });

  it('waits as long as the server says, and not all walls alike', () => {
    const busy = { status: 429, retryAfterSeconds: 15 };
    expect(retryAfterMs(1, busy, 0)).toBe(15_000);
    expect(retryAfterMs(1, busy, 1)).toBe(18_750);
  });
});

describe('the instant of an address', () => {
  it.each(['2026-11-24T10:15:00+07:00', '2026-11-24T10:15:00 07:00', '2026-11-24T03:15:00Z'])(
    'reads %s',
    (text) => {
      expect(readInstant(text)).toBe(MORNING);
    },
  );

  it.each(['', 'yesterday', '2026-11-24', '2026-11-24T10:15:00', '24/11/2026 10:15'])(
    'refuses "%s"',
    (text) => {
      expect(readInstant(text)).toBeUndefined();
    },
  );

  it('is written with the day first', () => {
    expect(dateFormats('vi').dayTime(MORNING)).toBe('24/11/2026 10:15');
  });
});

describe('the steps of a day', () => {
  it('are quarters of an hour of the local day', () => {
    expect(stepAt(at('2026-11-24T00:00:00+07:00')).step).toBe(0);
    expect(stepAt(at('2026-11-24T23:59:59.999+07:00')).step).toBe(95);
    const { day, step } = stepAt(at('2026-11-24T10:29:59+07:00'));
    expect(instantOf({ day, step })).toBe(MORNING);
  });

  it('end with the last that has come', () => {
    const { day, step } = stepAt(MORNING);
    expect(lastStep(day, MORNING)).toBe(step);
    expect(lastStep(day - 1, MORNING)).toBe(95);
    expect(lastStep(day + 1, MORNING)).toBe(-1);
  });

  it('keep the time of day on another day, as far as it has come', () => {
    const { day } = stepAt(MORNING);
    expect(onDay(day - 1, { day, step: 80 }, MORNING)).toEqual({ day: day - 1, step: 80 });
    expect(onDay(day, { day: day - 1, step: 80 }, MORNING)).toEqual({ day, step: 41 });
  });
});
