/** From the bytes of one Kafka message to what is stored, or the reason why not. */
import { isUtf8 } from 'node:buffer';
import { canonicalDossierCode } from '../contract/canonical.ts';
import {
  CORRECTION_TYPE,
  dossierEvent,
  EVENT_TYPES,
  PROGRESS_TYPE,
  SNAPSHOT_TYPE,
  type DossierEvent,
} from '../contract/event.ts';
import { CORRECTION_BIT, DOSSIER } from '../contract/fields.ts';
import { MAX_EVENT_BYTES } from '../contract/topics.ts';
import { parseTime } from '../contract/time.ts';
import { correctionText } from '../clickhouse/corrections.ts';
import type { EventRow } from '../clickhouse/events-table.ts';
import { isOneJson, joined } from './binary-mode.ts';
import { fieldsReader, noFields } from './event-fields.ts';
import { foreignEnvelope, foreignFormat } from './foreign-format.ts';
import { findDeepMember, MAX_DEPTH } from './json-bytes.ts';
import { findStructureTrouble } from './json-structure.ts';
import { describeIssue, describeValue } from './refusal.ts';

export type DecodedEvent = Omit<EventRow, 'kafkaPartition' | 'generation' | 'kafkaOffset' | 'sender'>;

/** Why a message is not counted: the path of the field ('' for the message as a whole) and one sentence. */
export interface Refusal {
  field: string;
  reason: string;
  /** The bytes are no JSON at all. */
  isNotJson?: true;
}

export type Decoded = { event: DecodedEvent } | { refusal: Refusal };
export type Parsed = { event: DossierEvent } | { refusal: Refusal };

/** Decodes one message. A message without key is accepted; another key than the dossier code, in any spelling, is not. */
export function decodeMessage(key: Buffer | null, value: Buffer | null): Decoded {
  const parsed = parseMessage(value);
  if ('refusal' in parsed) return parsed;
  const { code } = parsed.event.data;
  if (key === null || canonicalDossierCode(key.toString('utf8')) === code)
    return { event: toRow(parsed.event) };
  return refuse(
    'key',
    `the key ${describeValue(key.toString('utf8'))} differs from data.code; accepted: the code, or no key`,
  );
}

/** The event in the bytes, with the members that the contract knows and no others. */
export function parseMessage(value: Buffer | null): Parsed {
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
  const trouble = findStructureTrouble(text, (json as { type?: unknown } | null)?.type);
  return trouble ? { refusal: trouble } : parseEvent(json);
}

/** The event of a message in binary mode, whose attributes stand in its headers (binary-mode.ts). */
export function parseBinary(head: Buffer, data: Buffer): Parsed {
  const trouble = dataTrouble(data);
  return trouble ? { refusal: trouble } : parseMessage(joined(head, data));
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

function parseEvent(json: unknown): Parsed {
  if (typeof json === 'string' && /^\s*[{[]/.test(json)) {
    return refuse('', 'the message is JSON in a JSON text (encoded twice); accepted: one CloudEvent object');
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return refuse('', `${describeValue(json)} is not an event; accepted: one CloudEvent object`);
  }
  const { type, data } = json as { type?: unknown; data?: unknown };
  const envelope = type === undefined ? foreignEnvelope(json) : undefined;
  if (envelope) return refuse('', `the message is ${envelope}; accepted: one CloudEvent object`);
  if (!EVENT_TYPES.some((known) => known === type)) {
    return refuse('type', `type is ${describeValue(type)}; accepted: ${EVENT_TYPES.join(', ')}`);
  }
  if (typeof data === 'string' && /^\s*\{/.test(data))
    return refuse('data', 'data is JSON in a JSON text (encoded twice); accepted: an object');
  if (data === undefined && 'data_base64' in json)
    return refuse('data', 'data is missing beside data_base64; accepted: data, an object');
  const result = dossierEvent.safeParse(json);
  return result.success ? { event: result.data } : { refusal: describeIssue(result.error, json) };
}

const FIELDS_OF = {
  [SNAPSHOT_TYPE]: fieldsReader(DOSSIER, 'snapshot'),
  [PROGRESS_TYPE]: fieldsReader(DOSSIER, 'progress'),
  // It tells nothing of the dossier.
  [CORRECTION_TYPE]: () => ({ ...noFields(DOSSIER), told: 2 ** CORRECTION_BIT }),
};

function toRow(event: DossierEvent): DecodedEvent {
  return {
    code: event.data.code,
    // The schema has checked the time.
    eventTime: parseTime(event.time) as number,
    type: event.type,
    id: event.id,
    source: event.source,
    ...FIELDS_OF[event.type](event.data),
    correction: event.type === CORRECTION_TYPE ? correctionText(event.data) : '',
  };
}

const ENVELOPE: readonly string[] = ['specversion', 'id', 'source', 'type', 'time', 'data'];

/** The name of a member that is not ours may be anything. */
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
