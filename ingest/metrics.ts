/** Prometheus figures of ingest. */
import { Counter, Gauge, Registry } from 'prom-client';

export class IngestMetrics {
  readonly registry = new Registry();
  private readonly events = new Counter({
    name: 'ingest_events_total',
    help: 'Messages inserted into ClickHouse, repetitions included',
    labelNames: ['partition'],
    registers: [this.registry],
  });
  private readonly deadLetters = new Counter({
    name: 'ingest_dead_letters_total',
    help: 'Messages put into the dead-letter topic, repetitions included',
    labelNames: ['partition'],
    registers: [this.registry],
  });
  private readonly lag = new Gauge({
    name: 'ingest_lag_messages',
    help: 'Messages in Kafka that are not yet in ClickHouse',
    labelNames: ['partition'],
    registers: [this.registry],
  });

  counted(partition: number, events: number, deadLetters: number): void {
    if (events > 0) this.events.inc({ partition }, events);
    if (deadLetters > 0) this.deadLetters.inc({ partition }, deadLetters);
  }

  behind(partition: number, messages: number): void {
    this.lag.set({ partition }, messages);
  }
}
