/**
 * Uses of sessions and tokens that are to be written to the table of sessions: of each one every so often, so that the table grows by
 * no more.
 */
import type { SessionEvent } from '../../clickhouse/sessions-table.ts';

/** A use is written each so often, at most. */
export const NOTE_USE_MS = 5 * 60_000;

export class UseNotes {
  /** By the hash of the session's cookie or of the token: the last use that is written or waits to be, ms. */
  readonly #notedAt = new Map<string, number>();
  /** At most one of each. */
  readonly #unwritten = new Map<string, SessionEvent>();

  /** `sinceMs`: what counts as its last note while it has none. */
  note(use: SessionEvent, nowMs: number, everyMs: number, sinceMs: number): void {
    if (nowMs - (this.#notedAt.get(use.session) ?? sinceMs) < everyMs) return;
    this.#notedAt.set(use.session, nowMs);
    this.#unwritten.set(use.session, use);
  }

  /** Another server has written one. */
  seen(session: string, atMs: number): void {
    this.#notedAt.set(session, Math.max(atMs, this.#notedAt.get(session) ?? 0));
  }

  forget(session: string): void {
    this.#notedAt.delete(session);
  }

  /** Give them back when they could not be written. */
  takeUnwritten(): SessionEvent[] {
    const events = [...this.#unwritten.values()];
    this.#unwritten.clear();
    return events;
  }

  giveBack(events: readonly SessionEvent[]): void {
    for (const event of events)
      if (!this.#unwritten.has(event.session)) this.#unwritten.set(event.session, event);
  }
}
