/**
 * The dossiers received on one day of a published history, each with a life that ends in the outcome that the day's
 * quota asks for. The same history gives the same dossiers on every run.
 */
import type { Channel } from '../contract/status.ts';
import { dayStart, formatDay } from '../contract/time.ts';
import { DossierLife, type Step } from './dossier-life.ts';
import { drawFiling, officeClock, onlineClock, Serials } from './filing.ts';
import type { DossierFile } from './event-writer.ts';
import { HISTORY_OUTCOMES, type HistoryDay, type HistoryOutcome } from './history-days.ts';
import { OutcomePlanner } from './outcome-planner.ts';
import type { PublishedHistory } from './published-history.ts';
import { Random } from './random.ts';
import type { SampleProvince } from './sample-province.ts';

const MINUTE_MS = 60_000;

export function livesOfHistoryDay(
  history: PublishedHistory,
  province: SampleProvince,
  quota: HistoryDay,
): DossierLife[] {
  const random = new Random(`${history.id}/${formatDay(quota.day)}`);
  const serials = new Serials();
  const planner = new OutcomePlanner(random, province.calendar, history);
  const channels = (Object.keys(quota.channels) as Channel[]).flatMap((channel) =>
    Array.from({ length: quota.channels[channel] }, () => channel),
  );
  const filings = shuffle(random, channels).map((channel) =>
    drawReceipt(random, province, history, serials, quota.day, channel),
  );
  const outcomes = assignOutcomes(random, filings, quota.outcomes);
  return filings.map(({ file, receivedAtMs }, i) => {
    const plan = planner.plan(file, receivedAtMs, outcomes[i] as HistoryOutcome);
    return new DossierLife(
      { ...file, procedure: plan.procedure },
      stepsOf(random, receivedAtMs, plan),
      province.office,
    );
  });
}

interface Receipt {
  file: DossierFile;
  receivedAtMs: number;
}

function drawReceipt(
  random: Random,
  province: SampleProvince,
  history: PublishedHistory,
  serials: Serials,
  day: number,
  channel: Channel,
): Receipt {
  const clockMs = province.calendar.isWorkingDay(day) ? officeClock(random) : onlineClock(random);
  const { demand } = province;
  const source = `${province.source}:${history.id}`;
  const file = drawFiling(random, { demand, serials, source, day, channel, clockMs });
  const receivedAtMs = file.submittedAtMs;
  const earlierMs = Math.floor(random.exponential(channel === 'online' ? 40 : 4)) * MINUTE_MS;
  return {
    file: { ...file, submittedAtMs: Math.max(dayStart(day), receivedAtMs - earlierMs) },
    receivedAtMs,
  };
}

/** Late outcomes fall to desks in proportion to their late factors, the others to any. */
function assignOutcomes(
  random: Random,
  receipts: readonly Receipt[],
  quota: Record<HistoryOutcome, number>,
): HistoryOutcome[] {
  const byLuck = receipts.map((_, i) => ({ i, key: random.next() }));
  const byLateness = receipts.map(({ file }, i) => ({
    i,
    key: random.exponential(1) / file.desk.lateFactor,
  }));
  const late = byLateness.sort((a, b) => a.key - b.key).slice(0, quota.openLate + quota.resolvedLate);
  const taken = new Set(late.map(({ i }) => i));
  const others = byLuck.filter(({ i }) => !taken.has(i)).sort((a, b) => a.key - b.key);
  const outcomes = new Array<HistoryOutcome>(receipts.length);
  const give = (list: { i: number }[], names: readonly HistoryOutcome[]) => {
    const sequence = names.flatMap((name) => Array.from({ length: quota[name] }, () => name));
    list.forEach(({ i }, n) => (outcomes[i] = sequence[n] as HistoryOutcome));
  };
  give(late, ['openLate', 'resolvedLate']);
  give(
    others,
    HISTORY_OUTCOMES.filter((name) => name !== 'openLate' && name !== 'resolvedLate'),
  );
  return outcomes;
}

/** Two or three events: receipt, sometimes work (always while open), closing, sometimes the hand-over apart. */
function stepsOf(random: Random, receivedAtMs: number, plan: ReturnType<OutcomePlanner['plan']>): Step[] {
  const { dueAtMs, workedAtMs, closedAtMs, returnedAtMs } = plan;
  const steps: Step[] = [{ kind: 'receive', timeMs: receivedAtMs, receivedAtMs, dueAtMs }];
  if (workedAtMs !== null && (closedAtMs === null || random.chance(0.18))) {
    steps.push({ kind: 'process', timeMs: workedAtMs });
  }
  if (closedAtMs === null) return steps;
  if (returnedAtMs === null) steps.push({ kind: 'finishAndReturn', timeMs: closedAtMs });
  else steps.push({ kind: 'finish', timeMs: closedAtMs }, { kind: 'return', timeMs: returnedAtMs });
  return steps;
}

function shuffle<T>(random: Random, list: T[]): T[] {
  for (let i = list.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [list[i], list[j]] = [list[j] as T, list[i] as T];
  }
  return list;
}
