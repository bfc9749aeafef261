/** When programs' tokens were last used, to some minutes: as the table of sessions has it, and as this server has seen since. */
import type { StoredIdentity } from '../../clickhouse/identities-table.ts';
import type { SessionEvent, StoredSessionEvent } from '../../clickhouse/sessions-table.ts';
import { NOTE_USE_MS, type UseNotes } from './use-notes.ts';

/** So long the last use of a token is known. */
const KNOWN_MS = 365 * 86_400_000;

export class TokenUses {
  /** By the hash of the token, ms. There are as many as there are tokens. */
  readonly #usedAt = new Map<string, number>();
  readonly #notes: UseNotes;

  constructor(notes: UseNotes) {
    this.#notes = notes;
  }

  /** ms; undefined: never, or more than a year ago. */
  lastOf({ secretHash }: Pick<StoredIdentity, 'secretHash'>): number | undefined {
    return this.#usedAt.get(secretHash);
  }

  used({ name, secretHash, secretNumber }: StoredIdentity): void {
    const nowMs = Date.now();
    this.#usedAt.set(secretHash, nowMs);
    const use: SessionEvent = {
      ...{ session: secretHash, event: 'used', kind: 'program', name, secretNumber },
      ...{ role: '', scopes: [], expiresAt: nowMs + KNOWN_MS, address: '', browser: '' },
    };
    this.#notes.note(use, nowMs, NOTE_USE_MS, 0);
  }

  /** Uses that are stored; of this server or another. */
  take(events: readonly StoredSessionEvent[]): void {
    for (const { session, at } of events) {
      this.#usedAt.set(session, Math.max(at, this.#usedAt.get(session) ?? 0));
      this.#notes.seen(session, at);
    }
  }
}
