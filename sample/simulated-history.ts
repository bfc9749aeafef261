/**
 * The last weeks of a simulated province, dossier by dossier, those filed last first: while it is sent, each dossier that
 * a wall shows stands as it does now. In the order of time nearly all would be late until the whole history is in.
 *
 * A day's dossiers and their whole lives depend on the seed and the date only, never on when the program runs: started
 * again an hour or a day later it tells the same events with the same ids and then those that have happened since, so
 * repeating it is harmless.
 */
import { formatDay, localDay } from '../contract/time.ts';
import { isoWeekday } from '../pack/day-hours.ts';
import { DossierLife } from './dossier-life.ts';
import type { TimedEvent } from './event-writer.ts';
import { drawFiling, Serials } from './filing.ts';
import { planLife } from './life-plan.ts';
import { Random } from './random.ts';
import type { SampleProvince } from './sample-province.ts';

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

/** Lives of dossiers filed on a local day: all of them, or the first ones. */
export function livesOfDay(options: HistoryOptions, day: number, most = Infinity): DossierLife[] {
  const { province, seed } = options;
  const random = new Random(`${seed}/${formatDay(day)}`);
  const working = province.calendar.isWorkingDay(day);
  const usual = WEEKDAY_FACTORS[isoWeekday(day) - 1] as number;
  const factor = working ? Math.max(usual, 0.8) : Math.min(usual, usual < 0.1 ? usual : HOLIDAY_FACTOR);
  const count = Math.round(
    (options.dossiersPerDay ?? DOSSIERS_PER_DAY) * factor * random.between(0.93, 1.07),
  );
  const serials = new Serials();
  return Array.from({ length: Math.min(count, most) }, () => {
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
  const underWay: DossierLife[] = [];
  for (let day = today; day >= today - (options.days ?? HISTORY_DAYS); day--) {
    for (const life of livesOfDay(options, day)) {
      while (life.nextMs !== undefined && life.nextMs <= options.nowMs) yield life.advance();
      if (life.nextMs !== undefined) underWay.push(life);
    }
  }
  return underWay;
}
