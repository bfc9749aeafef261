/**
 * The last weeks of the cases of a pack's kinds, day by day, the latest first. As with the dossiers of
 * simulated-history.ts a day's cases depend on the seed and the date alone, so repeating them is harmless.
 */
import { dayStart, formatDay, localDay } from '../contract/time.ts';
import type { TimedCaseEvent } from './case-event.ts';
import { drawCase } from './case-filing.ts';
import { CaseLife } from './case-life.ts';
import { planCase } from './case-plan.ts';
import type { DossierLife } from './dossier-life.ts';
import { officeClock, onlineClock } from './filing.ts';
import { Random } from './random.ts';
import type { SampleKind } from './sample-kind.ts';
import { HISTORY_DAYS, livesOfDay, type HistoryOptions } from './simulated-history.ts';

/** A start stays quick however many kinds a pack has: the cases of an average working day, of all kinds together. */
export const MOST_CASES_PER_DAY = 400;
const DAY_OFF_FACTOR = 0.15;
/** As many of a day's dossiers may have cases. */
const DOSSIERS = 150;

/** Yields every event up to `nowMs`; returns the lives that are under way then. */
export function* simulatedCases(options: HistoryOptions): Generator<TimedCaseEvent, CaseLife[]> {
  const { kinds } = options.province;
  const today = localDay(options.nowMs);
  const underWay: CaseLife[] = [];
  const most = Math.max(0, ...kinds.map(historyDays));
  for (let day = today; day >= today - most; day--) {
    const told = kinds.filter((kind) => day >= today - historyDays(kind));
    for (const life of casesOfDay(options, told, day)) {
      while (life.nextMs !== undefined && life.nextMs <= options.nowMs) yield life.advance();
      if (life.nextMs !== undefined) underWay.push(life);
    }
  }
  return underWay;
}

/** Some weeks more than its longest limit, so that cases of every outcome and late ones are among them. */
function historyDays({ kind }: SampleKind): number {
  const longest = Math.max(0, ...kind.limits.map(({ amount, unit }) => (unit === 'day' ? 1 : 1.5) * amount));
  return HISTORY_DAYS + Math.min(90, Math.ceil(longest));
}

function casesOfDay(options: HistoryOptions, kinds: readonly SampleKind[], day: number): CaseLife[] {
  const dossiers = kinds.some(({ story }) => story.ofDossier) ? livesOfDay(options, day, DOSSIERS) : [];
  return kinds.flatMap((kind) => casesOfKind(options, kind, day, dossiers));
}

function casesOfKind(
  { province, seed }: HistoryOptions,
  kind: SampleKind,
  day: number,
  dossiers: readonly DossierLife[],
): CaseLife[] {
  const random = new Random(`${seed}/${kind.kind.kind}/${formatDay(day)}`);
  const { aroundTheClock, perDay } = kind.story;
  const working = province.calendar.isWorkingDay(day);
  const factor = working ? 1 : aroundTheClock ? DAY_OFF_FACTOR : 0;
  const scale = Math.min(1, MOST_CASES_PER_DAY / casesPerDay(province.kinds));
  const count = Math.round(perDay * scale * factor * random.between(0.85, 1.15));
  return Array.from({ length: count }, (_, i) => {
    const clockMs = aroundTheClock ? onlineClock(random) : officeClock(random);
    const filed = drawCase(random, {
      province,
      kind,
      day,
      serial: i + 1,
      timeMs: dayStart(day) + Math.floor(clockMs / 1000) * 1000,
      dossiers,
      afterDossier: true,
    });
    return new CaseLife(filed, planCase(random, province, kind.kind, filed, kind.drawPath(random)));
  });
}

function casesPerDay(kinds: readonly SampleKind[]): number {
  return kinds.reduce((sum, { story }) => sum + story.perDay, 0);
}
