/**
 * Reads single messages of a topic from Kafka, beside the consumer: what stands at an offset, and what the store has lost.
 * kafkajs reads only as a member of a group, but its private cluster can fetch.
 */
import type { Kafka, KafkaMessage } from 'kafkajs';
// Makes a batch of an answer as the consumer does: without markers and aborted messages.
import Batch from 'kafkajs/src/consumer/batch.js';
import { Outage } from '../../errors/outage.ts';
import { METADATA_MAX_AGE_MS } from '../group.ts';

interface PartitionData {
  partition: number;
  highWatermark: string;
  messages: KafkaMessage[];
}

interface FetchOptions {
  maxWaitTime: number;
  minBytes: number;
  maxBytes: number;
  topics: { topic: string; partitions: { partition: number; fetchOffset: string; maxBytes: number }[] }[];
}

interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  refreshMetadata(): Promise<void>;
  findLeaderForPartitions(topic: string, partitions: number[]): Record<string, number[]>;
  findBroker(node: { nodeId: string }): Promise<{
    fetch(options: FetchOptions): Promise<{ responses: { partitions: PartitionData[] }[] }>;
  }>;
  fetchTopicsOffset(
    topics: { topic: string; partitions: { partition: number }[]; fromBeginning: boolean }[],
  ): Promise<{ partitions: { partition: number; offset: string }[] }[]>;
}

export interface LogRead {
  /** At the offset and behind it. */
  messages: KafkaMessage[];
  /** The same with markers, aborted messages and ends of batches that compaction has shortened. */
  all: KafkaMessage[];
  /** Kafka was read up to here; the offset itself when nothing is there yet. */
  nextOffset: number;
}

export class KafkaLog {
  readonly #cluster: Cluster;
  readonly #topic: string;
  #connected: Promise<void> | undefined;

  constructor(kafka: Kafka, topic: string) {
    this.#cluster = createCluster(kafka);
    this.#topic = topic;
  }

  /** Partition -> its first offset that Kafka has. */
  starts(partitions: readonly number[]): Promise<Map<number, number>> {
    return this.#offsets(partitions, true);
  }

  /** Partition -> the offset after its last. */
  ends(partitions: readonly number[]): Promise<Map<number, number>> {
    return this.#offsets(partitions, false);
  }

  /** What stands from an offset on, at least one batch. The offset must be one that Kafka has, or the end. */
  async read(partition: number, offset: number, maxBytes: number): Promise<LogRead> {
    return this.#asked(async () => {
      const [nodeId] = Object.keys(this.#cluster.findLeaderForPartitions(this.#topic, [partition]));
      const broker = await this.#cluster.findBroker({ nodeId: nodeId ?? '' });
      const request = { partition, fetchOffset: String(offset), maxBytes };
      const { responses } = await broker.fetch({
        maxWaitTime: 100,
        minBytes: 1,
        maxBytes,
        topics: [{ topic: this.#topic, partitions: [request] }],
      });
      const data = responses[0]?.partitions[0];
      if (!data || data.messages.length === 0) return { messages: [], all: [], nextOffset: offset };
      const batch = new Batch(this.#topic, String(offset), data);
      const nextOffset = Math.max(offset, Number(batch.lastOffset()) + 1);
      return { messages: batch.messages, all: batch.rawMessages, nextOffset };
    });
  }

  async stop(): Promise<void> {
    if (this.#connected) await this.#cluster.disconnect();
  }

  #offsets(partitions: readonly number[], fromBeginning: boolean): Promise<Map<number, number>> {
    return this.#asked(async () => {
      const topic = {
        topic: this.#topic,
        partitions: partitions.map((partition) => ({ partition })),
        fromBeginning,
      };
      const [answer] = await this.#cluster.fetchTopicsOffset([topic]);
      const found = new Map(answer?.partitions.map((row) => [row.partition, Number(row.offset)]));
      // A broker leaves out partitions that it does not know yet: taken for empty, their logs would seem to have come back shorter.
      const unknown = partitions.filter((partition) => !found.has(partition));
      if (unknown.length > 0) throw new Outage(`Kafka gives no offset of partitions ${unknown.join(', ')}`);
      return found;
    });
  }

  /** Connects first. After a failure the leader is looked up again, for when the caller tries again. */
  async #asked<T>(work: () => Promise<T>): Promise<T> {
    this.#connected ??= this.#connect();
    try {
      await this.#connected;
    } catch (error) {
      this.#connected = undefined;
      throw error;
    }
    try {
      return await work();
    } catch (error) {
      await this.#cluster.refreshMetadata();
      throw error;
    }
  }

  async #connect(): Promise<void> {
    await this.#cluster.connect();
    await this.#cluster.addTargetTopic(this.#topic);
  }
}

function createCluster(kafka: Kafka): Cluster {
  const name = Object.getOwnPropertySymbols(kafka).find(
    (symbol) => symbol.description === 'private:Kafka:createCluster',
  );
  if (!name) throw new Error('this kafkajs makes its cluster in another way; accepted: 2.2.4');
  const create = (kafka as unknown as Record<symbol, (options: object) => Cluster>)[name];
  if (!create) throw new Error('this kafkajs makes its cluster in another way; accepted: 2.2.4');
  return create({ metadataMaxAge: METADATA_MAX_AGE_MS, allowAutoTopicCreation: false });
}
