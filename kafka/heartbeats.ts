/**
 * Which processes the group takes for well. kafkajs sends a heartbeat after each fetch that brought nothing, so a process that
 * cannot store what it holds would keep its partitions for as long as no more comes for them, and no other could store it.
 */
import ConsumerGroup from 'kafkajs/src/consumer/consumerGroup.js';

const group = ConsumerGroup.prototype;
const heartbeat = group.heartbeat;
/** When the heartbeat began that is under way: who asks meanwhile waits for the same one. */
const beganAt = new WeakMap<ConsumerGroup, number>();

/**
 * Heartbeats of this process's consumers are sent only while it is well; the group passes their partitions on otherwise.
 * `taken`: the group has taken one that was sent at this instant or later, by `performance.now()`.
 */
export function heartbeatOnlyWhile(
  isWell: () => boolean,
  taken: (sentAtMs: number) => void = () => undefined,
): void {
  group.heartbeat = async function (this: ConsumerGroup, options) {
    if (!isWell()) return;
    // kafkajs waits by the machine's clock, which may be put back.
    if (this.lastRequest > Date.now()) this.lastRequest = 0;
    const sentAtMs = beganAt.get(this) ?? performance.now();
    beganAt.set(this, sentAtMs);
    const before = this.lastRequest;
    try {
      await heartbeat.call(this, options);
    } finally {
      beganAt.delete(this);
    }
    if (this.lastRequest !== before) taken(sentAtMs);
  };
}
