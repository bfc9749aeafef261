/**
 * The simulator: the last weeks first, then the live stream at a steady rate until it is told to stop. Rate and count are
 * those of the dossiers' events; with each fifth goes one of a case of the pack's kinds.
 */
import type { DossierEvent } from '../contract/event.ts';
import type { CaseEvent } from './case-event.ts';
import type { CaseLife } from './case-life.ts';
import type { DossierLife } from './dossier-life.ts';
import type { EventSender } from './event-sender.ts';
import { pause } from './event-sender.ts';
import type { TimedEvent } from './event-writer.ts';
import { LiveCases } from './live-cases.ts';
import { LiveStream } from './live-stream.ts';
import type { ObservationEvent } from './published-observations.ts';
import { Random } from './random.ts';
import type { SampleProvince } from './sample-province.ts';
import { simulatedCases } from './simulated-cases.ts';
import { simulatedHistory } from './simulated-history.ts';

export interface SimulatorOptions {
  province: SampleProvince;
  sender: EventSender;
  seed: string;
  /** Live events of dossiers per second. */
  rate: number;
  /** Live events of dossiers to send; absent: until stopped. */
  count?: number;
  history: boolean;
  /** Published figures of the pack's indicators, which go before the history. */
  published: readonly TimedEvent<ObservationEvent>[];
  /**
   * Absent: events happen at the time of the clock. Given: the first live event happens then and each next one 1/rate
   * seconds later, so that seed and start give the same bytes whenever it runs.
   */
  startMs?: number;
  signal: AbortSignal;
  log: (line: string) => void;
}

/** Events of dossiers for each of a case. */
export const DOSSIERS_PER_CASE = 5;
const TICK_MS = 100;
const REPORT_MS = 60_000;

export async function simulate(options: SimulatorOptions): Promise<void> {
  const { sender, log, signal } = options;
  const startMs = options.startMs ?? Date.now();
  const underWay = options.history ? await sendHistory(options, startMs) : { dossiers: [], cases: [] };
  if (signal.aborted) return;
  log(`live: ${options.rate} events/s${options.count === undefined ? '' : `, ${options.count} events`}`);
  await sendLive(options, startMs, underWay);
  log(`ended: ${sender.acknowledged} events acknowledged`);
}

interface UnderWay {
  dossiers: DossierLife[];
  cases: CaseLife[];
}

async function sendHistory(options: SimulatorOptions, nowMs: number): Promise<UnderWay> {
  const { province, sender, seed, log } = options;
  const begun = performance.now();
  for (const event of options.published) await sender.add(event);
  const dossiers = await sendAll(options, simulatedHistory({ province, seed, nowMs }));
  const cases = await sendAll(options, simulatedCases({ province, seed, nowMs }));
  await sender.flush();
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  log(`history: ${sender.acknowledged} events of the last weeks in ${seconds} s`);
  return { dossiers, cases };
}

/** Settles with the lives that are under way at the end of a history; with none when the signal ended it. */
async function sendAll<Event extends DossierEvent | CaseEvent, Life>(
  { sender, signal }: SimulatorOptions,
  history: Generator<TimedEvent<Event>, Life[]>,
): Promise<Life[]> {
  let step = history.next();
  for (; !step.done && !signal.aborted; step = history.next()) await sender.add(step.value);
  return step.done ? step.value : [];
}

async function sendLive(options: SimulatorOptions, startMs: number, underWay: UnderWay): Promise<void> {
  const { province, sender, rate, signal, log, count = Infinity } = options;
  const target = Math.min(5000, Math.max(60, rate * 60));
  const stream = new LiveStream({
    province,
    random: new Random(`${options.seed}/live/${startMs}`),
    underWay: underWay.dossiers,
    target,
  });
  const cases =
    province.kinds.length === 0
      ? null
      : new LiveCases({
          province,
          random: new Random(`${options.seed}/live cases/${startMs}`),
          underWay: underWay.cases,
          target: Math.max(40, target / DOSSIERS_PER_CASE),
        });
  let sent = 0;
  let credit = 1;
  let lastMs = performance.now();
  let reportMs = lastMs + REPORT_MS;
  while (sent < count && !signal.aborted) {
    for (; credit >= 1 && sent < count; credit--, sent++) {
      const timeMs = options.startMs === undefined ? Date.now() : startMs + Math.floor((sent * 1000) / rate);
      await sender.add(stream.next(timeMs));
      if (cases !== null && sent % DOSSIERS_PER_CASE === 0) {
        await sender.add(cases.next(timeMs, stream.underWay));
      }
    }
    await sender.flush();
    await pause(Math.max(TICK_MS, (1 - credit) * (1000 / rate)), signal);
    const nowMs = performance.now();
    // After a stop of Kafka the stream goes on at its rate; it does not make up for the silence in one burst.
    credit += Math.min((rate * (nowMs - lastMs)) / 1000, Math.max(1, 2 * rate));
    lastMs = nowMs;
    if (nowMs >= reportMs) {
      log(`live: ${sent} events sent`);
      reportMs = nowMs + REPORT_MS;
    }
  }
}
