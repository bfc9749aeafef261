/**
 * The last weeks of a simulated province, event by event in the order of time.
 *
 * A day's dossiers and their whole lives depend on the seed and the date only, never on when the program runs: started
 * again an hour or a day later it tells the same events with the same ids and then those that have happened since, so
 * repeating it is harmless.
 */
import { dayStart, formatDay, localDay } from '../contract/time.ts';
import { isoWeekday } from '../pack/day-hours.ts';
import { DossierLife } from './dossier-life.ts';
import type { TimedEvent } from './event-writer.ts';
import { drawFiling, Serials } from './filing.ts';
import { planLife } from './life-plan.ts';
import { Random } from './random.ts';
import type { SampleProvince } from './sample-province.ts';
import { TimeQueue } from './time-queue.ts';

/** Dossiers filed on an average working day: about half of what the sample province has, so that a start is quick. */
export const DOSSIERS_PER_DAY = 1100;
export const HISTORY_DAYS = 35;
/** Monday is the busiest; at weekends people file online only. */
const WEEKDAY_FACTORS = [1.22, 1.05, 0.98, 0.96, 0.84, 0.07, 0.05];
const HOLIDAY_FACTOR = 0.04;

export interface HistoryOptions {
  province: SampleProvince;
  seed: string;
  nowMs: number;
  days?: number;
  dossiersPerDay?: number;
}

/** All lives of dossiers filed on a local day. */
export function livesOfDay(options: HistoryOptions, day: number): DossierLife[] {
  const { province, seed } = options;
  const random = new Random(`${seed}/${formatDay(day)}`);
  const working = province.calendar.isWorkingDay(day);
  const usual = WEEKDAY_FACTORS[isoWeekday(day) - 1] as number;
  const factor = working ? Math.max(usual, 0.8) : Math.min(usual, usual < 0.1 ? usual : HOLIDAY_FACTOR);
  const count = Math.round(
    (options.dossiersPerDay ?? DOSSIERS_PER_DAY) * factor * random.between(0.93, 1.07),
  );
  const serials = new Serials();
  return Array.from({ length: count }, () => {
    const file = drawFiling(random, {
      demand: province.demand,
      serials,
      source: province.source,
      day,
      ...(working ? {} : { channel: 'online' as const }),
    });
    return new DossierLife(file, planLife(random, file, province.calendar), province.office);
  });
}

/**
 * Yields every event up to `nowMs`; returns the lives that are under way then (their receipt is told, steps are left).
 */
export function* simulatedHistory(options: HistoryOptions): Generator<TimedEvent, DossierLife[]> {
  const today = localDay(options.nowMs);
  const queue = new TimeQueue<DossierLife>();
  for (let day = today - (options.days ?? HISTORY_DAYS); day <= today; day++) {
    for (const life of livesOfDay(options, day)) if (life.nextMs !== undefined) queue.push(life.nextMs, life);
    const untilMs = Math.min(dayStart(day + 1) - 1, options.nowMs);
    while (queue.firstMs <= untilMs) {
      const life = queue.shift() as DossierLife;
      yield life.advance();
      if (life.nextMs !== undefined) queue.push(life.nextMs, life);
    }
  }
  return queue.items();
}
