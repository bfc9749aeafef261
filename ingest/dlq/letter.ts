/** One dead letter as the dead-letter topic holds it. */
import { createHash } from 'node:crypto';
import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { DeadLetterHeaders } from '../../contract/topics.ts';
import { eventHeaders } from '../decoding/binary-mode.ts';

export interface Letter {
  /** Its offset in the dead-letter topic, by which people name it. */
  offset: string;
  key: Buffer | null;
  value: Buffer | null;
  headers: DeadLetterHeaders;
  /** Headers that are part of the event: a message in binary mode could not be read without them. */
  eventHeaders: IHeaders;
  /**
   * The same for every letter of one refused message: where it stood and a digest of its bytes, because a re-created
   * topic uses its offsets again.
   */
  identity: string;
}

export function letterOf(message: KafkaMessage): Letter {
  const text = (name: keyof DeadLetterHeaders) => String(message.headers?.[name] ?? '');
  const headers: DeadLetterHeaders = {
    reason: text('reason'),
    field: text('field'),
    topic: text('topic'),
    partition: text('partition'),
    offset: text('offset'),
    firstSeen: text('firstSeen'),
    lastSeen: text('lastSeen') || text('firstSeen'),
    schemaVersion: text('schemaVersion') || '1',
  };
  for (const name of ['valueBytes', 'offsets', 'sender'] as const)
    if (text(name) !== '') headers[name] = text(name);
  const digest = createHash('sha256')
    .update(message.value ?? '')
    .digest('hex')
    .slice(0, 16);
  const identity = `${headers.topic}/${headers.partition}/${headers.offset}/${digest}`;
  const { offset, key, value } = message;
  return { offset, key, value, headers, eventHeaders: eventHeaders(message.headers), identity };
}
