/**
 * Which processes the group takes for well. kafkajs sends a heartbeat after each fetch that brought nothing, so a process that
 * cannot store what it holds would keep its partitions for as long as no more comes for them, and no other could store it.
 */
import ConsumerGroup from 'kafkajs/src/consumer/consumerGroup.js';

const group = ConsumerGroup.prototype;
const heartbeat = group.heartbeat;

/** Heartbeats of this process's consumers are sent only while it is well; the group passes their partitions on otherwise. */
export function heartbeatOnlyWhile(isWell: () => boolean): void {
  group.heartbeat = async function (this: ConsumerGroup, options) {
    if (isWell()) await heartbeat.call(this, options);
  };
}
