/** Ranges of offsets, in order and apart from each other. */
import type { KafkaMessage } from 'kafkajs';
import type { OffsetRange } from '../../clickhouse/log-part.ts';
import { refusedBatchOf } from '../fetch/record-batch.ts';

/** The offsets that a message stands for: of a batch that is refused as a whole more than its own. */
export function offsetsOf(message: Pick<KafkaMessage, 'offset'>): OffsetRange {
  const offset = Number(message.offset);
  return { from: refusedBatchOf(message as KafkaMessage)?.fromOffset ?? offset, to: offset + 1 };
}

/** What of the ranges lies in [from, to). */
export function clip(ranges: readonly OffsetRange[], from: number, to: number): OffsetRange[] {
  return ranges
    .map((range) => ({ from: Math.max(range.from, from), to: Math.min(range.to, to) }))
    .filter((range) => range.from < range.to);
}

/** What of the ranges no place covers; places by where they begin. */
export function without(ranges: readonly OffsetRange[], places: readonly OffsetRange[]): OffsetRange[] {
  const rest: OffsetRange[] = [];
  let next = 0;
  for (const { from, to } of ranges) {
    let at = from;
    for (; next < places.length; next++) {
      const place = places[next] as OffsetRange;
      if (place.from >= to) break;
      if (place.from > at) rest.push({ from: at, to: place.from });
      at = Math.max(at, place.to);
      // It may reach into the next range.
      if (at >= to) break;
    }
    if (at < to) rest.push({ from: at, to });
  }
  return rest;
}

/** The messages that stand for offsets of the ranges; both in order. */
export function messagesIn<Message extends Pick<KafkaMessage, 'offset'>>(
  ranges: readonly OffsetRange[],
  messages: readonly Message[],
): Message[] {
  let next = 0;
  return messages.filter((message) => {
    const { from, to } = offsetsOf(message);
    while (next < ranges.length && (ranges[next] as OffsetRange).to <= from) next++;
    return next < ranges.length && (ranges[next] as OffsetRange).from < to;
  });
}
