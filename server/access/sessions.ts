/**
 * The sessions that last, as the table has them (clickhouse/sessions-table.ts), and what this server has to add to it. A session
 * ends when somebody ends it, when it was not used for too long, when its time is over, and with the secret that opened it.
 */
import type { SessionEvent, StoredSessionEvent } from '../../clickhouse/sessions-table.ts';
import { newSecret, secretHash } from '../../identity/secret.ts';
import { NOTE_USE_MS, type UseNotes } from './use-notes.ts';

export interface SessionTimes {
  /** A person's session that was not used for so long has ended, ms. */
  idleMs: number;
  /** So long a person's session lasts at most, ms. */
  personMs: number;
}

/** A device stays in for a year. */
const DEVICE_MS = 365 * 86_400_000;
/** Of one person or device; the oldest makes room. */
export const MAX_SESSIONS_OF_ONE = 20;

export type Session = Omit<SessionEvent, 'event' | 'kind'> & {
  kind: 'person' | 'device';
  /** ms, by the clock of who opened it. */
  openedAt: number;
  usedAt: number;
};

export type NewSession = Pick<
  Session,
  'kind' | 'name' | 'secretNumber' | 'role' | 'scopes' | 'address' | 'browser'
>;

export class Sessions {
  readonly #times: SessionTimes;
  /** By the hash of what the cookie holds. */
  readonly #sessions = new Map<string, Session>();
  /** Those that have ended: an event of the table that comes later opens none again. */
  readonly #ended = new Map<string, Pick<Session, 'kind' | 'expiresAt'>>();
  readonly #notes: UseNotes;

  constructor(times: SessionTimes, notes: UseNotes) {
    this.#times = times;
    this.#notes = notes;
  }

  get count(): number {
    return this.#sessions.size;
  }

  /** A session that lasts, by what its cookie holds. */
  find(secret: string): Session | undefined {
    return this.byHash(secretHash(secret));
  }

  byHash(hash: string): Session | undefined {
    const session = this.#sessions.get(hash);
    return session && this.#lasts(session) ? session : undefined;
  }

  /** A session of a device that somebody ended. */
  wasDevice(secret: string): boolean {
    return this.#ended.get(secretHash(secret))?.kind === 'device';
  }

  /** All that last. */
  lasting(): Session[] {
    return [...this.#sessions.values()].filter((one) => this.#lasts(one));
  }

  /** Those of a person or device that last, the latest first. */
  of(kind: Session['kind'], name: string): Session[] {
    return [...this.#sessions.values()]
      .filter((one) => one.kind === kind && one.name === name && this.#lasts(one))
      .sort((a, b) => b.openedAt - a.openedAt);
  }

  /** What the cookie holds, and the events that are to be stored before it is given out. */
  open(opened: NewSession): { secret: string; events: SessionEvent[]; session: Session } {
    const secret = newSecret();
    const nowMs = Date.now();
    const lastsMs = opened.kind === 'device' ? DEVICE_MS : this.#times.personMs;
    const session: Session = {
      ...opened,
      session: secretHash(secret),
      expiresAt: nowMs + lastsMs,
      openedAt: nowMs,
      usedAt: nowMs,
    };
    const tooMany = this.of(opened.kind, opened.name).slice(MAX_SESSIONS_OF_ONE - 1);
    const events = [eventOf(session, 'opened'), ...tooMany.map((one) => eventOf(one, 'ended'))];
    return { secret, events, session };
  }

  /** Events that are stored; of this server or another. `at` of 0: of now. */
  take(events: readonly (SessionEvent & Partial<Pick<StoredSessionEvent, 'at'>>)[]): void {
    for (const { event, at: stamp, kind, ...told } of events) {
      if (kind === 'program') continue;
      const at = stamp ?? Date.now();
      const known = this.#sessions.get(told.session);
      if (event === 'ended') {
        this.#sessions.delete(told.session);
        this.#notes.forget(told.session);
        this.#ended.set(told.session, { kind, expiresAt: told.expiresAt });
      } else if (event === 'opened' && !known && !this.#ended.has(told.session)) {
        this.#sessions.set(told.session, { ...told, kind, openedAt: at, usedAt: at });
      } else if (event === 'opened' && known && stamp !== undefined) {
        // By the clock that all servers share, so that they agree which one was first.
        known.openedAt = stamp;
      } else if (known) known.usedAt = Math.max(known.usedAt, at);
    }
  }

  used(session: Session): void {
    const nowMs = Date.now();
    session.usedAt = nowMs;
    const every = Math.min(NOTE_USE_MS, this.#times.idleMs / 4);
    this.#notes.note(eventOf(session, 'used'), nowMs, every, session.openedAt);
  }

  /** Forgets what no longer lasts. */
  sweep(): void {
    const nowMs = Date.now();
    for (const [hash, session] of this.#sessions)
      if (!this.#lasts(session)) {
        this.#sessions.delete(hash);
        this.#notes.forget(hash);
      }
    for (const [hash, { expiresAt }] of this.#ended) if (expiresAt < nowMs) this.#ended.delete(hash);
  }

  #lasts({ kind, expiresAt, usedAt }: Session): boolean {
    const nowMs = Date.now();
    if (nowMs >= expiresAt) return false;
    return kind === 'device' || nowMs - usedAt < this.#times.idleMs;
  }
}

/** The event that ends a session, or tells that it was opened or used. */
export function eventOf(session: Session, event: SessionEvent['event']): SessionEvent {
  const { openedAt: _openedAt, usedAt: _usedAt, ...told } = session;
  return { ...told, event };
}
