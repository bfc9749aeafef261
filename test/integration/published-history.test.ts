import { expect, test } from 'vitest';
import type { Counts } from '../../contract/counts.ts';
import { SNAPSHOT_TYPE, type DossierEvent } from '../../contract/event.ts';
import { addCell, classify, emptyCounts, type DossierFacts } from '../support/dossier-facts.ts';
import { CHANNEL_CODES, STATUS_CODES } from '../../contract/status.ts';
import { dayStart, parseTime } from '../../contract/time.ts';
import { loadHistory } from '../../sample/published-history.ts';
import { historyEvents } from '../../sample/replay.ts';
import { loadSampleProvince } from '../../sample/sample-province.ts';

type Counted = DossierFacts & { unit: string };

/** The events come in the order of time, so the latest one stands. */
function apply(known: Counted | undefined, event: DossierEvent, timeMs: number): Counted {
  const { data } = event;
  const facts = known ?? {
    status: 0,
    statusAt: 0,
    receivedAt: timeMs,
    finishedAt: 0,
    dueAt: 0,
    channel: 0,
    unit: '',
  };
  if ('status' in data && data.status != null) {
    facts.status = STATUS_CODES[data.status];
    facts.statusAt = timeMs;
  }
  if (event.type === SNAPSHOT_TYPE) {
    const { receivedAt, dueAt, finishedAt, channel, unit } = event.data;
    facts.receivedAt = parseTime(receivedAt ?? '') ?? facts.receivedAt;
    facts.dueAt = parseTime(dueAt ?? '') ?? 0;
    facts.finishedAt = parseTime(finishedAt ?? '') ?? 0;
    facts.channel = channel ? CHANNEL_CODES[channel] : 0;
    facts.unit = unit?.code ?? '';
  }
  return facts;
}

test('all 1.26 million events of Bình Phước 2021 give the published totals, and the units add up to them', async () => {
  const history = await loadHistory('binh-phuoc-2021');
  const province = await loadSampleProvince(history.packDir);
  const dossiers = new Map<string, Counted>();
  for (const { event, timeMs } of historyEvents(history, province)) {
    const { code } = event.data;
    dossiers.set(code, apply(dossiers.get(code), event, timeMs));
  }
  const at = {
    startMs: dayStart(history.from),
    endMs: dayStart(history.to + 1) - 1,
    dueSoonMs: 0,
    rule: 'date' as const,
  };
  const all = emptyCounts();
  const byUnit = new Map<string, Counts>();
  for (const facts of dossiers.values()) {
    const cell = classify(facts, at);
    const counts = byUnit.get(facts.unit) ?? emptyCounts();
    byUnit.set(facts.unit, counts);
    addCell(counts, cell, 1);
    addCell(all, cell, 1);
  }
  expect(all).toMatchObject({
    carriedOver: 20_091,
    received: { total: 561_578, online: 358_294 },
    resolved: { total: 549_113, late: 11_105 },
    inProgress: { total: 12_465 },
    paused: 0,
    withdrawn: 0,
    outside: 0,
    missingDueDate: 0,
  });
  expect(all.received.counter + all.received.postal).toBe(183_193);
  expect(all.resolved.early + all.resolved.onTime).toBe(538_008);
  expect(byUnit.size).toBe(province.demand.desks.length);
  const units = [...byUnit.values()];
  expect(units.reduce((sum, counts) => sum + counts.received.total, 0)).toBe(561_578);
  for (const { received, resolved, inProgress } of units) {
    expect(resolved.total + inProgress.total).toBe(received.total);
  }
}, 240_000);
