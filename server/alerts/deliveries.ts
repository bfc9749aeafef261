/**
 * Sends messages until their receiver takes them: one queue per receiver, growing waits, an end when the cases close. A
 * receiver that asks for time gets it; one that says that it is gone for good (410) gets nothing more.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Counter, Gauge, type Registry } from 'prom-client';
import { insertAlertRows, type AlertState } from '../../clickhouse/alert-log-table.ts';
import type { DossierItem } from '../../contract/api.ts';
import { formatTime } from '../../contract/time.ts';
import type { ServerFaults } from '../server-faults.ts';
import { LATE_RULE, lateMessage } from './late-message.ts';
import type { Receivers } from './receivers.ts';
import { NotTaken, postWebhook } from './webhook.ts';

/** Waits after a failed delivery, as the Standard Webhooks specification proposes. */
const WAITS_MS = [5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 50_400_000];

const GONE = 410;
/** While nothing may be told. */
const LOOK_EVERY_MS = 1_000;

/** A message on its way. */
export interface Delivery {
  messageId: string;
  unit: { code: string; name: string };
  target: string;
  /** Deliveries tried before. */
  attempt: number;
  cases: { dueAt: number; item: () => DossierItem }[];
}

export interface DeliveriesOptions {
  client: ClickHouseClient;
  secret: string;
  receivers: Receivers;
  /** False: what would be told is not true at the moment. */
  mayTell: () => boolean;
  metrics: Registry;
  faults: ServerFaults;
  log: Logger;
}

export class Deliveries {
  readonly #options: DeliveriesOptions;
  readonly #stopping = new AbortController();
  readonly #queues = new Map<string, Promise<void>>();
  /** Receiver -> until when it has asked to be left alone, by the clock of `performance`. */
  readonly #pauses = new Map<string, number>();
  /** Receivers that are gone for good, until the next start. */
  readonly #gone = new Set<string>();
  readonly #outcomes: Counter<'outcome'>;

  constructor(options: DeliveriesOptions) {
    this.#options = options;
    this.#outcomes = new Counter({
      name: 'monitor_alert_deliveries_total',
      help: 'Tries to deliver a message, by outcome',
      labelNames: ['outcome'],
      registers: [options.metrics],
    });
    const gone = this.#gone;
    new Gauge({
      name: 'monitor_alert_receivers_gone',
      help: 'Receivers that answered 410 and get nothing more until the next start',
      registers: [options.metrics],
      collect() {
        this.set(gone.size);
      },
    });
  }

  /** Delivers in the background; one message at a time to each receiver. */
  send(delivery: Delivery): void {
    const before = this.#queues.get(delivery.target) ?? Promise.resolve();
    this.#queues.set(
      delivery.target,
      before
        .then(() => this.#attempt(delivery))
        .catch((error: unknown) => {
          if (!this.#stopping.signal.aborted)
            this.#options.faults.failed(error, 'alerts', 'a delivery was not logged');
        }),
    );
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #attempt(delivery: Delivery): Promise<void> {
    await this.#wait((this.#pauses.get(delivery.target) ?? 0) - performance.now());
    while (!this.#stopping.signal.aborted && !this.#options.mayTell()) await this.#wait(LOOK_EVERY_MS);
    if (this.#stopping.signal.aborted) return;
    if (this.#gone.has(delivery.target)) {
      this.#outcomes.inc({ outcome: 'gone' });
      return this.#log(delivery, 'failed', 'the receiver answered 410 before');
    }
    const items = delivery.cases.map(({ item }) => item());
    const open = items.filter(
      ({ lateness, status }) => lateness === 'late' && status !== 'processed' && status !== 'returned',
    );
    if (open.length === 0) return this.#log(delivery, 'failed', 'the cases closed before they were told');
    const payload = lateMessage(delivery.unit, open, formatTime(Date.now()));
    const { secret, receivers } = this.#options;
    try {
      await postWebhook({ id: delivery.messageId, target: delivery.target, payload }, secret, receivers);
    } catch (error) {
      const isGone = error instanceof NotTaken && error.status === GONE;
      this.#outcomes.inc({ outcome: isGone ? 'gone' : 'failed' });
      return isGone ? this.#end(delivery, error) : this.#later(delivery, error);
    }
    this.#outcomes.inc({ outcome: 'delivered' });
    await this.#log({ ...delivery, attempt: delivery.attempt + 1 }, 'notified', '');
  }

  async #end(delivery: Delivery, { message }: NotTaken): Promise<void> {
    this.#gone.add(delivery.target);
    this.#options.log.error(
      { target: new URL(delivery.target).origin, unit: delivery.unit.code },
      'a receiver of alerts is gone (410): nothing more goes there until the next start',
    );
    await this.#log(delivery, 'failed', message);
  }

  async #wait(ms: number): Promise<void> {
    if (ms > 0) await sleep(ms, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }

  async #later(delivery: Delivery, error: unknown): Promise<void> {
    const askedMs = error instanceof NotTaken ? error.retryAfterMs : undefined;
    if (askedMs !== undefined) this.#pauses.set(delivery.target, performance.now() + askedMs);
    const reason =
      error instanceof Error
        ? `${error.message}${error.cause ? `: ${String(error.cause)}` : ''}`
        : String(error);
    const usualMs = WAITS_MS[delivery.attempt];
    const waitMs = usualMs && Math.max(usualMs, askedMs ?? 0);
    this.#options.log.warn(
      { messageId: delivery.messageId, target: new URL(delivery.target).origin, waitMs, reason },
      'an alert was not taken',
    );
    if (waitMs === undefined) return this.#log(delivery, 'failed', reason);
    // Not in the receiver's queue: other messages to it may pass meanwhile.
    void sleep(waitMs, undefined, { signal: this.#stopping.signal }).then(
      () => this.send({ ...delivery, attempt: delivery.attempt + 1 }),
      () => undefined,
    );
  }

  async #log(delivery: Delivery, state: AlertState, note: string): Promise<void> {
    const { messageId, unit, target, attempt } = delivery;
    const rows = delivery.cases.map(({ dueAt, item }) => {
      return {
        rule: LATE_RULE,
        code: item().code,
        dueAt,
        state,
        messageId,
        unit: unit.code,
        target,
        attempt,
        note,
      };
    });
    await insertAlertRows(this.#options.client, rows);
  }
}
