/** Where cases became late most recently, for a wall, which names no case. */
import type { EditionName, NewestLateUnit } from '../../../contract/api.ts';
import { closedAt } from '../../../contract/counting.ts';
import { dayStart, formatDay, localDay } from '../../../contract/time.ts';
import type { Board } from '../board.ts';
import { instantsNow, latenessOf } from './case-list.ts';
import { emptyFacts } from './case-store.ts';
import type { DirectoryUnit, UnitDirectory } from './unit-directory.ts';

/** Of how many days back the late cases of each unit are told. */
const LATE_DAYS = 14;

export class NewestLate {
  readonly #newest = new Map<number, { dueDay: number; count: number }>();
  /** Holder -> by how much its late cases change from each day to the next. */
  readonly #steps = new Map<number, number[]>();
  readonly #directory: UnitDirectory;
  readonly #edition: EditionName;

  constructor(directory: UnitDirectory, edition: EditionName) {
    this.#directory = directory;
    this.#edition = edition;
  }

  /** Counts the cases of some units (their numbers) that a board holds, all of its kind or a part of them. */
  async count(board: Board, units: ReadonlySet<number>, signal: AbortSignal): Promise<void> {
    await board.betweenTicks();
    const { store } = board;
    const { holderOf } = this.#directory.editions[this.#edition];
    const at = instantsNow(board);
    const today = localDay(board.asOfMs);
    const facts = emptyFacts();
    await board.forEachRow((row) => {
      store.factsOf(row, facts);
      const unit = board.unitNumber(row);
      if (!units.has(unit) || facts.dueAt === 0) return;
      const isOpen = facts.group === 'inProgress';
      const endMs = isOpen ? Infinity : closedAt(facts);
      // What was closed before these days, or in time, was late on none of them.
      const isOfDays = endMs >= dayStart(today - LATE_DAYS + 1) && endMs > facts.dueAt;
      if ((!isOpen && (facts.group !== 'resolved' || !isOfDays)) || !store.exists(row)) return;
      const instants = at.of(unit);
      if (latenessOf(facts, instants) !== 'late') return;
      const [holder, dueDay] = [holderOf[unit] as number, localDay(facts.dueAt)];
      // By the date a case is late from the day behind its due day on.
      const firstDay = instants.rule === 'date' ? dueDay + 1 : dueDay;
      noteDays(this.#steps, holder, firstDay - today, isOpen ? 1 : localDay(endMs) - today);
      if (!isOpen) return;
      const known = this.#newest.get(holder);
      if (known?.dueDay === dueDay) known.count++;
      else if (!known || known.dueDay < dueDay) this.#newest.set(holder, { dueDay, count: 1 });
    }, signal);
  }

  /** The latest day first, on it the unit with the most. */
  units(): NewestLateUnit[] {
    return [...this.#newest]
      .sort(([one, a], [other, b]) => b.dueDay - a.dueDay || b.count - a.count || one - other)
      .map(([holder, { dueDay, count }]) => {
        const { code, name } = this.#directory.units[holder] as DirectoryUnit;
        return { code, name, dueDay: formatDay(dueDay), count, lateByDay: summed(this.#steps.get(holder)) };
      });
  }
}

/** Late at the ends of the days from `firstDay` on and before `endDay`, both counted from today, which is 0. */
function noteDays(steps: Map<number, number[]>, holder: number, firstDay: number, endDay: number): void {
  const own = steps.get(holder) ?? new Array<number>(LATE_DAYS + 1).fill(0);
  steps.set(holder, own);
  const first = Math.max(0, firstDay + LATE_DAYS - 1);
  const end = Math.min(LATE_DAYS, endDay + LATE_DAYS - 1);
  if (end <= first) return;
  own[first] = (own[first] as number) + 1;
  own[end] = (own[end] as number) - 1;
}

function summed(steps: readonly number[] = []): number[] {
  let late = 0;
  return steps.slice(0, LATE_DAYS).map((step) => (late += step));
}
