/** Prometheus figures of ingest. */
import { Counter, Registry } from 'prom-client';
import type { StreamName } from '../contract/streams.ts';
import { partitionFigures, StreamMetrics } from './stream-metrics.ts';

export class IngestMetrics {
  readonly registry = new Registry();
  readonly #ofPartitions = partitionFigures(this.registry);
  readonly #intakeRestarts = new Counter({
    name: 'ingest_intake_restarts_total',
    help: 'Times that the thread of the intake ended and was started again',
    registers: [this.registry],
  });

  /** `faults`: place -> faults of ours since the start. */
  constructor(faults: Readonly<Record<string, number>>) {
    new Counter({
      name: 'ingest_faults_total',
      help: 'Faults of the product itself that ingest outlived, by where they struck',
      labelNames: ['place'],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [place, count] of Object.entries(faults)) this.inc({ place }, count);
      },
    });
  }

  ofStream(stream: StreamName): StreamMetrics {
    return new StreamMetrics(this.#ofPartitions, stream);
  }

  intakeRestarted(): void {
    this.#intakeRestarts.inc();
  }
}
