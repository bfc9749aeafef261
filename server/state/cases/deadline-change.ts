/**
 * The change to other deadlines while the server runs: a tick takes them, and from then on every dossier is placed again,
 * some at a time between ticks. Until the last one is, figures hold dossiers of both.
 */
import type { Deadlines } from './deadlines.ts';

/** Dossiers placed again before other work may run. */
const ROWS_PER_TURN = 20_000;

export class DeadlineChange {
  #next: Deadlines | undefined;
  /** Dossiers before this row stand by the present deadlines; undefined when all do. */
  #row: number | undefined;
  #hasEnded = false;

  /** Taken by the next tick. */
  begin(next: Deadlines): void {
    this.#next = next;
  }

  /** The deadlines that count from now on, once. */
  take(): Deadlines | undefined {
    const next = this.#next;
    if (next === undefined) return undefined;
    this.#next = undefined;
    this.#row = 0;
    return next;
  }

  /** Not every dossier stands by the deadlines that were last given. */
  get isRunning(): boolean {
    return this.#next !== undefined || this.#row !== undefined;
  }

  /** {@link DeadlineChange.placeSome} has work. */
  get isPlacing(): boolean {
    return this.#row !== undefined;
  }

  /** Goes on with the next dossiers of `size`. */
  placeSome(size: number, place: (row: number) => void): void {
    if (this.#row === undefined) return;
    const end = Math.min(size, this.#row + ROWS_PER_TURN);
    for (let row = this.#row; row < end; row++) place(row);
    this.#row = end < size ? end : undefined;
    this.#hasEnded = this.#row === undefined;
  }

  /** Every dossier has been placed again; true once. */
  takeEnd(): boolean {
    const hasEnded = this.#hasEnded;
    this.#hasEnded = false;
    return hasEnded;
  }
}
