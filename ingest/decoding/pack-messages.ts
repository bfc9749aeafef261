/** Packs the messages of a chunk into one buffer, with what decoding needs to know of each. */
import type { KafkaMessage } from 'kafkajs';
import type { PackedChunk } from './chunk-encoder.ts';
import type { MessagePlace } from './encoder.ts';
import { kafkaHead, TAIL } from './binary-mode.ts';
import { senderOf } from './sender-header.ts';

export function packMessages(
  { stream, kafkaPartition, generation }: MessagePlace,
  messages: readonly KafkaMessage[],
): PackedChunk {
  const lengths = new Int32Array(messages.length * 3);
  const offsets = new Float64Array(messages.length);
  const timestamps = new Float64Array(messages.length);
  const senders = new Map<string, number>();
  const senderIndexes = new Uint16Array(messages.length);
  /** Of messages in binary mode alone. */
  const heads = new Map<number, Buffer>();
  let size = 0;
  messages.forEach(({ key, value, offset, timestamp, headers }, i) => {
    const head = value === null ? undefined : kafkaHead(headers);
    if (head) heads.set(i, head);
    lengths[3 * i] = key?.length ?? -1;
    lengths[3 * i + 1] = head?.length ?? -1;
    lengths[3 * i + 2] = value?.length ?? -1;
    offsets[i] = Number(offset);
    timestamps[i] = Number(timestamp);
    const sender = senderOf(headers);
    if (!senders.has(sender)) senders.set(sender, senders.size);
    senderIndexes[i] = senders.get(sender) as number;
    size += (key?.length ?? 0) + (value?.length ?? 0) + (head ? head.length + 1 : 0);
  });
  const bytes = new ArrayBuffer(size);
  const buffer = Buffer.from(bytes);
  let at = 0;
  messages.forEach(({ key, value }, i) => {
    const head = heads.get(i);
    if (key) at += key.copy(buffer, at);
    if (head) at += head.copy(buffer, at);
    if (value) at += value.copy(buffer, at);
    if (head) buffer[at++] = TAIL;
  });
  const texts = { senders: [...senders.keys()], senderOf: senderIndexes };
  return { stream, kafkaPartition, generation, bytes, lengths, offsets, timestamps, ...texts };
}
