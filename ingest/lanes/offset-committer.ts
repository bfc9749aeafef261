/**
 * Commits to Kafka how far the lanes of a topic are stored: one commit at a time, of all lanes that moved since the last, so a
 * stream of small chunks does not cost the broker a request for each.
 */
import type { EachBatchPayload } from 'kafkajs';
import type { Logger } from 'pino';
import { errorKind } from '../../errors/error-kind.ts';
import type { Lane } from './lane.ts';

export class OffsetCommitter {
  readonly #behind = new Set<Lane>();
  #running = false;
  readonly #topic: string;
  readonly #isHeld: (lane: Lane) => boolean;
  readonly #crashed: (error: Error) => void;
  readonly #log: Logger;

  /** `isHeld`: the lane is of the present assignment and topic. `crashed`: the process must end. */
  constructor(topic: string, isHeld: (lane: Lane) => boolean, crashed: (error: Error) => void, log: Logger) {
    this.#topic = topic;
    this.#isHeld = isHeld;
    this.#crashed = crashed;
    this.#log = log;
  }

  /** The lane is stored up to its `nextOffset`; `payload` is of any batch that the present consumer gave out. */
  moved(lane: Lane, payload: EachBatchPayload): void {
    this.#behind.add(lane);
    if (!this.#running) void this.#run(payload);
  }

  async #run(payload: EachBatchPayload): Promise<void> {
    this.#running = true;
    while (this.#behind.size > 0) {
      // Lanes that are stored by the same insert move one after the other within a turn of the event loop.
      await new Promise(setImmediate);
      const lanes = [...this.#behind].filter(this.#isHeld);
      this.#behind.clear();
      if (lanes.length > 0) await this.#commit(payload, lanes);
    }
    this.#running = false;
  }

  async #commit(payload: EachBatchPayload, lanes: readonly Lane[]): Promise<void> {
    const partitions = lanes.map(({ kafkaPartition, nextOffset }) => ({
      partition: kafkaPartition,
      offset: String(nextOffset),
    }));
    try {
      await payload.commitOffsetsIfNecessary({ topics: [{ topic: this.#topic, partitions }] });
    } catch (error) {
      if (errorKind(error) === 'fault') return this.#crashed(error as Error);
      // The next commit makes up for it, or the group has given the partition to another, who reads this once more.
      this.#log.info({ err: error, partitions }, 'stored chunks were not committed');
    }
  }
}
