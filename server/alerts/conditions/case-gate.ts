/**
 * When a late dossier may be told: a back-fill shows each dossier open for a moment before it brings the event that
 * closed it, and must not alert anyone of it.
 *
 * An event of the present is believed after a short wait; an event of the past after a longer silence of its dossier,
 * and not while many of them come in.
 */

const FRESH_WAIT_MS = 2_000;
const OLD_WAIT_MS = 15_000;
/** An event older than this at its arrival is of the past. */
const OLD_AFTER_MS = 3_600_000;
/** So many dossiers with events of the past within {@link OLD_WAIT_MS} are a back-fill. */
const BACKFILL_DOSSIERS = 200;

export class CaseGate {
  /** Dossier (row number) -> its last arrival within {@link OLD_WAIT_MS}. */
  readonly #arrivals = new Map<number, { atMs: number; old: boolean }>();
  /** Those of {@link CaseGate.#arrivals} that are of the past. */
  #old = 0;
  readonly #startedAtMs: number;

  /** `nowMs`, here and below, is of a clock that only goes forward. */
  constructor(nowMs: number) {
    this.#startedAtMs = nowMs;
  }

  /** `ageMs`: how long ago the time of the event was. */
  arrived(row: number, ageMs: number, nowMs: number): void {
    // Order of insertion = order of arrival, so that forgetting reads only what goes.
    this.#drop(row);
    const old = ageMs > OLD_AFTER_MS;
    if (old) this.#old++;
    this.#arrivals.set(row, { atMs: nowMs, old });
  }

  /** Drops what no longer matters; call it before a round of {@link CaseGate.isOpen}. */
  forget(nowMs: number): void {
    for (const [row, { atMs }] of this.#arrivals) {
      if (nowMs - atMs < OLD_WAIT_MS) return;
      this.#drop(row);
    }
  }

  isOpen(row: number, nowMs: number): boolean {
    const arrival = this.#arrivals.get(row);
    if (arrival && !arrival.old) return nowMs - arrival.atMs >= FRESH_WAIT_MS;
    // Not told since the start: what came before it may have been the middle of a back-fill.
    const quietSinceMs = arrival?.atMs ?? this.#startedAtMs;
    return nowMs - quietSinceMs >= OLD_WAIT_MS && this.#old <= BACKFILL_DOSSIERS;
  }

  #drop(row: number): void {
    if (this.#arrivals.get(row)?.old) this.#old--;
    this.#arrivals.delete(row);
  }
}
