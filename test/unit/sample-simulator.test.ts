import { expect, test } from 'vitest';
import { dossierEvent } from '../../contract/event.ts';
import { formatDay, localDay, parseTime } from '../../contract/time.ts';
import type { TimedEvent } from '../../sample/event-writer.ts';
import { LiveStream } from '../../sample/live-stream.ts';
import { Random } from '../../sample/random.ts';
import { loadSampleProvince } from '../../sample/sample-province.ts';
import { simulatedHistory } from '../../sample/simulated-history.ts';
import { timeText } from '../../sample/time-text.ts';
import { formatTime } from '../../contract/time.ts';
import { countsOf, recount } from '../support/oracle.ts';

const province = await loadSampleProvince('sample/binh-phuoc');
const NOW = parseTime('2026-03-18T10:20:30+07:00') as number;
const period = { fromDay: localDay(NOW) - 60, toDay: localDay(NOW) };

function history(nowMs: number, dossiersPerDay = 60) {
  const run = simulatedHistory({ province, seed: '1', nowMs, dossiersPerDay });
  const events: TimedEvent[] = [];
  for (;;) {
    const step = run.next();
    if (step.done) return { events, underWay: step.value };
    events.push(step.value);
  }
}

function live(seed: string, count: number): TimedEvent[] {
  const { underWay } = history(NOW);
  const stream = new LiveStream({ province, random: new Random(seed), underWay, target: 100 });
  return Array.from({ length: count }, (_, i) => stream.next(NOW + i * 20));
}

const past = history(NOW);
const countsAt = (events: readonly TimedEvent[], nowMs: number) =>
  countsOf(recount(events.map(({ event }) => event)).values(), period, nowMs);

test('every event of the history is valid, after the one before of its dossier and not in the future', () => {
  const last = new Map<string, number>();
  for (const { event, timeMs } of past.events) {
    dossierEvent.parse(event);
    const { code } = event.data;
    expect(parseTime(event.time)).toBe(timeMs);
    expect(timeMs).toBeGreaterThanOrEqual(last.get(code) ?? 0);
    expect(timeMs).toBeLessThanOrEqual(NOW);
    last.set(code, timeMs);
  }
  expect(new Set(past.events.map(({ event }) => event.id)).size).toBe(past.events.length);
});

test('a wall that is watched while the history is sent looks like the province, and ends as late as it is', () => {
  const lateShareOf = (share: number) => {
    const events = past.events.slice(0, Math.ceil(past.events.length * share));
    const { late, total } = countsAt(events, NOW).inProgress;
    return late / total;
  };
  const whole = lateShareOf(1);
  for (const share of [0.05, 0.2, 0.4, 0.6, 0.8]) expect(lateShareOf(share)).toBeLessThan(whole + 0.02);
});

test('the history looks like a province: every figure moves, 1 to 3% late, two thirds online', () => {
  const counts = countsAt(past.events, NOW);
  for (const part of [counts.paused, counts.withdrawn, counts.outside, counts.inProgress.late]) {
    expect(part).toBeGreaterThan(0);
  }
  const { received, resolved } = counts;
  expect(received.online / received.total).toBeGreaterThan(0.55);
  expect(received.online / received.total).toBeLessThan(0.7);
  expect(resolved.late / resolved.total).toBeGreaterThan(0.008);
  expect(resolved.late / resolved.total).toBeLessThan(0.03);
});

test('told again a day later, the history repeats its events and adds those since', () => {
  const later = new Set(history(NOW + 86_400_000).events.map(({ event }) => JSON.stringify(event)));
  const firstDay = formatDay(localDay(NOW) - 34)
    .slice(2)
    .replaceAll('-', '');
  const kept = past.events.filter(({ event }) => (event.data.code.split('-')[1] ?? '') >= firstDay);
  expect(kept.length).toBeGreaterThan(1000);
  expect(kept.filter(({ event }) => !later.has(JSON.stringify(event)))).toEqual([]);
});

test('live events happen now, are valid, and the same for the same seed', () => {
  const events = live('1', 3000);
  events.forEach(({ event, timeMs }, i) => {
    dossierEvent.parse(event);
    expect(timeMs).toBe(NOW + i * 20);
  });
  expect(JSON.stringify(live('1', 300))).toBe(JSON.stringify(events.slice(0, 300)));
  expect(JSON.stringify(live('2', 300))).not.toBe(JSON.stringify(events.slice(0, 300)));
});

test('live events move every figure of the wall', () => {
  const before = countsAt(past.events, NOW);
  const after = countsAt([...past.events, ...live('1', 6000)], NOW + 6000 * 20);
  expect(after.received.total).toBeGreaterThan(before.received.total + 1000);
  expect(after.resolved.early).toBeGreaterThan(before.resolved.early + 500);
  expect(after.resolved.late).toBeGreaterThan(before.resolved.late);
  expect(after.inProgress.late).not.toBe(before.inProgress.late);
});

test('no later history opens a dossier again that the live stream has resolved', () => {
  const liveEvents = live('1', 4000);
  const ofHistory = new Set(past.events.map(({ event }) => event.data.code));
  const resolved = (events: readonly TimedEvent[]) =>
    [...recount(events.map(({ event }) => event))]
      .filter(([code, { fields }]) => {
        return ofHistory.has(code) && ['processed', 'returned'].includes(`${fields['status']?.value}`);
      })
      .map(([code]) => code);
  const atStop = resolved([...past.events, ...liveEvents]);
  const restarted = new Set(
    resolved([...past.events, ...liveEvents, ...history(NOW + 2 * 86_400_000).events]),
  );
  expect(atStop.filter((code) => !restarted.has(code))).toEqual([]);
});

test('the fast time text is that of the contract', () => {
  const random = new Random('times');
  for (let i = 0; i < 2000; i++) {
    const timeMs = random.integer(4e9) * 1000 + (i % 3 === 0 ? random.integer(1000) : 0);
    expect(timeText(timeMs)).toBe(formatTime(timeMs));
  }
});
