/** Keeps one identity from using up the periods that all share: how many others than today, this month and this year. */
import type { WatchPeriod } from '../../contract/live.ts';
import { watchKey } from '../../contract/watch-period.ts';
import { isNamed } from '../state/periods/kept-periods.ts';

/** A third of all: nobody alone, nor two, can use them up. */
export const MAX_PERIODS_OF_ONE = 4;

/** One token or address watches as many other periods as it may. */
export class ShareUsedUp extends Error {
  override readonly name = 'ShareUsedUp';

  constructor(identity: string) {
    super(
      `too many periods are watched by ${identity}; accepted: today, this month, this year and up to ${MAX_PERIODS_OF_ONE} others at a time`,
    );
  }
}

export class PeriodShares {
  refused = 0;
  /** Identity -> period of a kind -> who watches it: connections with their rooms. */
  readonly #shares = new Map<string, Map<string, Map<string, Set<string>>>>();
  readonly #unwatched: (kind: string, watchKey: string) => void;

  /** `unwatched`: nobody watches the period any more. */
  constructor(unwatched: (kind: string, watchKey: string) => void) {
    this.#unwatched = unwatched;
  }

  /** A connection watches a room of a period. @throws ShareUsedUp */
  take(identity: string, kind: string, watch: WatchPeriod, connection: string, room: string): void {
    if (isNamed(watch)) return;
    const periods = this.#shares.get(identity) ?? new Map<string, Map<string, Set<string>>>();
    const key = `${kind} ${watchKey(watch)}`;
    const watchers = periods.get(key) ?? new Map<string, Set<string>>();
    if (watchers.size === 0 && periods.size >= MAX_PERIODS_OF_ONE) {
      this.refused++;
      throw new ShareUsedUp(identity);
    }
    watchers.set(connection, (watchers.get(connection) ?? new Set()).add(room));
    this.#shares.set(identity, periods.set(key, watchers));
  }

  /** The connection has left a room; without a room, all of them. */
  free(identity: string, connection: string, room?: string): void {
    const periods = this.#shares.get(identity);
    if (!periods) return;
    for (const [key, watchers] of periods) {
      const rooms = watchers.get(connection);
      if (room !== undefined) rooms?.delete(room);
      if (room === undefined || rooms?.size === 0) watchers.delete(connection);
      if (watchers.size > 0) continue;
      periods.delete(key);
      if (![...this.#shares.values()].some((others) => others.has(key))) {
        const [kind = '', period = ''] = key.split(' ');
        this.#unwatched(kind, period);
      }
    }
    if (periods.size === 0) this.#shares.delete(identity);
  }
}
