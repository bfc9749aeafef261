/**
 * The book of what was sent, and the check that the product's tables hold exactly that: every place (partition, offset)
 * once, the figures and the joined states of a plain recount, nothing stuck, and no commit that runs ahead of ClickHouse.
 */
import type { Admin, Message } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Counts } from '../../contract/counts.ts';
import type { DossierEvent } from '../../contract/event.ts';
import { EVENTS_PARTITIONS, EVENTS_TOPIC } from '../../contract/topics.ts';
import { parsePeriod } from '../../contract/watch-period.ts';
import { snapshotEvent } from './events.ts';
import { DOSSIER_LOG } from '../../clickhouse/stream-log.ts';
import { eventually } from './eventually.ts';
import { expectEveryPlaceOnce, presentPlaces } from './places.ts';
import { countsOf, factsOf, recount } from './oracle.ts';
import type { Product } from './product.ts';

const PERIOD = { from: '2021-01-01', to: '2099-12-31' };
const SAMPLE_EVERY_MS = 250;
/** Of the time, while a sample is dear: a million rows take the engine seconds. */
const SAMPLE_SHARE = 0.2;

export class Ledger {
  /** Commits that were found ahead of ClickHouse. */
  readonly #aheadCommits: string[] = [];
  readonly #product: Product;
  readonly #admin: Admin;
  readonly #events: DossierEvent[] = [];
  /** Messages sent to the topic's present life. */
  #messages = 0;
  #markers = 0;
  /** Looks at the commits that came off. */
  #samples = 0;
  #sampling = true;
  /** Commits are to be compared. */
  #comparing = true;
  #sampled: Promise<void> = Promise.resolve();

  private constructor(product: Product, admin: Admin) {
    this.#product = product;
    this.#admin = admin;
  }

  /** From now on the group's commits are compared with ClickHouse, all the time. */
  static async open(product: Product): Promise<Ledger> {
    const admin = product.kafka.admin();
    await admin.connect();
    const ledger = new Ledger(product, admin);
    ledger.#sampled = ledger.#sample();
    return ledger;
  }

  async close(): Promise<void> {
    this.#sampling = false;
    await this.#sampled;
    await this.#admin.disconnect();
  }

  /** Sends events over all partitions, so that one dossier's events arrive in any order. */
  async send(events: readonly DossierEvent[]): Promise<void> {
    await this.#product.produce(
      events.map((event, i) => ({
        key: event.data.code,
        value: JSON.stringify(event),
        partition: i % EVENTS_PARTITIONS,
      })),
    );
    this.sent(events, events.length);
  }

  /** Sends what must become a dead letter. */
  async sendRefused(messages: Message[]): Promise<void> {
    await this.#product.produce(messages);
    this.#messages += messages.length;
  }

  /** Notes what another producer sent. */
  sent(events: readonly DossierEvent[], messages: number): void {
    for (const event of events) this.#events.push(event);
    this.#messages += messages;
  }

  /** The topic was re-created: its offsets begin again, what was counted stays. */
  topicRecreated(): void {
    this.#messages = 0;
  }

  /** Kafka's log came back shorter: a commit may stand above its end, until the books agree again. */
  logIsShorter(): void {
    this.#messages = 0;
    this.#comparing = false;
  }

  /** ClickHouse does not hold, or explain, all that is committed, until the books agree again. */
  rowsAreLost(): void {
    this.#comparing = false;
  }

  /** After a fault: a last event in each partition arrives, and the books agree. */
  async settle(timeoutMs = 60_000): Promise<void> {
    this.#markers++;
    await this.send(
      Array.from({ length: EVENTS_PARTITIONS }, (_, partition) =>
        snapshotEvent({ code: `MARKER-${this.#markers}-${partition}` }),
      ),
    );
    await eventually(
      () => expectEveryPlaceOnce(this.#product, this.#admin, DOSSIER_LOG, this.#messages),
      timeoutMs,
      200,
    );
    await eventually(() => this.#expectAllCommitted(), 10_000, 200);
    this.#comparing = true;
    await eventually(() => this.#expectCounts(), 15_000, 200);
    await eventually(() => this.#expectStates(), 20_000, 500);
    await eventually(async () => this.#samples > 0, 10_000, 100);
    expect(this.#aheadCommits).toEqual([]);
  }

  async #expectAllCommitted(): Promise<boolean> {
    const ends = await this.#admin.fetchTopicOffsets(EVENTS_TOPIC);
    const [group] = await this.#admin.fetchOffsets({ groupId: 'ingest', topics: [EVENTS_TOPIC] });
    const committed = new Map(group?.partitions.map(({ partition, offset }) => [partition, offset]));
    expect(ends.map(({ partition }) => committed.get(partition))).toEqual(ends.map(({ high }) => high));
    return true;
  }

  async #expectCounts(): Promise<boolean> {
    const expected = countsOf(
      recount(this.#events).values(),
      parsePeriod(PERIOD.from, PERIOD.to),
      Date.now(),
    );
    const { counts } = await this.#product.snapshot(`?from=${PERIOD.from}&to=${PERIOD.to}`);
    expect(withoutDueSoon(counts)).toEqual(withoutDueSoon(expected));
    return true;
  }

  /**
   * The joined states, which a server reads when it starts, are those of a recount: how many, and the sum of each field,
   * because there can be hundreds of thousands.
   */
  async #expectStates(): Promise<boolean> {
    const facts = [...recount(this.#events).values()].map((dossier) => ({
      ...factsOf(dossier),
      firstAt: dossier.firstAt,
    }));
    const sumOf = (name: keyof (typeof facts)[number]) =>
      String(facts.reduce((sum, fact) => sum + BigInt(fact[name]), 0n));
    const ms = (name: string) => `toString(sum(toUnixTimestamp64Milli(d.${name})))`;
    const [held] = await this.#product.query<object>(
      `SELECT toString(count()) AS dossiers, toString(sum(d.status)) AS status, toString(sum(d.channel)) AS channel,
         ${ms('statusAt')} AS statusAt, ${ms('firstEventAt')} AS firstAt, ${ms('dueAt')} AS dueAt,
         ${ms('finishedAt')} AS finishedAt,
         toString(sum(if(d.receivedAt = toDateTime64(0, 3), toUnixTimestamp64Milli(d.firstEventAt),
           toUnixTimestamp64Milli(d.receivedAt)))) AS receivedAt
       FROM dossiers AS d`,
    );
    expect(held).toEqual({
      dossiers: String(facts.length),
      status: sumOf('status'),
      channel: sumOf('channel'),
      statusAt: sumOf('statusAt'),
      firstAt: sumOf('firstAt'),
      dueAt: sumOf('dueAt'),
      finishedAt: sumOf('finishedAt'),
      receivedAt: sumOf('receivedAt'),
    });
    return true;
  }

  async #sample(): Promise<void> {
    while (this.#sampling) {
      const startedAt = Date.now();
      try {
        await this.#sampleOnce();
      } catch {
        // A part is away, as the fault wants it: the next sample looks again.
      }
      await sleep(Math.max(SAMPLE_EVERY_MS, (Date.now() - startedAt) * (1 / SAMPLE_SHARE - 1)));
    }
  }

  /** Commits first, then ClickHouse: what is committed must be there already. */
  async #sampleOnce(): Promise<void> {
    const wasComparing = this.#comparing;
    const [group] = await this.#admin.fetchOffsets({ groupId: 'ingest', topics: [EVENTS_TOPIC] });
    const committed = (group?.partitions ?? []).filter(({ offset }) => Number(offset) > 0);
    if (committed.length === 0) return;
    const counted = committed.map(
      ({ partition, offset }) =>
        `uniqExactIf(kafkaOffset, kafkaPartition = ${partition} AND kafkaOffset < ${offset}) AS p${partition}`,
    );
    const [row] = await this.#product.query<Record<string, string>>(
      `SELECT ${counted.join(', ')} FROM (${presentPlaces(DOSSIER_LOG)})`,
    );
    if (!this.#comparing || !wasComparing) return;
    for (const { partition, offset } of committed) {
      const held = Number(row?.[`p${partition}`]);
      if (held !== Number(offset))
        this.#aheadCommits.push(`partition ${partition}: ${offset} committed, ${held} in ClickHouse`);
    }
    this.#samples++;
  }
}

/** Due soon needs the working calendar, which the recount has not. */
function withoutDueSoon(counts: Counts): Counts {
  return { ...counts, inProgress: { ...counts.inProgress, dueSoon: 0 } };
}
