/**
 * The Kafka header in which the intake names who sent an event. Whoever writes to Kafka is trusted, so the header of
 * others is believed too when it is a name.
 */
import type { IHeaders } from 'kafkajs';

export const SENDER_HEADER = 'sender';

/** Names of senders: letters of ASCII, digits, `.`, `-` and `_`. */
export const SENDER_NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;

/** '' when the message names none. */
export function senderOf(headers: IHeaders | undefined): string {
  const header = headers?.[SENDER_HEADER];
  if (header === undefined || Array.isArray(header)) return '';
  const name = header.toString();
  return SENDER_NAME.test(name) ? name : '';
}
