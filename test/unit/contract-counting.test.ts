import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  closedAt as caseClosedAt,
  NOT_COUNTED,
  type Instants,
  type LatenessRule,
} from '../../contract/counting.ts';
import { lateRate, onTimeRate, type Counts } from '../../contract/counts.ts';
import { periodEnd, periodStart } from '../../contract/period.ts';
import { CHANNEL_CODES, STATUS_CODES, STATUSES, statusGroup, statusName } from '../../contract/status.ts';
import { parseTime } from '../../contract/time.ts';
import { parsePeriod } from '../../contract/watch-period.ts';
import {
  addCell,
  CELLS,
  classify,
  emptyCounts,
  storedFacts,
  type DossierFacts,
} from '../support/dossier-facts.ts';

const at = (text: string) => parseTime(text) as number;
const HOUR_MS = 3_600_000;

/** Received online on Monday 4 October 2021 at 08:00, due on Friday the 8th at 17:00, processing. */
function facts(change: Partial<DossierFacts> = {}): DossierFacts {
  return {
    status: STATUS_CODES.processing,
    statusAt: at('2021-10-05T09:00:00+07:00'),
    receivedAt: at('2021-10-04T08:00:00+07:00'),
    finishedAt: 0,
    dueAt: at('2021-10-08T17:00:00+07:00'),
    channel: CHANNEL_CODES.online,
    ...change,
  };
}

const resolved = (finishedAt: string, change: Partial<DossierFacts> = {}) =>
  facts({ status: STATUS_CODES.processed, finishedAt: at(finishedAt), statusAt: at(finishedAt), ...change });

function instants(from: string, to: string, now: string, rule: LatenessRule = 'date'): Instants {
  const period = parsePeriod(from, to);
  const endMs = periodEnd(period, at(now));
  return { startMs: periodStart(period), endMs, dueSoonMs: endMs + 24 * HOUR_MS, rule };
}

const OCTOBER = instants('2021-10-01', '2021-10-31', '2021-12-01T00:00:00+07:00');
const octoberUntil = (now: string, rule?: LatenessRule) => instants('2021-10-01', '2021-10-31', now, rule);

const closedAt = (dossier: DossierFacts) => caseClosedAt(storedFacts(dossier));

/** Origin and outcome, or undefined when the dossier is not in the period. */
function place(dossier: DossierFacts, period: Instants): [string, string] | undefined {
  const cell = classify(dossier, period);
  if (cell === NOT_COUNTED) return undefined;
  const { origin, outcome } = CELLS.parts(cell);
  return [origin, outcome];
}
const outcomeOf = (dossier: DossierFacts, period: Instants) => place(dossier, period)?.[1];

describe('who is counted in a period', () => {
  it('a dossier received by its end, not one received after it', () => {
    expect(place(facts(), OCTOBER)).toBeDefined();
    expect(place(facts({ receivedAt: at('2021-11-01T00:00:00+07:00') }), OCTOBER)).toBeUndefined();
    expect(place(facts({ receivedAt: at('2021-10-31T23:59:59.999+07:00') }), OCTOBER)).toBeDefined();
  });

  it('a dossier closed in it, not one closed before it begins', () => {
    const before = { receivedAt: at('2021-09-20T08:00:00+07:00') };
    expect(place(resolved('2021-09-30T23:59:59.999+07:00', before), OCTOBER)).toBeUndefined();
    expect(place(resolved('2021-10-01T00:00:00+07:00', before), OCTOBER)).toEqual([
      'carriedOver',
      'resolvedEarly',
    ]);
  });

  it('not a dossier received later than now, while the period goes on', () => {
    expect(place(facts(), octoberUntil('2021-10-04T07:59:59+07:00'))).toBeUndefined();
    expect(place(facts(), octoberUntil('2021-10-04T08:00:00+07:00'))).toBeDefined();
  });

  it('registered and rejected dossiers stand outside, only in the period in which they came', () => {
    for (const status of [STATUS_CODES.registered, STATUS_CODES.rejected]) {
      expect(outcomeOf(facts({ status }), OCTOBER)).toBe('outside');
      const november = instants('2021-11-01', '2021-11-30', '2021-12-01T00:00:00+07:00');
      expect(place(facts({ status }), november)).toBeUndefined();
    }
  });
});

describe('where a dossier comes from', () => {
  it('is carried over when it was received before the period', () => {
    const receivedAt = at('2021-09-30T23:59:59+07:00');
    expect(place(facts({ receivedAt }), OCTOBER)?.[0]).toBe('carriedOver');
  });

  it('is its channel when it was received in the period; none counts as counter', () => {
    const origin = (channel: number) => place(facts({ channel }), OCTOBER)?.[0];
    expect(origin(CHANNEL_CODES.online)).toBe('online');
    expect(origin(CHANNEL_CODES.postal)).toBe('postal');
    expect(origin(CHANNEL_CODES.counter)).toBe('counter');
    expect(origin(0)).toBe('counter');
  });
});

describe('when a dossier closes', () => {
  it('at finishedAt when it is resolved', () => {
    expect(
      closedAt(resolved('2021-10-08T10:00:00+07:00', { statusAt: at('2021-10-09T10:00:00+07:00') })),
    ).toBe(at('2021-10-08T10:00:00+07:00'));
  });

  it('at the time of the status when finishedAt is absent or cleared', () => {
    for (const status of [STATUS_CODES.processed, STATUS_CODES.returned]) {
      expect(closedAt(facts({ status }))).toBe(facts().statusAt);
    }
  });

  it('at the time of the status when it is withdrawn, whatever finishedAt says', () => {
    const withdrawn = resolved('2021-10-08T10:00:00+07:00', {
      status: STATUS_CODES.withdrawn,
      statusAt: at('2021-10-06T10:00:00+07:00'),
    });
    expect(closedAt(withdrawn)).toBe(at('2021-10-06T10:00:00+07:00'));
  });

  it('at its receipt when the closing lies before it', () => {
    expect(closedAt(resolved('2021-10-01T10:00:00+07:00'))).toBe(facts().receivedAt);
  });

  it('not at all while it is open again, whatever finishedAt says', () => {
    for (const status of [STATUS_CODES.received, STATUS_CODES.processing, STATUS_CODES.awaitingSupplement]) {
      expect(closedAt(resolved('2021-10-06T10:00:00+07:00', { status }))).toBe(0);
    }
    expect(
      outcomeOf(
        resolved('2021-10-06T10:00:00+07:00', { status: STATUS_CODES.processing }),
        octoberUntil('2021-10-07T10:00:00+07:00'),
      ),
    ).toBe('withinDue');
  });
});

describe('resolved early, on time or late', () => {
  it.each([
    ['2021-10-07T23:59:59+07:00', 'resolvedEarly', 'resolvedEarly'],
    ['2021-10-08T00:00:00+07:00', 'resolvedOnTime', 'resolvedOnTime'],
    ['2021-10-08T17:00:00+07:00', 'resolvedOnTime', 'resolvedOnTime'],
    ['2021-10-08T17:00:01+07:00', 'resolvedOnTime', 'resolvedLate'],
    ['2021-10-08T23:59:59+07:00', 'resolvedOnTime', 'resolvedLate'],
    ['2021-10-09T00:00:00+07:00', 'resolvedLate', 'resolvedLate'],
  ])('finished %s, due 8 October 17:00: %s by day, %s by instant', (finishedAt, byDate, byInstant) => {
    expect(outcomeOf(resolved(finishedAt), OCTOBER)).toBe(byDate);
    expect(outcomeOf(resolved(finishedAt), { ...OCTOBER, rule: 'instant' })).toBe(byInstant);
  });

  it('is on time without a due date', () => {
    expect(outcomeOf(resolved('2021-10-30T10:00:00+07:00', { dueAt: 0 }), OCTOBER)).toBe('resolvedOnTime');
  });

  it('is judged at its closing, in a period that ends before it as still in progress', () => {
    const first = instants('2021-10-01', '2021-10-06', '2021-12-01T00:00:00+07:00');
    expect(outcomeOf(resolved('2021-10-08T10:00:00+07:00'), first)).toBe('withinDue');
    const second = instants('2021-10-01', '2021-10-09', '2021-12-01T00:00:00+07:00');
    expect(outcomeOf(resolved('2021-10-12T10:00:00+07:00'), second)).toBe('late');
  });
});

describe('in progress', () => {
  it.each([
    ['2021-10-06T16:00:00+07:00', 'withinDue', 'withinDue'],
    ['2021-10-07T18:00:00+07:00', 'dueSoon', 'dueSoon'],
    ['2021-10-08T17:00:01+07:00', 'dueSoon', 'late'],
    ['2021-10-08T23:59:59+07:00', 'dueSoon', 'late'],
    ['2021-10-09T00:00:00+07:00', 'late', 'late'],
  ])('at %s, due 8 October 17:00: %s by day, %s by instant', (now, byDate, byInstant) => {
    expect(outcomeOf(facts(), octoberUntil(now))).toBe(byDate);
    expect(outcomeOf(facts(), octoberUntil(now, 'instant'))).toBe(byInstant);
  });

  it('is late by the day on which a period that is over ended, not by today', () => {
    const untilDueDay = instants('2021-10-01', '2021-10-08', '2022-06-01T00:00:00+07:00');
    const untilNextDay = instants('2021-10-01', '2021-10-09', '2022-06-01T00:00:00+07:00');
    expect(outcomeOf(facts(), untilDueDay)).toBe('dueSoon');
    expect(outcomeOf(facts(), untilNextDay)).toBe('late');
  });

  it('is never late without a due date, and counted as missing it', () => {
    const cell = classify(facts({ dueAt: 0 }), OCTOBER);
    expect(CELLS.parts(cell)).toEqual({ origin: 'online', outcome: 'withinDue', missingDueDate: true });
  });

  it('holds dossiers whose status is not known', () => {
    expect(outcomeOf(facts({ status: 0 }), octoberUntil('2021-10-06T10:00:00+07:00'))).toBe('withinDue');
  });
});

describe('paused and withdrawn', () => {
  it('are never late', () => {
    for (const status of [
      STATUS_CODES.awaitingSupplement,
      STATUS_CODES.awaitingPayment,
      STATUS_CODES.stopped,
    ]) {
      expect(outcomeOf(facts({ status }), OCTOBER)).toBe('paused');
    }
    expect(outcomeOf(facts({ status: STATUS_CODES.withdrawn }), OCTOBER)).toBe('withdrawn');
  });

  it('count as in progress in a period that ends before the status was set', () => {
    const until = instants('2021-10-01', '2021-10-04', '2021-12-01T00:00:00+07:00');
    for (const status of [STATUS_CODES.awaitingSupplement, STATUS_CODES.withdrawn]) {
      expect(outcomeOf(facts({ status }), until)).toBe('withinDue');
    }
  });

  it('a withdrawal before the period is not counted in it', () => {
    const withdrawn = facts({ status: STATUS_CODES.withdrawn });
    const november = instants('2021-11-01', '2021-11-30', '2021-12-01T00:00:00+07:00');
    expect(place(withdrawn, november)).toBeUndefined();
  });
});

describe('the figures of any dossiers in any period', () => {
  const time = fc.integer({ min: at('2021-01-01T00:00:00Z'), max: at('2021-12-31T00:00:00Z') });
  const maybe = fc.option(time, { nil: 0 });
  const anyFacts = fc.record({
    status: fc.constantFrom(0 as const, ...Object.values(STATUS_CODES)),
    statusAt: time,
    receivedAt: time,
    finishedAt: maybe,
    dueAt: maybe,
    channel: fc.integer({ min: 0, max: 3 }),
  });
  const anyPeriod = fc
    .record({ a: time, b: time, now: time, rule: fc.constantFrom('date' as const, 'instant' as const) })
    .map(({ a, b, now, rule }): Instants => {
      const endMs = Math.min(Math.max(a, b), now);
      return { startMs: Math.min(a, b), endMs, dueSoonMs: endMs + 24 * HOUR_MS, rule };
    });

  function count(list: DossierFacts[], period: Instants): Counts {
    const counts = emptyCounts();
    for (const one of list) {
      const cell = classify(one, period);
      if (cell !== NOT_COUNTED) addCell(counts, cell, 1);
    }
    return counts;
  }

  it('carried over + received = resolved + in progress + paused + withdrawn', () => {
    fc.assert(
      fc.property(fc.array(anyFacts, { maxLength: 50 }), anyPeriod, (list, period) => {
        const {
          carriedOver,
          received,
          resolved: closed,
          inProgress,
          paused,
          withdrawn,
          ...rest
        } = count(list, period);
        expect(carriedOver + received.online + received.counter + received.postal).toBe(received.total);
        expect(closed.total + inProgress.total + paused + withdrawn).toBe(received.total);
        expect(closed.early + closed.onTime + closed.late).toBe(closed.total);
        expect(inProgress.withinDue + inProgress.late).toBe(inProgress.total);
        expect(inProgress.dueSoon).toBeLessThanOrEqual(inProgress.withinDue);
        expect(rest.missingDueDate).toBeLessThanOrEqual(received.total);
        expect(received.total + rest.outside).toBeLessThanOrEqual(list.length);
      }),
      { numRuns: 500 },
    );
  });

  it('what a period leaves open is what the next one carries over', () => {
    fc.assert(
      fc.property(fc.array(anyFacts, { maxLength: 30 }), time, (list, border) => {
        // Statuses are known as of the end, so only what closes is compared, not what is paused.
        const rule = 'date' as const;
        const first = { startMs: at('2020-01-01T00:00:00Z'), endMs: border - 1, dueSoonMs: border, rule };
        const second = { startMs: border, endMs: at('2022-01-01T00:00:00Z'), dueSoonMs: 0, rule };
        const left = count(list, first);
        expect(count(list, second).carriedOver).toBe(left.inProgress.total + left.paused);
      }),
    );
  });

  it('have rates only where there is something to divide by', () => {
    expect(lateRate(emptyCounts())).toBeUndefined();
    expect(onTimeRate(emptyCounts())).toBeUndefined();
    const counts = count(
      [resolved('2021-10-07T10:00:00+07:00'), resolved('2021-10-20T10:00:00+07:00'), facts()],
      OCTOBER,
    );
    expect(onTimeRate(counts)).toBe(0.5);
    expect(lateRate(counts)).toBe(1);
  });
});

describe('statuses', () => {
  it('count as the national portal counts them', () => {
    expect(STATUSES.map((name) => [name, STATUS_CODES[name], statusGroup(STATUS_CODES[name])])).toEqual([
      ['registered', 1, 'outside'],
      ['received', 2, 'inProgress'],
      ['rejected', 3, 'outside'],
      ['processing', 4, 'inProgress'],
      ['awaitingSupplement', 5, 'paused'],
      ['awaitingPayment', 6, 'paused'],
      ['withdrawn', 7, 'withdrawn'],
      ['stopped', 8, 'paused'],
      ['processed', 9, 'resolved'],
      ['returned', 10, 'resolved'],
    ]);
    for (const name of STATUSES) expect(statusName(STATUS_CODES[name])).toBe(name);
    expect(statusName(0)).toBeNull();
  });
});
