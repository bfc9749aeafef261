/** When programs' tokens were last used, to some minutes: as the table of sessions has it, and what this server has to add. */
import type { StoredIdentity } from '../../clickhouse/identities-table.ts';
import type { SessionEvent, StoredSessionEvent } from '../../clickhouse/sessions-table.ts';

/** A use is written each so often, at most. */
const NOTE_USE_MS = 5 * 60_000;
/** So long the last use of a token is known. */
const KNOWN_MS = 365 * 86_400_000;

export class TokenUses {
  /** By the hash of the token, ms. There are as many as there are tokens. */
  readonly #usedAt = new Map<string, number>();
  /** The last that is written or waits to be. */
  readonly #notedAt = new Map<string, number>();
  readonly #unwritten = new Map<string, SessionEvent>();
  readonly #now: () => number;

  constructor(now = () => Date.now()) {
    this.#now = now;
  }

  /** ms; undefined: never, or more than a year ago. */
  lastOf({ secretHash }: Pick<StoredIdentity, 'secretHash'>): number | undefined {
    return this.#usedAt.get(secretHash);
  }

  used({ name, secretHash, secretNumber }: StoredIdentity): void {
    const nowMs = this.#now();
    this.#usedAt.set(secretHash, nowMs);
    if (nowMs - (this.#notedAt.get(secretHash) ?? 0) < NOTE_USE_MS) return;
    this.#notedAt.set(secretHash, nowMs);
    this.#unwritten.set(secretHash, {
      ...{ session: secretHash, event: 'used', kind: 'program', name, secretNumber },
      ...{ role: '', scopes: [], expiresAt: nowMs + KNOWN_MS, address: '', browser: '' },
    });
  }

  /** Uses that are stored; of this server or another. */
  take(events: readonly StoredSessionEvent[]): void {
    for (const { session, at } of events) {
      this.#usedAt.set(session, Math.max(at, this.#usedAt.get(session) ?? 0));
      this.#notedAt.set(session, Math.max(at, this.#notedAt.get(session) ?? 0));
    }
  }

  /** Uses that are to be written; give them back when they could not be. */
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
