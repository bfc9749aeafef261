/** Which errors of kafkajs are which. They are told by their names, so that a process without Kafka loads no client of it. */
import type { ErrorKind } from './error-kind.ts';

/** Kafka's names for a message that it will never take. */
const REFUSALS = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD']);

/** Kafka's names for a request that is wrong by itself. */
const FAULTS = new Set([
  'INVALID_REQUEST',
  'INVALID_REQUIRED_ACKS',
  'INVALID_TIMESTAMP',
  'INVALID_TOPIC_EXCEPTION',
  'UNSUPPORTED_FOR_MESSAGE_FORMAT',
  'UNSUPPORTED_VERSION',
]);

/** Outages that kafkajs does not try again by itself. */
const NOT_RETRIED_OUTAGES = new Set([
  'KafkaJSGroupCoordinatorNotFound',
  'KafkaJSLockTimeout',
  'KafkaJSNumberOfRetriesExceeded',
  'KafkaJSSASLAuthenticationError',
  'KafkaJSTimeout',
]);

/** Of an error without a cause. What Kafka answers otherwise (rights, quotas, its own trouble) passes. */
export function kafkaKind(error: Error & { retriable?: unknown; type?: unknown }): ErrorKind {
  if (typeof error.type === 'string') {
    if (REFUSALS.has(error.type)) return 'refusal';
    return FAULTS.has(error.type) ? 'fault' : 'outage';
  }
  return error.retriable === true || NOT_RETRIED_OUTAGES.has(error.name) ? 'outage' : 'fault';
}
