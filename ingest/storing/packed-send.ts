/**
 * Sends messages as small as their first producer may have sent them: a topic's limit is one of compressed bytes, so a
 * message that came in compressed can be many times as large.
 */
import kafkajs, { type Message, type Producer } from 'kafkajs';

/** Smaller requests pass everywhere as they are. */
const PLAIN_BYTES = 512 * 1024;

/** Resolves when Kafka has acknowledged all. Large requests are gzip, which every consumer reads. */
export async function sendPacked(producer: Producer, topic: string, messages: Message[]): Promise<void> {
  const bytes = messages.reduce((sum, { key, value }) => sum + (key?.length ?? 0) + (value?.length ?? 0), 0);
  const { GZIP, None } = kafkajs.CompressionTypes;
  const compression = bytes > PLAIN_BYTES ? GZIP : None;
  await producer.send({ topic, acks: -1, compression, messages });
}
