/** The reference of bench:ingest: a kafkajs consumer with ingest's settings that only counts. Prints one JSON line. */
import { logLevel } from 'kafkajs';
import { EVENTS_TOPIC } from '../contract/topics.ts';
import { Kafka } from '../kafka/kafka.ts';

const [brokers, total] = [process.argv[2] as string, Number(process.argv[3])];
const consumer = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING }).consumer({
  groupId: 'bare',
  maxWaitTimeInMs: 50,
  maxBytesPerPartition: 4 * 1024 * 1024,
  maxBytes: 32 * 1024 * 1024,
});
let count = 0;
let startedAt = 0;
let cpu = process.cpuUsage();
await consumer.connect();
await consumer.subscribe({ topics: [EVENTS_TOPIC], fromBeginning: true });
consumer.on(consumer.events.GROUP_JOIN, () => {
  startedAt = performance.now();
  cpu = process.cpuUsage();
});
await new Promise<void>((done) => {
  void consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: 64,
    eachBatch: async ({ batch, resolveOffset }) => {
      count += batch.messages.length;
      resolveOffset(batch.lastOffset());
      if (count >= total) done();
    },
  });
});
const seconds = (performance.now() - startedAt) / 1_000;
const used = process.cpuUsage(cpu);
console.log(
  JSON.stringify({
    eventsPerSecond: Math.round(count / seconds),
    cpuMicrosPerEvent: (used.user + used.system) / count,
  }),
);
process.exit(0);
