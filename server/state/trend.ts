/** Dossiers received and resolved per local hour and unit, over the last 30 days and today. */
import type { Trend } from '../../contract/api.ts';
import { formatDay, formatTime, localDay, dayStart } from '../../contract/time.ts';
import { closedAt, type DossierFacts } from '../../contract/counting.ts';
import { statusGroup } from '../../contract/status.ts';
import { int32 } from './growable.ts';

const DAYS = 30;
const HOUR_MS = 3_600_000;
const HOURS = DAYS * 24;
const NOWHERE = -1;

export class TrendCounter {
  /** Units whose counts changed since the last {@link TrendCounter.takeChangedUnits}. */
  private changed = new Set<number>();
  /** [unit * HOURS + hour of the window]. */
  private readonly received: Int32Array;
  private readonly resolved: Int32Array;
  private readonly receivedPlace = int32(NOWHERE);
  private readonly resolvedPlace = int32(NOWHERE);
  private readonly firstDay: number;

  /** The window ends with the local day `today`; a new day is a new counter. */
  constructor(unitCount: number, today: number) {
    this.firstDay = today - DAYS + 1;
    this.received = new Int32Array(unitCount * HOURS);
    this.resolved = new Int32Array(unitCount * HOURS);
  }

  get today(): number {
    return this.firstDay + DAYS - 1;
  }

  place(row: number, unit: number, facts: DossierFacts, nowMs: number): void {
    const group = statusGroup(facts.status);
    this.receivedPlace.reserve(row + 1);
    this.resolvedPlace.reserve(row + 1);
    const counts = group !== 'outside' && facts.receivedAt <= nowMs;
    this.move(
      this.received,
      this.receivedPlace.data,
      row,
      counts ? this.placeOf(unit, facts.receivedAt) : NOWHERE,
    );
    const closedMs = group === 'resolved' ? closedAt(facts) : 0;
    const closed = counts && closedMs !== 0 && closedMs <= nowMs;
    this.move(this.resolved, this.resolvedPlace.data, row, closed ? this.placeOf(unit, closedMs) : NOWHERE);
  }

  takeChangedUnits(): Set<number> {
    const changed = this.changed;
    this.changed = new Set();
    return changed;
  }

  /** The sums over some units. */
  of(units: Iterable<number>): Trend {
    const received = new Array<number>(HOURS).fill(0);
    const resolved = new Array<number>(HOURS).fill(0);
    for (const unit of units) {
      for (let hour = 0; hour < HOURS; hour++) {
        received[hour] = (received[hour] as number) + (this.received[unit * HOURS + hour] as number);
        resolved[hour] = (resolved[hour] as number) + (this.resolved[unit * HOURS + hour] as number);
      }
    }
    return {
      hours: {
        start: formatTime(dayStart(this.today)),
        received: received.slice(-24),
        resolved: resolved.slice(-24),
      },
      days: { start: formatDay(this.firstDay), received: perDay(received), resolved: perDay(resolved) },
    };
  }

  private placeOf(unit: number, timeMs: number): number {
    const day = localDay(timeMs) - this.firstDay;
    if (day < 0 || day >= DAYS) return NOWHERE;
    const hour = Math.floor((timeMs - dayStart(this.firstDay + day)) / HOUR_MS);
    return unit * HOURS + day * 24 + hour;
  }

  private move(counts: Int32Array, places: Int32Array, row: number, place: number): void {
    const before = places[row] as number;
    if (before === place) return;
    places[row] = place;
    for (const [at, step] of [
      [before, -1],
      [place, 1],
    ] as const) {
      if (at === NOWHERE) continue;
      counts[at] = (counts[at] as number) + step;
      this.changed.add(Math.floor(at / HOURS));
    }
  }
}

function perDay(hours: readonly number[]): number[] {
  return Array.from({ length: DAYS }, (_, day) =>
    hours.slice(day * 24, day * 24 + 24).reduce((sum, n) => sum + n, 0),
  );
}
