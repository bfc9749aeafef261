/** Ranges of offsets, in order and apart from each other. */
import type { KafkaMessage } from 'kafkajs';
import type { OffsetRange } from '../../clickhouse/log-part.ts';
import { refusedBatchOf } from '../fetch/record-batch.ts';

/** The offsets that a message stands for: more than its own if it stands for a refused batch. */
export function offsetsOf(message: Pick<KafkaMessage, 'offset'>): OffsetRange {
  const offset = Number(message.offset);
  return { from: refusedBatchOf(message as KafkaMessage)?.fromOffset ?? offset, to: offset + 1 };
}

/** The parts of the ranges that lie in [from, to). */
export function clip(ranges: readonly OffsetRange[], from: number, to: number): OffsetRange[] {
  return ranges
    .map((range) => ({ from: Math.max(range.from, from), to: Math.min(range.to, to) }))
    .filter((range) => range.from < range.to);
}

/** The parts of the ranges that none of the others covers; those are ordered by where they begin. */
export function without(ranges: readonly OffsetRange[], others: readonly OffsetRange[]): OffsetRange[] {
  const rest: OffsetRange[] = [];
  let next = 0;
  for (const { from, to } of ranges) {
    let at = from;
    for (; next < others.length; next++) {
      const other = others[next] as OffsetRange;
      if (other.from >= to) break;
      if (other.from > at) rest.push({ from: at, to: other.from });
      at = Math.max(at, other.to);
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
