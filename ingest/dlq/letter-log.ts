/** Reads a dead-letter topic, which has one partition, from an offset to its present end. */
import type { Consumer, Kafka } from 'kafkajs';
import { letterOf, type Letter } from './letter.ts';

/** Hands over letters in order; `visit` says false to stop. Nothing is committed. */
export async function readLetters(
  kafka: Kafka,
  topic: string,
  fromOffset: number,
  visit: (letter: Letter) => boolean | void,
): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  // kafkajs reads only as a member of a group: this one is deleted afterwards.
  const groupId = `dlq-${process.pid}-${Date.now()}`;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100 });
  try {
    const [end] = (await admin.fetchTopicOffsets(topic)).filter(({ partition }) => partition === 0);
    const from = Math.max(fromOffset, Number(end?.low ?? 0));
    const until = Number(end?.high ?? 0);
    if (from >= until) return;
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await run(consumer, topic, from, until, visit);
  } finally {
    await consumer.disconnect();
    // It does not exist when nothing was read.
    await admin.deleteGroups([groupId]).catch(() => undefined);
    await admin.disconnect();
  }
}

function run(
  consumer: Consumer,
  topic: string,
  from: number,
  until: number,
  visit: (letter: Letter) => boolean | void,
): Promise<void> {
  return new Promise((done, failed) => {
    let ended = false;
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart) failed(payload.error);
    });
    const reading = consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch, resolveOffset, heartbeat }) => {
        for (const message of batch.messages) {
          const offset = Number(message.offset);
          if (ended || offset < from) continue;
          ended = offset >= until || visit(letterOf(message)) === false;
        }
        resolveOffset(batch.lastOffset());
        await heartbeat();
        // The last offsets may be without a message.
        if (ended || Number(batch.lastOffset()) >= until - 1) done();
      },
    });
    reading.catch(failed);
    consumer.seek({ topic, partition: 0, offset: String(from) });
  });
}
