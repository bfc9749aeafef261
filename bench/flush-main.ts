/**
 * `npm run bench:flush`: what it costs when Kafka writes each message to the disk before it acknowledges (`flush.messages`),
 * beside the default, which leaves that to the operating system. The acknowledgements of single events, one after
 * another, and of requests of 500.
 */
import { logLevel, Partitioners, type Admin, type Producer } from 'kafkajs';
import { Kafka } from '../kafka/kafka.ts';
import { sampleEvent } from './sample-events.ts';
import { percentiles } from './percentiles.ts';
import { note, withStand } from './stand.ts';

const quick = process.argv.includes('--quick');
const SINGLE = quick ? 200 : 2_000;
const BATCHES = quick ? 20 : 100;
const BATCH = 500;
const PARTITIONS = 8;
/** What a topic has: after so many messages it is flushed; undefined: never by Kafka. */
const SETTINGS = { default: undefined, '100': 100, '1': 1 };
let sent = 0;

await withStand(process.env, async (stand) => {
  const kafka = new Kafka({ brokers: [stand.brokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await admin.connect();
  await producer.connect();
  const singleMs: Record<string, { p50: number; p99: number }> = {};
  const eventsPerSecond: Record<string, number> = {};
  for (const [name, flush] of Object.entries(SETTINGS)) {
    const topic = await createTopic(admin, `flush-${name}`, flush);
    await send(producer, topic, BATCH);
    const single: number[] = [];
    for (let i = 0; i < SINGLE; i++) single.push(await send(producer, topic, 1));
    let batchMs = 0;
    for (let i = 0; i < BATCHES; i++) batchMs += await send(producer, topic, BATCH);
    singleMs[name] = percentiles(single);
    eventsPerSecond[name] = Math.round((BATCHES * BATCH * 1_000) / batchMs);
    note(`flush.messages ${name}: ${JSON.stringify(singleMs[name])} ms, ${eventsPerSecond[name]} events/s`);
  }
  await producer.disconnect();
  await admin.disconnect();
  console.log(JSON.stringify({ singleMs, eventsPerSecond }));
});

async function createTopic(admin: Admin, topic: string, flush: number | undefined): Promise<string> {
  const configEntries = flush === undefined ? [] : [{ name: 'flush.messages', value: String(flush) }];
  await admin.createTopics({
    waitForLeaders: true,
    topics: [{ topic, numPartitions: PARTITIONS, replicationFactor: 1, configEntries }],
  });
  return topic;
}

/** One request; how long its acknowledgement took, ms. */
async function send(producer: Producer, topic: string, events: number): Promise<number> {
  const messages = Array.from({ length: events }, () => ({ value: JSON.stringify(sampleEvent(sent++)) }));
  const startedAt = performance.now();
  await producer.send({ topic, acks: -1, messages });
  return performance.now() - startedAt;
}
