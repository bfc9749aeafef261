import { describe, expect, it } from 'vitest';
import { parseTime } from '../../contract/time.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import { WorkingCalendar } from '../../pack/working-calendar.ts';
import { ENOUGH_RESOLVED, rewritingOf } from '../../server/quality/rewriting.ts';
import { silenceAt, SOME_MINUTES } from '../../server/quality/silence.ts';

const calendar = new WorkingCalendar((await loadProvincePack('sample/binh-phuoc')).calendar);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (text: string) => parseTime(`${text}:00+07:00`) as number;
/** Monday, 4 October 2021, from 07:30 on. */
const every = (ms: number, count: number) =>
  Array.from({ length: count }, (_, i) => at('2021-10-04T07:30') + i * ms);

function silence(asOf: string, eventsMs: readonly number[], arrivalsMs = eventsMs) {
  return silenceAt(at(asOf), { eventsMs, arrivalsMs, lastEventMs: eventsMs.at(-1) as number }, calendar);
}

describe('silence of a source', () => {
  const morning = every(10 * MINUTE, 24);

  it('begins after twice its usual gap, an hour at least', () => {
    expect(silence('2021-10-04T13:45', morning)).toEqual({
      isSilent: false,
      officeMs: 55 * MINUTE,
      usualGapMs: 10 * MINUTE,
    });
    expect(silence('2021-10-04T14:11', morning).isSilent).toBe(true);
    const hourly = every(HOUR, 40);
    expect(silence('2021-10-06T07:30', hourly).usualGapMs).toBe(HOUR);
  });

  it('does not count nights, lunch, weekends and holidays', () => {
    const friday = Array.from({ length: 20 }, (_, i) => at('2021-10-08T13:50') + i * 10 * MINUTE);
    expect(silence('2021-10-11T08:20', friday).isSilent).toBe(false);
    expect(silence('2021-10-11T09:00', friday).isSilent).toBe(true);
  });

  it('is not the day between two nightly deliveries', () => {
    const nights = [4, 5, 6, 7].map((day) => at(`2021-10-0${day}T20:00`));
    const events = [...every(10 * MINUTE, 57), ...every(10 * MINUTE, 57).map((time) => time + 24 * HOUR)];
    expect(silence('2021-10-06T15:00', events, nights).isSilent).toBe(false);
    expect(silence('2021-10-08T15:00', events, nights).isSilent).toBe(true);
  });

  it('needs a working day while it is not known what is usual', () => {
    const one = [at('2021-10-04T08:00')];
    expect(silence('2021-10-04T16:00', one)).toMatchObject({ isSilent: false, usualGapMs: null });
    expect(silence('2021-10-05T09:00', one).isSilent).toBe(true);
  });

  it('begins for who looks on minutes after a source that tells each minute, later after slower ones', () => {
    const lookedAt = (asOf: string, eventsMs: readonly number[]) => {
      const activity = { eventsMs, arrivalsMs: eventsMs, lastEventMs: eventsMs.at(-1) as number };
      return silenceAt(at(asOf), activity, calendar, SOME_MINUTES).isSilent;
    };
    const minutes = every(MINUTE, 60);
    expect([lookedAt('2021-10-04T08:34', minutes), lookedAt('2021-10-04T08:35', minutes)]).toEqual([
      false,
      true,
    ]);
    const slower = every(5 * MINUTE, 12);
    expect([lookedAt('2021-10-04T08:45', slower), lookedAt('2021-10-04T08:46', slower)]).toEqual([
      false,
      true,
    ]);
    // As of the report: an hour, where twice the usual gap is less.
    const slow = every(20 * MINUTE, 12);
    expect([lookedAt('2021-10-04T13:40', slow), lookedAt('2021-10-04T13:41', slow)]).toEqual([false, true]);
  });

  it('is none when the last event is after the instant asked for', () => {
    expect(silence('2021-10-04T07:00', morning)).toMatchObject({ isSilent: false, officeMs: 0 });
  });
});

describe('the status rewriting trap', () => {
  const counts = { resolved: ENOUGH_RESOLVED, paused: 0, reopenings: 0 };

  it.each([
    ['many resolved and none ever paused', counts, ['neverPaused']],
    ['too few to tell', { ...counts, resolved: ENOUGH_RESOLVED - 1 }, []],
    ['one pause told', { ...counts, paused: 1 }, []],
    ['processed and again in progress', { resolved: 1, paused: 1, reopenings: 1 }, ['reopened']],
    ['both', { ...counts, reopenings: 3 }, ['neverPaused', 'reopened']],
  ])('is noted by its signs: %s', (_, some, notes) => {
    expect(rewritingOf(some, true)).toEqual({ ...some, notes });
  });

  it('takes no missing pause for a sign where the kind has no paused status', () => {
    expect(rewritingOf({ ...counts, reopenings: 1 }, false).notes).toEqual(['reopened']);
  });
});
