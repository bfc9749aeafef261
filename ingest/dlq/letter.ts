/** One dead letter as the dead-letter topic holds it. */
import { createHash } from 'node:crypto';
import type { KafkaMessage } from 'kafkajs';
import type { DeadLetterHeaders } from '../../contract/topics.ts';

export interface Letter {
  /** Its place in the dead-letter topic, by which people name it. */
  offset: string;
  key: Buffer | null;
  value: Buffer | null;
  headers: DeadLetterHeaders;
  /**
   * The same for every letter of one refused message: where it stood and a digest of its bytes, because a re-created
   * topic uses its offsets anew.
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
  return { offset: message.offset, key: message.key, value: message.value, headers, identity };
}
