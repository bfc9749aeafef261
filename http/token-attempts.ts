/**
 * Keeps an address from trying tokens out: past a number of wrong ones it has to wait before another is looked up.
 *
 * Behind a proxy that is not configured many share an address. So a token that was right from there before still passes
 * while the address waits, and one that was wrong before counts apart: a screen that repeats an old token forever keeps
 * nobody else out.
 */
import { createHash } from 'node:crypto';
import { Allowance, type AllowanceBounds } from './allowance.ts';

export const WRONG_TOKENS: AllowanceBounds = { atOnce: 20, perSecond: 1 };
/** An address that has to wait may try again after so long. */
export const RETRY_AFTER_SECONDS = Math.ceil(1 / WRONG_TOKENS.perSecond);
/** The address that has not come for the longest is forgotten: it begins again. */
const MAX_ADDRESSES = 10_000;
const MAX_REMEMBERED = 32;

interface Address {
  /** Wrong tokens that are new. */
  guesses: Allowance;
  /** Wrong tokens that were wrong before. */
  repeats: Allowance;
  right: Set<string>;
  wrong: Set<string>;
}

/** `later`: it was not looked up. */
export type Judgement = 'right' | 'wrong' | 'later';

export class TokenAttempts {
  wrong = 0;
  /** Tokens that were not looked up. */
  limited = 0;
  readonly #addresses = new Map<string, Address>();
  readonly #now: () => number;

  /** `now`: a clock that only goes forward, ms. */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  judge(addressKey: string, token: string, isRight: (token: string) => boolean): Judgement {
    const nowMs = this.#now();
    const address = this.#addressOf(addressKey, nowMs);
    const digest = createHash('sha256').update(token).digest('base64');
    const allowance = address.wrong.has(digest) ? address.repeats : address.guesses;
    if (!allowance.isOpen(nowMs) && !address.right.has(digest)) {
      this.limited++;
      return 'later';
    }
    if (isRight(token)) {
      remember(address.right, digest);
      return 'right';
    }
    allowance.take();
    remember(address.wrong, digest);
    this.wrong++;
    return 'wrong';
  }

  #addressOf(key: string, nowMs: number): Address {
    const address = this.#addresses.get(key) ?? {
      guesses: new Allowance(WRONG_TOKENS, nowMs),
      repeats: new Allowance(WRONG_TOKENS, nowMs),
      right: new Set(),
      wrong: new Set(),
    };
    // The last one that came stands last.
    this.#addresses.delete(key);
    this.#addresses.set(key, address);
    if (this.#addresses.size > MAX_ADDRESSES)
      this.#addresses.delete(this.#addresses.keys().next().value as string);
    return address;
  }
}

function remember(digests: Set<string>, digest: string): void {
  digests.delete(digest);
  digests.add(digest);
  if (digests.size > MAX_REMEMBERED) digests.delete(digests.values().next().value as string);
}
