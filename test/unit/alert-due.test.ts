import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AUDIENCES, type Audience } from '../../contract/alerts.ts';
import { parseTime } from '../../contract/time.ts';
import type { AlertRule } from '../../pack/alert-rule.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import { WORKING_DAY_MS, WorkingCalendar } from '../../pack/working-calendar.ts';
import { higherOf, type Alert } from '../../server/alerts/book/alert.ts';
import { CaseGate } from '../../server/alerts/conditions/case-gate.ts';
import { LateRates, type LateRateRule } from '../../server/alerts/conditions/late-rates.ts';
import { dueAudience, isOfficeTime, nextTelling } from '../../server/alerts/telling/due.ts';

const { calendar: table } = await loadProvincePack('sample/binh-phuoc');
const calendar = new WorkingCalendar(table);
const at = (text: string) => parseTime(`${text}:00+07:00`) as number;
const MINUTE = 60_000;
const HOUR = 3_600_000;

const instant = fc.integer({ min: at('2021-01-01T00:00'), max: at('2021-12-31T00:00') });
const workingTime = fc
  .integer({ min: 1, max: (30 * WORKING_DAY_MS) / MINUTE })
  .map((minutes) => minutes * MINUTE);

/** Audiences rise, times too, as the pack demands. */
const anyRule: fc.Arbitrary<AlertRule> = fc
  .record({
    told: fc.subarray([...AUDIENCES], { minLength: 1 }),
    times: fc.uniqueArray(workingTime, { minLength: 4, maxLength: 4 }),
    repeatMs: fc.option(workingTime, { nil: null }),
    isQuiet: fc.boolean(),
  })
  .map(({ told: [audience, ...above], times, repeatMs, isQuiet }) => {
    const sorted = times.toSorted((a, b) => a - b);
    return {
      ...{ rule: 'late', name: { vi: '', en: '' }, condition: 'late', kinds: ['dossier'], workingDays: 0 },
      ...{ severity: 'critical', audience: audience as Audience, groupMs: 0, repeatMs, isQuiet },
      escalate: above.map((to, i) => ({ afterMs: sorted[i] as number, to })),
    };
  });

const untold: Alert = {
  ...{ id: '1', rule: 'late', kind: 'dossier', code: 'A', subject: '', dueAt: 0, unit: 'H10.2.03' },
  ...{ condition: 'late', severity: 'critical', raisedAt: 0, firstToldAt: 0, lastToldAt: 0, notifiedAt: 0 },
  ...{ toldTo: undefined, acknowledged: undefined, shelved: undefined },
};
const toldAt = (alert: Alert, timeMs: number, to: Audience): Alert => ({
  ...alert,
  firstToldAt: alert.firstToldAt || timeMs,
  lastToldAt: timeMs,
  toldTo: higherOf(alert.toldTo, to),
});
const loud = anyRule.map((rule) => ({ ...rule, isQuiet: false }));

describe('who is due', () => {
  it('is nobody once somebody acknowledged or shelved it, or outside of office hours of a quiet rule', () => {
    const act = { at: 1, who: 'lan', note: '' };
    fc.assert(
      fc.property(anyRule, instant, (rule, nowMs) => {
        expect(dueAudience({ ...untold, acknowledged: act }, rule, calendar, nowMs)).toBeUndefined();
        expect(
          dueAudience({ ...untold, shelved: { ...act, until: 2 } }, rule, calendar, nowMs),
        ).toBeUndefined();
        const isAsleep = rule.isQuiet && !isOfficeTime(calendar, nowMs);
        expect(dueAudience(untold, rule, calendar, nowMs)).toBe(isAsleep ? undefined : rule.audience);
      }),
    );
  });

  it('is each of those above at its working time, then the last one again: what nextTelling says beforehand', () => {
    fc.assert(
      fc.property(loud, instant, (rule, firstMs) => {
        let alert = toldAt(untold, firstMs, rule.audience);
        const told: Audience[] = [rule.audience];
        for (let turn = 0; turn < 6; turn++) {
          const next = nextTelling(alert, rule, calendar);
          if (!next) break;
          expect(dueAudience(alert, rule, calendar, next.atMs - 1)).toBeUndefined();
          expect(dueAudience(alert, rule, calendar, next.atMs)).toBe(next.to);
          expect(next.atMs).toBeGreaterThan(alert.lastToldAt);
          alert = toldAt(alert, next.atMs, next.to);
          told.push(next.to);
        }
        const ranks = told.map((audience) => AUDIENCES.indexOf(audience));
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
        if (rule.repeatMs === null)
          expect(told).toEqual([rule.audience, ...rule.escalate.map(({ to }) => to)]);
      }),
    );
  });

  it('is the highest at once when nobody could be told for long', () => {
    fc.assert(
      fc.property(loud, instant, (rule, firstMs) => {
        const alert = toldAt(untold, firstMs, rule.audience);
        const longAfter = firstMs + 365 * 86_400_000;
        const again = rule.repeatMs === null ? undefined : rule.audience;
        expect(dueAudience(alert, rule, calendar, longAfter)).toBe(rule.escalate.at(-1)?.to ?? again);
      }),
    );
  });

  it.each([
    // Friday afternoon: the weekend is no working time.
    ['2021-10-08T16:00', '2021-10-11T08:29', undefined],
    ['2021-10-08T16:00', '2021-10-11T08:30', 'leader'],
    ['2021-10-04T07:30', '2021-10-04T09:30', 'leader'],
  ] as const)('told at %s, two working hours later at %s', (first, now, expected) => {
    const rule = { ...(fc.sample(loud, 1)[0] as AlertRule), audience: 'head' as const, repeatMs: null };
    const escalating = { ...rule, escalate: [{ afterMs: 2 * HOUR, to: 'leader' as const }] };
    expect(dueAudience(toldAt(untold, at(first), 'head'), escalating, calendar, at(now))).toBe(expected);
  });
});

describe('late rates', () => {
  const rule = { condition: 'lateRate', above: 0.5, below: 0.3, forMs: 1_000, atLeast: 10 } as LateRateRule;
  const of = (late: number, inProgress = 20) => ({ late, inProgress });

  it('hold above one threshold after the delay, end below the other, and between are as they were', () => {
    const rates = new LateRates();
    const steps = [
      [of(11), 0, undefined],
      [of(11), 999, undefined],
      [of(11), 1_000, true],
      [of(10), 1_100, undefined],
      [of(6), 1_200, undefined],
      [of(5), 1_300, false],
      // Anew, and its delay too.
      [of(20), 1_400, undefined],
      [of(7), 1_500, undefined],
      [of(20), 2_400, undefined],
      [of(20), 3_400, true],
    ] as const;
    for (const [cases, nowMs, expected] of steps)
      expect([nowMs, rates.holds(rule, 'unit', cases, nowMs)]).toEqual([nowMs, expected]);
  });

  it('hold of no unit with too few cases, and of each unit by itself', () => {
    const rates = new LateRates();
    expect(rates.holds(rule, 'a', of(9, 9), 0)).toBe(false);
    expect(rates.holds(rule, 'a', of(0, 0), 0)).toBe(false);
    expect(rates.holds(rule, 'b', of(20), 0)).toBeUndefined();
    expect(rates.holds(rule, 'a', of(20), 1_000)).toBeUndefined();
    expect(rates.holds(rule, 'b', of(20), 1_000)).toBe(true);
  });

  it('never begin before the delay has passed without a look below, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 700 }))),
        (looks) => {
          const rates = new LateRates();
          let nowMs = 0;
          let aboveSince: number | undefined;
          for (const [late, passedMs] of looks) {
            nowMs += passedMs;
            aboveSince = late > 10 ? (aboveSince ?? nowMs) : undefined;
            const holds = rates.holds(rule, 'unit', of(late), nowMs);
            expect(holds === true).toBe(aboveSince !== undefined && nowMs - aboveSince >= 1_000);
            expect(holds === false).toBe(late < 6);
          }
        },
      ),
    );
  });
});

describe('the gate of what has just come', () => {
  const FRESH = 0;
  const OLD = 2 * HOUR;
  const START = 1_000_000;

  it('opens 2 s after an event of the present, 15 s after one of the past', () => {
    const gate = new CaseGate(0);
    gate.arrived(1, FRESH, START);
    gate.arrived(2, OLD, START);
    expect([1_999, 2_000].map((ms) => gate.isOpen(1, START + ms))).toEqual([false, true]);
    expect([14_999, 15_000].map((ms) => gate.isOpen(2, START + ms))).toEqual([false, true]);
  });

  it('opens 15 s after the start to what came before it', () => {
    const gate = new CaseGate(START);
    expect([14_999, 15_000].map((ms) => gate.isOpen(1, START + ms))).toEqual([false, true]);
  });

  it('stays shut to the past while more than 200 cases of it come within 15 s, never to the present', () => {
    const gate = new CaseGate(0);
    for (let row = 0; row < 201; row++) gate.arrived(row, OLD, START + 10_000);
    gate.arrived(500, FRESH, START + 10_000);
    const later = START + 16_000;
    gate.forget(later);
    expect([gate.isOpen(999, later), gate.isOpen(500, later)]).toEqual([false, true]);
    // One of them told of the present since: 200 are no back-fill.
    gate.arrived(7, FRESH, later);
    expect(gate.isOpen(999, later)).toBe(true);
    gate.arrived(8, OLD, later);
    expect(gate.isOpen(999, later)).toBe(true);
    gate.forget(START + 25_000);
    expect(gate.isOpen(3, START + 25_000)).toBe(true);
  });

  it('counts each case of the past once, whatever comes in which order', () => {
    const arrival = fc.record({
      row: fc.integer({ min: 0, max: 30 }),
      isOld: fc.boolean(),
      afterMs: fc.integer({ min: 0, max: 4_000 }),
    });
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 80 }), (arrivals) => {
        const gate = new CaseGate(0);
        const last = new Map<number, { atMs: number; isOld: boolean }>();
        let nowMs = START;
        // All but the limit of old ones, so that a single miscount shows.
        for (let row = 1_000; row < 1_200; row++) gate.arrived(row, OLD, nowMs);
        for (const { row, isOld, afterMs } of arrivals) {
          nowMs += afterMs;
          gate.arrived(row, isOld ? OLD : FRESH, nowMs);
          last.set(row, { atMs: nowMs, isOld });
          gate.forget(nowMs);
          const isRecent = ({ atMs }: { atMs: number }) => nowMs - atMs < 15_000;
          const old = [...last.values()].filter((one) => one.isOld && isRecent(one)).length;
          const many = nowMs - START < 15_000 ? 200 : 0;
          expect(gate.isOpen(5_000, nowMs)).toBe(old + many <= 200);
        }
      }),
    );
  });
});
