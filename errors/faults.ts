/** The faults of ours that a process has met: each is one line of its log, with the stack, and counted by where it struck. */
import type { Logger } from 'pino';
import { errorKind, type ErrorKind } from './error-kind.ts';

export class Faults<Place extends string> {
  /** Place -> faults since the start. */
  readonly counts: Record<Place, number>;
  readonly #log: Logger;

  constructor(places: readonly Place[], log: Logger) {
    this.counts = Object.fromEntries(places.map((place) => [place, 0])) as Record<Place, number>;
    this.#log = log;
  }

  /** Work has failed that no input of a user decides: an outage is a warning, anything else a fault. */
  failed(error: unknown, place: Place, message: string, fields: object = {}): ErrorKind {
    const kind = errorKind(error);
    if (kind === 'outage') this.#log.warn({ err: error, ...fields }, message);
    else this.note(error, place, message, fields);
    return kind;
  }

  /** For what is known to be a fault. */
  note(error: unknown, place: Place, message: string, fields: object = {}): void {
    this.counts[place]++;
    this.#log.error({ err: error, fault: place, ...fields }, `a fault of ours: ${message}`);
  }
}
