/**
 * Replays a published history, event by event in the order of time.
 *
 * The events and their ids are the same on every run, so a replay may be repeated, or started again after it was killed,
 * without changing a figure. Only the dossiers under way are held in memory.
 */
import { relative } from 'node:path';
import { dayStart, formatDay, localDay } from '../contract/time.ts';
import type { DossierLife } from './dossier-life.ts';
import type { EventSender } from './event-sender.ts';
import type { TimedEvent } from './event-writer.ts';
import { historyDays } from './history-days.ts';
import { livesOfHistoryDay } from './history-dossiers.ts';
import { PAYMENT, withPayments } from './history-payments.ts';
import { originSum, type PublishedHistory } from './published-history.ts';
import type { PublishedObservations } from './published-observations.ts';
import type { SampleProvince } from './sample-province.ts';
import { TimeQueue } from './time-queue.ts';

/** Yields every event of the dossiers. */
export function* historyEvents(
  history: PublishedHistory,
  province: SampleProvince,
): Generator<TimedEvent, void> {
  const queue = new TimeQueue<DossierLife>();
  for (const quota of historyDays(history, province.calendar)) {
    const { day } = quota;
    for (const life of livesOfHistoryDay(history, province, quota)) queue.push(life.nextMs ?? Infinity, life);
    const untilMs = day === history.to ? Infinity : dayStart(day + 1);
    while (queue.firstMs < untilMs) {
      const life = queue.shift() as DossierLife;
      yield life.advance();
      if (life.nextMs !== undefined) queue.push(life.nextMs, life);
    }
  }
}

export interface ReplayOptions {
  history: PublishedHistory;
  province: SampleProvince;
  sender: EventSender;
  signal: AbortSignal;
  log: (line: string) => void;
}

const REPORT_MS = 5000;

/** Sends the whole history; settles when Kafka has acknowledged all of it, or the signal ended it. */
export async function replayHistory({
  history,
  province,
  sender,
  signal,
  log,
}: ReplayOptions): Promise<void> {
  const begun = performance.now();
  let reportMs = begun + REPORT_MS;
  log(`${history.title}: ${grouped(originSum(history.totals))} dossiers`);
  const pack = relative(process.cwd(), history.packDir);
  log(
    `its units are those of PROVINCE_PACK=${pack}; a server with another pack counts the unknown ones as unmapped`,
  );
  if (history.payments) {
    log(`${grouped(history.payments.count)} payments, refused where the pack has no kind ${PAYMENT}`);
  }
  for (const event of withPayments(historyEvents(history, province), history, province)) {
    if (signal.aborted) break;
    await sender.add(event);
    const nowMs = performance.now();
    if (nowMs < reportMs) continue;
    log(`${formatDay(localDay(event.timeMs))}: ${grouped(sender.acknowledged)} events acknowledged`);
    reportMs = nowMs + REPORT_MS;
  }
  await sender.flush();
  const seconds = (performance.now() - begun) / 1000;
  const rate = grouped(Math.round(sender.acknowledged / seconds));
  log(`${grouped(sender.acknowledged)} events in ${seconds.toFixed(1)} s, ${rate} per second`);
  if (signal.aborted) log('stopped before the end; run it again to complete it');
  else for (const line of expectedFigures(history)) log(line);
}

/** Sends published figures of indicators; settles when Kafka has acknowledged all of them. */
export async function replayObservations({
  observations: { packDir, events },
  sender,
  log,
}: Pick<ReplayOptions, 'sender' | 'log'> & { observations: PublishedObservations }): Promise<void> {
  const pack = relative(process.cwd(), packDir);
  log(
    `${events.length} published figures of indicators of PROVINCE_PACK=${pack}, refused where the pack has others`,
  );
  for (const event of events) await sender.add(event);
  await sender.flush();
  log(`${events.length} observations acknowledged; GET /api/v1/indicators shows them`);
}

/** What the snapshot of the period shows when everything is counted. */
export function expectedFigures({ totals, from, to, payments }: PublishedHistory): string[] {
  const { resolvedEarly: early, resolvedOnTime: onTime, resolvedLate: late } = totals;
  const resolved = early + onTime + late;
  const share = (count: number) => `${grouped(count)} (${percent(count, resolved)})`;
  return [
    `expected for ${formatDay(from)} to ${formatDay(to)}:`,
    `  received ${grouped(originSum(totals))} = carried over ${grouped(totals.carriedOver)} + online ${grouped(totals.online)} + counter ${grouped(totals.counter)} + postal ${grouped(totals.postal)}`,
    `  resolved ${grouped(resolved)} = early ${share(early)} + on time ${share(onTime)} + late ${share(late)}`,
    `  early or on time ${grouped(early + onTime)}; in progress ${grouped(totals.openWithinDue + totals.openLate)}`,
    ...(payments === undefined
      ? []
      : [
          `  payments from ${formatDay(payments.from)} to ${formatDay(payments.to)}: ${grouped(payments.count)} of ${grouped(payments.amountVnd)} VND`,
        ]),
  ];
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

function percent(count: number, of: number): string {
  return of === 0 ? '-' : `${((100 * count) / of).toFixed(2)}%`;
}
