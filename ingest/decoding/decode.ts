/** From the bytes of one Kafka message to what is stored, or the reason why not. */
import { isUtf8 } from 'node:buffer';
import { streamOfType } from '../../contract/event-types.ts';
import { STREAMS } from '../../contract/streams.ts';
import { MAX_EVENT_BYTES } from '../../contract/topics.ts';
import { parseTime } from '../../contract/time.ts';
import type { EventRowOf } from '../../clickhouse/event-rows.ts';
import { isOneJson, joined } from './binary-mode.ts';
import { foreignEnvelope, foreignFormat } from './foreign-format.ts';
import { findDeepMember, MAX_DEPTH } from './json-bytes.ts';
import { findStructureTrouble } from './json-structure.ts';
import { describeValue, type Refusal } from './refusal.ts';
import type { CheckedEvent, StreamEvents } from '../streams/stream-events.ts';

/** A row of the stream's log, without the columns of its message's place. */
export type DecodedEvent = Omit<
  EventRowOf<Record<never, never>>,
  'kafkaPartition' | 'generation' | 'kafkaOffset' | 'sender'
> &
  Record<string, string | number>;

export type Decoded = { event: DecodedEvent } | { refusal: Refusal };
/** A checked event and the stream that it is of. */
export interface StreamEvent<Event extends CheckedEvent = CheckedEvent> {
  event: Event;
  of: StreamEvents<Event>;
}
export type Parsed = StreamEvent | { refusal: Refusal };

/** Decodes one message of a stream's topic. It may have no key, but not another key than the code of its event. */
export function decodeMessage(events: StreamEvents, key: Buffer | null, value: Buffer | null): Decoded {
  const parsed = parseMessage([events], value);
  if ('refusal' in parsed) return parsed;
  const { event, of } = parsed;
  if (key === null || of.isKey(key.toString('utf8'), event)) return { event: toRow(event, of) };
  const [shown, { of: code, accepted }] = [describeValue(key.toString('utf8')), of.keyWords];
  return refuse('key', `the key ${shown} differs from ${code}; accepted: ${accepted}, or no key`);
}

/** The event in the bytes, of one of the streams, with the members that the contract knows and no others. */
export function parseMessage(streams: readonly StreamEvents[], value: Buffer | null): Parsed {
  if (value === null) return refuse('', 'the message has no value; accepted: one CloudEvent in JSON');
  if (value.length > MAX_EVENT_BYTES) {
    return refuse('', `the message has ${value.length} bytes; accepted: up to ${MAX_EVENT_BYTES}`);
  }
  if (!isUtf8(value)) return notJson(value);
  const text = value.toString('utf8');
  const deep = findDeepMember(value);
  if (deep !== undefined) return refuseDeep(deep);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // The parser's own message quotes the text, which may hold personal data.
    return notJson(value, /at position \d+/.exec(error.message)?.[0]);
  }
  const type = (json as { type?: unknown } | null)?.type;
  const of = streams.find(({ types }) => types.some((known) => known === type));
  const trouble = findStructureTrouble(text, (of ?? (streams[0] as StreamEvents)).membersOf(type));
  return trouble ? { refusal: trouble } : parseEvent(streams, of, json);
}

/** The event of a message in binary mode, whose attributes stand in its headers (binary-mode.ts). */
export function parseBinary(streams: readonly StreamEvents[], head: Buffer, data: Buffer): Parsed {
  const trouble = dataTrouble(data);
  return trouble ? { refusal: trouble } : parseMessage(streams, joined(head, data));
}

/** Why the data of a message in binary mode cannot be a part of its event; undefined when it can. */
export function dataTrouble(data: Buffer): Refusal | undefined {
  // What is too long or too deep is refused as such.
  if (data.length > MAX_EVENT_BYTES || findDeepMember(data) !== undefined) return undefined;
  if (isUtf8(data) && isOneJson(data)) return undefined;
  return notJson(data).refusal;
}

function notJson(bytes: Buffer, at?: string): { refusal: Refusal } {
  const isText = isUtf8(bytes);
  if (isText && bytes.indexOf('\ufeff') === 0)
    return refuse('', 'the message begins with a byte order mark; accepted: JSON in UTF-8 without one');
  const what = `${isText ? 'not JSON' : 'not valid UTF-8'}${at ? ` (${at})` : ''}`;
  const looks = foreignFormat(bytes);
  const reason = `the message is ${what}${looks ? `, it looks like ${looks}` : ''}; accepted: one CloudEvent in JSON, in UTF-8`;
  return { refusal: { field: '', reason, isNotJson: true } };
}

/** `of`: the stream of its type, when it is one of them. */
function parseEvent(streams: readonly StreamEvents[], of: StreamEvents | undefined, json: unknown): Parsed {
  if (typeof json === 'string' && /^\s*[{[]/.test(json)) {
    return refuse('', 'the message is JSON in a JSON text (encoded twice); accepted: one CloudEvent object');
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return refuse('', `${describeValue(json)} is not an event; accepted: one CloudEvent object`);
  }
  const { type, data } = json as { type?: unknown; data?: unknown };
  const envelope = type === undefined ? foreignEnvelope(json) : undefined;
  if (envelope) return refuse('', `the message is ${envelope}; accepted: one CloudEvent object`);
  if (!of) {
    const elsewhere = streamOfType(type);
    const belongs = elsewhere ? `, which belongs to the topic ${STREAMS[elsewhere].topic}` : '';
    const accepted = streams.flatMap(({ types }) => types).join(', ');
    return refuse('type', `type is ${describeValue(type)}${belongs}; accepted: ${accepted}`);
  }
  if (typeof data === 'string' && /^\s*\{/.test(data))
    return refuse('data', 'data is JSON in a JSON text (encoded twice); accepted: an object');
  if (data === undefined && 'data_base64' in json)
    return refuse('data', 'data is missing beside data_base64; accepted: data, an object');
  const checked = of.check(json);
  return 'refusal' in checked ? checked : { ...checked, of };
}

function toRow(event: CheckedEvent, of: StreamEvents): DecodedEvent {
  return {
    code: of.codeOf(event),
    // The schema has checked the time.
    eventTime: parseTime(event.time) as number,
    type: event.type,
    id: event.id,
    source: event.source,
    ...of.fieldsOf(event),
    correction: of.correctionOf(event),
  };
}

const ENVELOPE: readonly string[] = ['specversion', 'id', 'source', 'type', 'time', 'data'];

/** Names only members of the contract: any other name may be personal data. */
function refuseDeep(member: string): { refusal: Refusal } {
  const field = ENVELOPE.includes(member) ? member : '';
  return refuse(
    field,
    `${field || 'the event'} nests deeper than ${MAX_DEPTH}; accepted: up to ${MAX_DEPTH}`,
  );
}

function refuse(field: string, reason: string): { refusal: Refusal } {
  return { refusal: { field, reason } };
}
