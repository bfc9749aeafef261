/** Puts the messages of a chunk one behind the other, with what decoding needs to know of each. */
import type { KafkaMessage } from 'kafkajs';
import type { PackedChunk } from './chunk-encoder.ts';
import { senderOf } from './sender-header.ts';

export function packMessages(
  { kafkaPartition, generation }: { kafkaPartition: number; generation: number },
  messages: readonly KafkaMessage[],
): PackedChunk {
  const lengths = new Int32Array(messages.length * 2);
  const offsets = new Float64Array(messages.length);
  const timestamps = new Float64Array(messages.length);
  const senders = new Map<string, number>();
  const senderPlaces = new Uint16Array(messages.length);
  let size = 0;
  messages.forEach(({ key, value, offset, timestamp, headers }, i) => {
    lengths[2 * i] = key?.length ?? -1;
    lengths[2 * i + 1] = value?.length ?? -1;
    offsets[i] = Number(offset);
    timestamps[i] = Number(timestamp);
    const sender = senderOf(headers);
    if (!senders.has(sender)) senders.set(sender, senders.size);
    senderPlaces[i] = senders.get(sender) as number;
    size += (key?.length ?? 0) + (value?.length ?? 0);
  });
  const bytes = new ArrayBuffer(size);
  const buffer = Buffer.from(bytes);
  let at = 0;
  for (const { key, value } of messages) {
    if (key) at += key.copy(buffer, at);
    if (value) at += value.copy(buffer, at);
  }
  const texts = { senders: [...senders.keys()], senderOf: senderPlaces };
  return { kafkaPartition, generation, bytes, lengths, offsets, timestamps, ...texts };
}
