/** Cases received and resolved per local hour and unit, over the last 30 days and today. */
import type { Trend } from '../../../contract/api.ts';
import { formatDay, formatTime, localDay, dayStart } from '../../../contract/time.ts';
import { closedAt, type CaseFacts } from '../../../contract/counting.ts';
import { int32 } from '../memory/growable.ts';

const DAYS = 30;
const HOUR_MS = 3_600_000;
const HOURS = DAYS * 24;
const NOWHERE = -1;

export class TrendCounter {
  /** Units whose counts changed since the last {@link TrendCounter.takeChangedUnits}. */
  #changed = new Set<number>();
  /** [unit * HOURS + hour], a ring of days: a day takes the place of the one that leaves the window. */
  readonly #received: Int32Array;
  readonly #resolved: Int32Array;
  /** [row]: hours since {@link TrendCounter.#baseDay} * units + unit. */
  readonly #receivedPlace = int32(NOWHERE);
  readonly #resolvedPlace = int32(NOWHERE);
  readonly #unitCount: number;
  readonly #baseDay: number;
  #firstDay: number;

  /** The window ends with the local day `today`. */
  constructor(unitCount: number, today: number) {
    this.#unitCount = unitCount;
    this.#baseDay = today - DAYS + 1;
    this.#firstDay = this.#baseDay;
    this.#received = new Int32Array(unitCount * HOURS);
    this.#resolved = new Int32Array(unitCount * HOURS);
  }

  /** Moves the window on to end with `today`. */
  moveTo(today: number): void {
    const from = this.#firstDay + DAYS;
    if (today < from) return;
    for (let day = Math.max(from, today - DAYS + 1); day <= today; day++) this.#clear(day);
    this.#firstDay = today - DAYS + 1;
    for (let unit = 0; unit < this.#unitCount; unit++) this.#changed.add(unit);
  }

  /** Makes room for so many cases at once. */
  reserve(rows: number): void {
    this.#receivedPlace.reserve(rows);
    this.#resolvedPlace.reserve(rows);
  }

  place(row: number, unit: number, facts: CaseFacts, nowMs: number): void {
    const { group } = facts;
    this.reserve(row + 1);
    const counts = group !== 'outside' && facts.receivedAt <= nowMs;
    this.#move(
      this.#received,
      this.#receivedPlace.data,
      row,
      counts ? this.#placeOf(unit, facts.receivedAt) : NOWHERE,
    );
    const closedMs = group === 'resolved' ? closedAt(facts) : 0;
    const closed = counts && closedMs !== 0 && closedMs <= nowMs;
    this.#move(
      this.#resolved,
      this.#resolvedPlace.data,
      row,
      closed ? this.#placeOf(unit, closedMs) : NOWHERE,
    );
  }

  takeChangedUnits(): Set<number> {
    const changed = this.#changed;
    this.#changed = new Set();
    return changed;
  }

  /** The sums over some units. */
  of(units: Iterable<number>): Trend {
    const received = new Array<number>(HOURS).fill(0);
    const resolved = new Array<number>(HOURS).fill(0);
    const first = this.#ringDay(this.#firstDay) * 24;
    for (const unit of units) {
      for (let hour = 0; hour < HOURS; hour++) {
        const at = unit * HOURS + ((first + hour) % HOURS);
        received[hour] = (received[hour] as number) + (this.#received[at] as number);
        resolved[hour] = (resolved[hour] as number) + (this.#resolved[at] as number);
      }
    }
    return {
      hours: {
        start: formatTime(dayStart(this.#firstDay + DAYS - 1)),
        received: received.slice(-24),
        resolved: resolved.slice(-24),
      },
      days: { start: formatDay(this.#firstDay), received: perDay(received), resolved: perDay(resolved) },
    };
  }

  #placeOf(unit: number, timeMs: number): number {
    const day = localDay(timeMs);
    if (day < this.#firstDay || day >= this.#firstDay + DAYS) return NOWHERE;
    const hour = Math.floor((timeMs - dayStart(day)) / HOUR_MS);
    return ((day - this.#baseDay) * 24 + hour) * this.#unitCount + unit;
  }

  #move(counts: Int32Array, places: Int32Array, row: number, place: number): void {
    const before = places[row] as number;
    if (before === place) return;
    places[row] = place;
    this.#count(counts, before, -1);
    this.#count(counts, place, 1);
  }

  #count(counts: Int32Array, place: number, step: number): void {
    if (place === NOWHERE) return;
    const [hours, unit] = [Math.floor(place / this.#unitCount), place % this.#unitCount];
    const day = this.#baseDay + Math.floor(hours / 24);
    // It has left the window, and its count with it.
    if (day < this.#firstDay) return;
    const at = unit * HOURS + this.#ringDay(day) * 24 + (hours % 24);
    counts[at] = (counts[at] as number) + step;
    this.#changed.add(unit);
  }

  #clear(day: number): void {
    const first = this.#ringDay(day) * 24;
    for (let unit = 0; unit < this.#unitCount; unit++) {
      const from = unit * HOURS + first;
      this.#received.fill(0, from, from + 24);
      this.#resolved.fill(0, from, from + 24);
    }
  }

  #ringDay(day: number): number {
    return (day - this.#baseDay) % DAYS;
  }
}

function perDay(hours: readonly number[]): number[] {
  return Array.from({ length: DAYS }, (_, day) =>
    hours.slice(day * 24, day * 24 + 24).reduce((sum, n) => sum + n, 0),
  );
}
