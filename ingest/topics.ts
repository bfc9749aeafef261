/** Creates the product's topics when they are missing. */
import type { Admin } from 'kafkajs';
import { STREAMS } from '../contract/streams.ts';
import { MAX_MESSAGE_BYTES } from '../contract/topics.ts';

/** Dead letters carry a message and its headers. */
const HEADER_ROOM_BYTES = 64 * 1024;

/**
 * What an event's time is held against (event-ahead.ts). A producer's own clock may be wrong, and wrong together with its
 * event's time.
 */
const STAMPED_BY_THE_BROKER = { name: 'message.timestamp.type', value: 'LogAppendTime' };

export async function ensureTopics(admin: Admin): Promise<void> {
  const { brokers } = await admin.describeCluster();
  const replicationFactor = Math.min(3, brokers.length);
  const configEntries = (maxBytes: number) => [
    { name: 'max.message.bytes', value: String(maxBytes) },
    // The history is the province's: it ends when an administrator says so.
    { name: 'retention.ms', value: '-1' },
  ];
  // Resolves to false when all exist.
  await admin.createTopics({
    waitForLeaders: true,
    topics: Object.values(STREAMS).flatMap(({ topic, deadLetterTopic, partitions }) => [
      {
        topic,
        numPartitions: partitions,
        replicationFactor,
        configEntries: [...configEntries(MAX_MESSAGE_BYTES), STAMPED_BY_THE_BROKER],
      },
      {
        topic: deadLetterTopic,
        numPartitions: 1,
        replicationFactor,
        configEntries: configEntries(MAX_MESSAGE_BYTES + HEADER_ROOM_BYTES),
      },
    ]),
  });
}
