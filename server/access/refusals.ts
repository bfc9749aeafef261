/** What somebody known asked for beyond its role or scopes, for the audit log: a few rows a minute, the others as a number. */
import type { IncomingMessage } from 'node:http';
import type { Audit } from './audit.ts';
import type { Visitor } from './visitors.ts';

const MINUTE_MS = 60_000;
/** Of one identity within a minute. */
export const ROWS_OF_ONE = 10;

interface Minute {
  /** Each refusal once. */
  written: Set<string>;
  /** Those that were not written one by one. */
  more: number;
}

export class Refusals {
  noted = 0;
  /** By identity; there are no more than are known. */
  readonly #minutes = new Map<string, Minute>();
  readonly #audit: Audit;

  constructor(audit: Audit) {
    this.#audit = audit;
  }

  /** `what`: the route, or the event of the live feed. */
  note(request: IncomingMessage, visitor: Visitor, what: string, detail: string): void {
    this.noted++;
    const minute = this.#minuteOf(visitor, this.#audit.addressOf(request));
    const refusal = `${what} ${detail}`;
    if (minute.written.has(refusal) || minute.written.size >= ROWS_OF_ONE) {
      minute.more++;
      return;
    }
    minute.written.add(refusal);
    this.#audit.note(request, visitor, 'refused', what, detail);
  }

  #minuteOf({ identity, kind, name }: Visitor, address: string): Minute {
    const known = this.#minutes.get(identity);
    if (known) return known;
    const minute: Minute = { written: new Set(), more: 0 };
    this.#minutes.set(identity, minute);
    setTimeout(() => {
      this.#minutes.delete(identity);
      const detail = `${minute.more} more within a minute`;
      if (minute.more > 0) this.#audit.add({ kind, name, address, action: 'refused', target: '', detail });
    }, MINUTE_MS).unref();
    return minute;
  }
}
