/** Whether a message of Kafka is what the store says stands at its offset. */
import { createHash } from 'node:crypto';
import type { KafkaMessage } from 'kafkajs';
import type { Standing } from '../../clickhouse/ledger.ts';
import { joined, kafkaHead } from '../decoding/binary-mode.ts';
import { decodeMessage } from '../decoding/decode.ts';
import { refusedBatchOf } from '../fetch/record-batch.ts';
import type { StreamEvents } from '../streams/stream-events.ts';
import type { Verdict } from './divergence.ts';

/** A UInt64 as text. */
export function digestOf({ key, value }: Pick<KafkaMessage, 'key' | 'value'>): string {
  const hash = createHash('sha256')
    .update(`${key?.length ?? -1} `)
    .update(key ?? '')
    .update(value ?? '');
  return hash.digest().readBigUInt64BE(0).toString();
}

/** `message`: what Kafka has at the offset; undefined: it has messages behind it, and none there. */
export function compareStanding(
  events: StreamEvents,
  standing: Standing,
  message: KafkaMessage | undefined,
): Verdict {
  if (standing.kind === 'blank') return message === undefined ? 'same' : 'other';
  // A compacted topic may have dropped it.
  if (message === undefined) return 'unknown';
  if (standing.kind === 'letter') return standing.digest === digestOf(message) ? 'same' : 'other';
  // An earlier version may have read a batch that this one refuses.
  if (refusedBatchOf(message)) return 'unknown';
  const value = wholeEvent(message);
  const decoded = decodeMessage(events, message.key, value);
  if ('event' in decoded) {
    const { id, source } = decoded.event;
    return id === standing.id && source === standing.source ? 'same' : 'other';
  }
  // An earlier version that accepted more may have stored it: then its bytes hold the id.
  return value?.includes(standing.id) ? 'unknown' : 'other';
}

/** In binary mode the id and the source stand in headers. */
function wholeEvent({ headers, value }: KafkaMessage): Buffer | null {
  const head = value === null ? undefined : kafkaHead(headers);
  return head && value !== null ? joined(head, value) : value;
}
