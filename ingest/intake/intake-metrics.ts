/** Prometheus figures of the intake. Labels are names of configured senders and of limits: few, whatever is sent. */
import { Counter, Gauge, Registry } from 'prom-client';
import type { LIMITS } from './intake-refusal.ts';

export class IntakeMetrics {
  readonly registry = new Registry();
  readonly #events = new Counter({
    name: 'intake_events_total',
    help: 'Events that came in by HTTP, by sender and whether they were accepted or refused',
    labelNames: ['sender', 'outcome'],
    registers: [this.registry],
  });
  readonly #refused = new Counter({
    name: 'intake_refused_requests_total',
    help: 'Requests that were refused as a whole because they passed a limit',
    labelNames: ['limit'],
    registers: [this.registry],
  });

  /** `bytesInFlight`: bytes of bodies that are held now; `faults`: as of Faults. */
  constructor(bytesInFlight: () => number, faults: { readonly request: number }) {
    new Counter({
      name: 'intake_faults_total',
      help: 'Requests that a fault of the product itself ended: they were answered with 500',
      registers: [this.registry],
      collect() {
        this.reset();
        this.inc(faults.request);
      },
    });
    new Gauge({
      name: 'intake_bytes_in_flight',
      help: 'Bytes of bodies, inflated, of requests that are not answered yet',
      registers: [this.registry],
      collect() {
        this.set(bytesInFlight());
      },
    });
  }

  /** Counts wrong tokens. */
  watchTokens(attempts: { readonly wrong: number; readonly limited: number }): void {
    new Counter({
      name: 'ingest_wrong_tokens_total',
      help: 'Wrong tokens: refused with 401, or limited with 429 without a look',
      labelNames: ['answer'],
      registers: [this.registry],
      collect() {
        this.reset();
        this.inc({ answer: 'refused' }, attempts.wrong);
        this.inc({ answer: 'limited' }, attempts.limited);
      },
    });
  }

  judged(sender: string, accepted: number, refused: number): void {
    if (accepted > 0) this.#events.inc({ sender, outcome: 'accepted' }, accepted);
    if (refused > 0) this.#events.inc({ sender, outcome: 'refused' }, refused);
  }

  passed(limit: (typeof LIMITS)[number]): void {
    this.#refused.inc({ limit });
  }
}
