/**
 * Keeps passwords from being tried out: after some failures each further try of an account, and from an address, waits twice as
 * long as the one before. An account that does not exist waits as one that does.
 */

/** So many failures are taken for mistakes. */
const FREE = { account: 5, address: 20 };
const FIRST_WAIT_MS = 1_000;
const MAX_WAIT_MS = 5 * 60_000;
/** Without a failure for so long one begins again. */
const FORGET_MS = 60 * 60_000;
/** Of accounts and addresses each; the one that failed longest ago is forgotten. */
export const MAX_REMEMBERED = 10_000;

type Sort = keyof typeof FREE;

interface Failures {
  count: number;
  lastMs: number;
  /** Until then no try is looked at. */
  untilMs: number;
}

export class SignInAttempts {
  failed = 0;
  /** Tries that were not looked at. */
  limited = 0;
  readonly #failures: Record<Sort, Map<string, Failures>> = { account: new Map(), address: new Map() };
  readonly #now: () => number;

  /** `now`: a clock that only goes forward, ms. */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /** How long a try has to wait, ms; 0: it may be looked at. */
  waitMs(account: string | undefined, address: string): number {
    const nowMs = this.#now();
    const untilMs = Math.max(
      (account !== undefined && this.#failures.account.get(account)?.untilMs) || 0,
      this.#failures.address.get(address)?.untilMs ?? 0,
    );
    if (untilMs <= nowMs) return 0;
    this.limited++;
    return untilMs - nowMs;
  }

  /** `account`: undefined when it is not known whose. */
  fail(account: string | undefined, address: string): void {
    this.failed++;
    if (account !== undefined) this.#note('account', account);
    this.#note('address', address);
  }

  /** The account's failures are forgotten; the address's are not: its owner may know one account and try others. */
  succeed(account: string): void {
    this.#failures.account.delete(account);
  }

  #note(sort: Sort, key: string): void {
    const nowMs = this.#now();
    const failures = this.#failures[sort];
    const known = failures.get(key);
    const count = known && nowMs - known.lastMs < FORGET_MS ? known.count + 1 : 1;
    const doublings = count - FREE[sort];
    const waitMs = doublings < 0 ? 0 : Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** doublings);
    failures.delete(key);
    failures.set(key, { count, lastMs: nowMs, untilMs: nowMs + waitMs });
    if (failures.size > MAX_REMEMBERED) failures.delete(failures.keys().next().value as string);
  }
}
