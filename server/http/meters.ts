/** Prometheus figures that are read when they are asked for. */
import { Counter, Gauge, type Registry } from 'prom-client';

/** One figure, or one for each value of a label. */
type Read = () => number | Record<string, number>;

export class Meters {
  readonly #registers: Registry[];

  constructor(registry: Registry) {
    this.#registers = [registry];
  }

  gauge(name: string, help: string, read: Read, label?: string): void {
    new Gauge({
      name,
      help,
      labelNames: label === undefined ? [] : [label],
      registers: this.#registers,
      collect() {
        for (const [labels, figure] of figuresOf(read(), label)) this.set(labels, figure);
      },
    });
  }

  counter(name: string, help: string, read: Read, label?: string): void {
    new Counter({
      name,
      help,
      labelNames: label === undefined ? [] : [label],
      registers: this.#registers,
      collect() {
        this.reset();
        for (const [labels, figure] of figuresOf(read(), label)) this.inc(labels, figure);
      },
    });
  }
}

function figuresOf(read: number | Record<string, number>, label = ''): [Record<string, string>, number][] {
  if (typeof read === 'number') return [[{}, read]];
  return Object.entries(read).map(([value, figure]) => [{ [label]: value }, figure]);
}
