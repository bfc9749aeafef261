import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { caseFields, caseKey } from '../../contract/case-fields.ts';
import { classify, NOT_COUNTED } from '../../contract/counting.ts';
import type { KindCounts } from '../../contract/counts.ts';
import { KindCounting } from '../../contract/kind-counting.ts';
import type { Kind } from '../../contract/kind.ts';
import { localDay } from '../../contract/time.ts';
import { fieldsReader } from '../../ingest/decoding/event-fields.ts';
import { caseDueAt, firstTold, type CaseTimes } from '../../pack/case-due.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import type { ProvincePack } from '../../pack/province-pack.ts';
import { Board } from '../../server/state/board.ts';
import { Deadlines } from '../../server/state/cases/deadlines.ts';
import { kindDue } from '../../server/state/cases/due-rule.ts';
import { LogPass } from '../../server/state/log/log-pass.ts';
import type { PeriodFigures } from '../../server/state/periods/period-figures.ts';
import { UnitDirectory } from '../../server/state/cases/unit-directory.ts';
import { anyEvents, anyKind, type CaseEvent } from '../support/arbitrary-kinds.ts';

const NOW_MS = Date.parse('2021-10-15T10:00:00+07:00');
const WATCH = { from: '2021-04-01', to: '2021-12-31' };

let pack: ProvincePack;
let directory: UnitDirectory;
let deadlines: Deadlines;
beforeAll(async () => {
  pack = await loadProvincePack('sample/binh-phuoc');
  directory = new UnitDirectory(pack, localDay(NOW_MS));
  deadlines = new Deadlines(pack, pack.procedures, directory.units);
});

/** A board of the kind that the events came to, a few at each tick. */
async function boardOf(kind: Kind, events: readonly CaseEvent[]): Promise<[Board, PeriodFigures]> {
  const table = caseFields(kind);
  const board = new Board({
    ...{ pack, directory, deadlines, table, reductions: {} },
    ...{ counting: new KindCounting(kind), dueRule: kindDue(kind), pass: new LogPass() },
  });
  await board.countLoaded(NOW_MS);
  const period = await board.periodFigures(WATCH, NOW_MS);
  const read = fieldsReader(table, 'snapshot');
  for (let at = 0; at < events.length; at += 3) {
    const arrivals = new Map<number, number>();
    for (const { code, timeMs, data } of events.slice(at, at + 3)) {
      const row = { code: caseKey(kind.kind, code), eventTime: timeMs, ...read(data) };
      arrivals.set(board.store.joinEvent(row), timeMs);
    }
    board.advance(arrivals, NOW_MS + at);
  }
  board.advance(new Map(), NOW_MS + 1_000);
  return [board, period];
}

/** The same, counted plainly: each field the greatest (time, value), then every case classified. */
function recounted(kind: Kind, events: readonly CaseEvent[], period: PeriodFigures): KindCounts {
  const counting = new KindCounting(kind);
  const counts = counting.emptyCounts() as KindCounts;
  const rank = (field: string, value: unknown): number | string => {
    if (value === null) return field === 'channel' || field === 'category' ? '' : -1;
    if (field === 'status') return kind.statuses.find(({ code }) => code === value)?.n ?? 0;
    if (field === 'unit') return (value as { code: string }).code;
    if (field === 'amountVnd' || field === 'score') return value as number;
    return typeof value === 'string' && /At$|To$|From$/.test(field) ? Date.parse(value) : (value as string);
  };
  for (const code of new Set(events.map((event) => event.code))) {
    const own = events.filter((event) => event.code === code);
    const known = new Map<string, { at: number; value: unknown }>();
    for (const { timeMs: at, data } of own) {
      for (const [field, value] of Object.entries(data)) {
        const before = known.get(field);
        const isGreater =
          !before ||
          at > before.at ||
          (at === before.at &&
            (before.value === null || rank(field, value) > rank(field, before.value)) &&
            value !== null);
        if (isGreater) known.set(field, { at, value });
      }
    }
    const value = (field: string) => known.get(field)?.value ?? null;
    const time = (field: string) => Date.parse((value(field) as string | null) ?? '') || 0;
    const status = (value('status') as string | null) ?? '';
    const group = counting.groupOf(kind.statuses.find((one) => one.code === status)?.n ?? 0);
    const receivedAt = time('receivedAt') || Math.min(...own.map(({ timeMs }) => timeMs));
    const names = ['acceptedAt', 'transferredAt', 'supplementAskedAt', 'finishedAt', 'publishedAt'];
    const others = ['dueAt', 'extendedTo', 'suspendedFrom', 'suspendedTo'];
    const times = {
      ...Object.fromEntries([...names, ...others].map((name) => [name, time(name)])),
      receivedAt,
      status,
      category: (value('category') as string | null) ?? '',
      group,
      statusAt: known.get('status')?.at ?? 0,
    } as CaseTimes;
    const told = value('unit') as { code: string } | null;
    const unit = directory.numberOf(told?.code ?? '') ?? directory.units.length - 1;
    const channel = kind.channels.findIndex((one) => one.code === value('channel')) + 1;
    const finishedTimes = {
      ...times,
      receivedAt: kind.clock?.to.includes('receivedAt') ? time('receivedAt') : 0,
    };
    const facts = {
      ...{ group, statusAt: times.statusAt, receivedAt, hasClock: kind.clock !== null },
      finishedAt: firstTold(kind.clock?.to ?? ['finishedAt'], finishedTimes),
      dueAt: caseDueAt(kind, times, deadlines.calendarOfUnit(unit)),
      origin: counting.originOf(channel),
    };
    const cell = classify(facts, period.instants.of(unit), counting.cells);
    if (cell === NOT_COUNTED) continue;
    counting.addCell(counts, cell, 1);
    if (!counting.cells.parts(cell).outcome.startsWith('resolved')) continue;
    if (counts.amountVnd !== undefined) counts.amountVnd += (value('amountVnd') as number | null) ?? 0;
    if (counts.score !== undefined && value('score') !== null) {
      counts.score.count++;
      counts.score.sum += value('score') as number;
    }
  }
  return counts;
}

const kindWithEvents = anyKind.chain((kind) => fc.tuple(fc.constant(kind), anyEvents(kind)));

describe('the figures of a kind that nobody thought of', () => {
  it('are those of a plain recount, whatever the order and repetition of events', async () => {
    await fc.assert(
      fc.asyncProperty(kindWithEvents, fc.infiniteStream(fc.nat()), async ([kind, events], keys) => {
        const shuffled = [...events, ...events.slice(0, events.length / 2)]
          .map((event) => ({ event, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ event }) => event);
        const [, inOrder] = await boardOf(kind, events);
        const [, inAnother] = await boardOf(kind, shuffled);
        expect(inAnother.sheet.total).toEqual(inOrder.sheet.total);
        expect(inAnother.sheet.units).toEqual(inOrder.sheet.units);
        expect(inOrder.sheet.total).toEqual(recounted(kind, events, inOrder));
      }),
      { numRuns: 120 },
    );
  });

  it('stay the same when all is counted again, as when the clock was put back', async () => {
    await fc.assert(
      fc.asyncProperty(kindWithEvents, async ([kind, events]) => {
        const [board, period] = await boardOf(kind, events);
        await board.countAgain(board.asOfMs, () => undefined);
        board.advance(new Map(), board.asOfMs);
        const again = await board.periodFigures(WATCH, board.asOfMs);
        expect(again.sheet.total).toEqual(period.sheet.total);
      }),
      { numRuns: 40 },
    );
  });

  it('add up: received = resolved + in progress + paused + withdrawn, and over channels', async () => {
    await fc.assert(
      fc.asyncProperty(kindWithEvents, async ([kind, events]) => {
        const [, period] = await boardOf(kind, events);
        const { received, resolved, inProgress, ...counts } = period.sheet.total as KindCounts;
        expect(resolved.total + inProgress.total + counts.paused + counts.withdrawn).toBe(received.total);
        const byChannel = Object.values(received.byChannel).reduce((sum, n) => sum + n, counts.carriedOver);
        expect(byChannel).toBe(received.total);
        if (kind.clock === null)
          expect([resolved.late, inProgress.late, counts.missingDueDate]).toEqual([0, 0, 0]);
      }),
      { numRuns: 60 },
    );
  });
});
