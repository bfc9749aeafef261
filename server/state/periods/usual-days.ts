/**
 * What is usual of today's weekday: received and resolved per local hour, the medians of the same weekdays of the last four
 * weeks on which the province received anything. Counted from the cases as they stand, once in a while for all scopes.
 */
import type { UsualDay } from '../../../contract/api.ts';
import { closedAt } from '../../../contract/counting.ts';
import { dayStart, localDay } from '../../../contract/time.ts';
import { isoWeekday } from '../../../pack/day-hours.ts';
import type { Board } from '../board.ts';
import { emptyFacts } from '../cases/case-store.ts';
import type { Scope } from './figures.ts';

const WEEKS = 4;
const HOURS = 24;
const HOUR_MS = 3_600_000;
const KEPT_MS = 600_000;

/** [unit * WEEKS * HOURS + weeks ago * HOURS + hour]. */
interface Counted {
  today: number;
  atMs: number;
  received: Uint32Array;
  resolved: Uint32Array;
}

export class UsualDays {
  readonly #counted = new Map<Board, Counted>();

  /** `count` lets a scan of all cases through, one at a time for each kind. */
  async of(
    board: Board,
    { name, units }: Scope,
    count: (work: (signal: AbortSignal) => Promise<Counted>) => Promise<Counted>,
  ): Promise<UsualDay> {
    const today = localDay(board.asOfMs);
    let counted = this.#counted.get(board);
    if (counted?.today !== today || performance.now() - counted.atMs > KEPT_MS) {
      counted = await count((signal) => countDays(board, today, signal));
      this.#counted.set(board, counted);
    }
    const { received, resolved } = counted;
    const all = [...board.directory.units.keys()];
    const weeks = [...Array(WEEKS).keys()].filter((week) => sum(received, all, week, hoursOfDay) > 0);
    const medians = (counts: Uint32Array) =>
      weeks.length === 0
        ? []
        : hoursOfDay.map((hour) => median(weeks.map((week) => sum(counts, units, week, [hour]))));
    return {
      ...{ kind: board.kind, scope: name, weekday: isoWeekday(today), days: weeks.length },
      received: medians(received),
      resolved: medians(resolved),
    };
  }
}

const hoursOfDay = [...Array(HOURS).keys()];

async function countDays(board: Board, today: number, signal: AbortSignal): Promise<Counted> {
  const { store, directory } = board;
  const size = directory.units.length * WEEKS * HOURS;
  const counted = {
    today,
    atMs: performance.now(),
    received: new Uint32Array(size),
    resolved: new Uint32Array(size),
  };
  const note = (counts: Uint32Array, unit: number, timeMs: number) => {
    const day = localDay(timeMs);
    const weeks = (today - day) / 7;
    if (!Number.isInteger(weeks) || weeks < 1 || weeks > WEEKS) return;
    const place = (unit * WEEKS + weeks - 1) * HOURS + Math.floor((timeMs - dayStart(day)) / HOUR_MS);
    counts[place] = (counts[place] as number) + 1;
  };
  const facts = emptyFacts();
  await board.forEachRow((row) => {
    store.factsOf(row, facts);
    if (facts.group === 'outside' || !store.exists(row)) return;
    const unit = board.unitNumber(row);
    note(counted.received, unit, facts.receivedAt);
    if (facts.group === 'resolved') note(counted.resolved, unit, closedAt(facts));
  }, signal);
  return counted;
}

function sum(counts: Uint32Array, units: Iterable<number>, week: number, hours: readonly number[]): number {
  let total = 0;
  for (const unit of units)
    for (const hour of hours) total += counts[(unit * WEEKS + week) * HOURS + hour] as number;
  return total;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}
