/**
 * CloudEvents in binary mode: the attributes stand in headers, and data alone is the message (Kafka) or the body (HTTP).
 * They are joined into the text of the same event in structured mode, so that the same code judges and stores both.
 */
import { isUtf8 } from 'node:buffer';
import type { IHeaders } from 'kafkajs';
import { JsonCursor } from './json-cursor.ts';

type Values = IHeaders[string];

/** Attributes that are read; others are dropped unread. */
const ATTRIBUTES = ['specversion', 'id', 'source', 'type', 'time'] as const;
const KAFKA_NAMES = ATTRIBUTES.map((name) => [name, `ce_${name}`] as const);
const HTTP_NAMES = ATTRIBUTES.map((name) => [name, `ce-${name}`] as const);
const CONTENT_TYPE = 'content-type';
/** A longer value is refused for its length, so no more of it is looked at. */
const MAX_ATTRIBUTE_BYTES = 4_096;

/** Put around bytes that are no text, so that the event is none either. */
const NOT_TEXT = Buffer.from('"');

/** Closes what {@link kafkaHead} and {@link httpHead} open, behind the data. */
export const TAIL = 0x7d;

/** The event up to its data; undefined when no header is an attribute, or the message says that it is structured. */
export function kafkaHead(headers: IHeaders | undefined): Buffer | undefined {
  if (!headers || !KAFKA_NAMES.some(([, header]) => headers[header] !== undefined)) return undefined;
  if (isStructured(headers[CONTENT_TYPE])) return undefined;
  return headOf(KAFKA_NAMES, (header) => headers[header]);
}

/** The headers that hold a message's event or say how it is encoded, within their limits: a dead letter keeps them. */
export function eventHeaders(headers: IHeaders | undefined): IHeaders {
  const names = [...KAFKA_NAMES.map(([, header]) => header), CONTENT_TYPE];
  const kept = names.flatMap((name): [string, Buffer[]][] => {
    const values = headers?.[name];
    if (values === undefined) return [];
    const first = (Array.isArray(values) ? values : [values]).slice(0, 2);
    return [[name, first.map((value) => Buffer.from(value).subarray(0, MAX_ATTRIBUTE_BYTES))]];
  });
  return Object.fromEntries(kept);
}

/** The same of a request's headers. */
export function httpHead(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Buffer | undefined {
  if (!HTTP_NAMES.some(([, header]) => headers[header] !== undefined)) return undefined;
  if (isStructured(headers[CONTENT_TYPE])) return undefined;
  return headOf(HTTP_NAMES, (header) => {
    const value = headers[header];
    return typeof value === 'string' ? percentDecoded(value) : value?.map(percentDecoded);
  });
}

/** The whole event. */
export function joined(head: Buffer, data: Buffer): Buffer {
  return Buffer.concat([head, data, Buffer.from([TAIL])]);
}

/** Whether data is a single JSON text: two, once joined, could add members to the event. */
export function isOneJson(data: Buffer): boolean {
  const cursor = new JsonCursor();
  cursor.begin(data);
  try {
    cursor.skip();
    if (cursor.peek() === 0 && cursor.position === data.length) return true;
  } catch {
    // Irregular: the parser decides.
  }
  try {
    JSON.parse(data.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}

function isStructured(contentType: Values): boolean {
  return /^\s*application\/cloudevents/i.test(String(contentType ?? ''));
}

function headOf(
  names: readonly (readonly [attribute: string, header: string])[],
  valuesOf: (header: string) => Values,
): Buffer {
  let members = '';
  for (const [attribute, header] of names) {
    const values = valuesOf(header);
    if (values === undefined) continue;
    // A repeated attribute is written twice, and refused as in a structured event.
    for (const value of Array.isArray(values) ? values : [values]) {
      // With these bytes in it the event is refused for what they are.
      if (typeof value !== 'string' && !isUtf8(value)) return Buffer.concat([NOT_TEXT, value, NOT_TEXT]);
      members += `"${attribute}":${JSON.stringify(textOf(value))},`;
    }
  }
  return Buffer.from(`{${members}"data":`);
}

function textOf(value: Buffer | string): string {
  return typeof value === 'string'
    ? value.slice(0, MAX_ATTRIBUTE_BYTES)
    : value.toString('utf8', 0, MAX_ATTRIBUTE_BYTES);
}

/**
 * A header's value as CloudEvents' HTTP binding has it: in quotes or not, all but printable ASCII percent-encoded. Node
 * reads headers as Latin-1, so senders that put UTF-8 into them as it is are understood too.
 */
function percentDecoded(value: string): Buffer {
  const bare = /^"(.*)"$/s.exec(value)?.[1]?.replace(/\\(.)/gs, '$1') ?? value;
  return Buffer.from(
    bare.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  );
}
