import { gzipSync, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeMessage, parseBinary } from '../../ingest/decoding/decode.ts';
import { DOSSIER_EVENTS } from '../../ingest/streams/dossier-events.ts';
import { httpHead } from '../../ingest/decoding/binary-mode.ts';
import { snapshotEvent } from '../support/events.ts';

const event = snapshotEvent({ code: 'A', officer: { name: 'Nguyễn Văn A' } });
const json = JSON.stringify(event);
const behind = (...head: number[]) => Buffer.concat([Buffer.from(head), Buffer.from(json)]);

function reasonOf(value: Buffer | string): string {
  const decoded = decodeMessage(DOSSIER_EVENTS, null, Buffer.from(value));
  if ('event' in decoded) throw new Error('it was accepted');
  expect(decoded.refusal.reason).toMatch(/; accepted: \S/);
  expect(decoded.refusal.reason).not.toContain('Nguyễn');
  return decoded.refusal.reason;
}

describe('a message of another serialiser is refused by its name', () => {
  it.each<[string, Buffer | string, RegExp]>([
    ['Confluent JSON Schema', behind(0, 0, 0, 0, 7), /JSON behind the number of a schema/],
    ['Apicurio JSON Schema', behind(0, 0, 0, 0, 0, 0, 0, 1, 44), /JSON behind the number of a schema/],
    ['Confluent Avro', Buffer.from([0, 0, 0, 1, 7, 2, 0x41, 0x80]), /Avro or Protobuf behind the number/],
    ['Confluent Protobuf', Buffer.from([0, 0, 0, 1, 7, 0, 0x0a, 1, 0x41]), /Avro or Protobuf behind/],
    ['an Avro file', Buffer.from('Obj\x01\x04'), /Avro/],
    ['a single Avro object', Buffer.from([0xc3, 1, 9, 9]), /Avro/],
    ['Protobuf', Buffer.from([0x0a, 2, 0x31, 0x30, 0x12, 1, 0x41]), /Protobuf/],
    ['Java', Buffer.from([0xac, 0xed, 0, 5, 0x73, 0x72]), /serialised Java object/],
    ['MessagePack', Buffer.from([0x86, 0xa2, 0x69, 0x64, 0xa1, 0x31]), /MessagePack/],
    ['MessagePack map16', Buffer.from([0xde, 0, 0x11, 0xa2, 0x69, 0x64, 0xa1]), /MessagePack/],
    ['CBOR', Buffer.from([0xa6, 0x62, 0x69, 0x64, 0x61, 0x31]), /CBOR/],
    ['CBOR with its tag', Buffer.from([0xd9, 0xd9, 0xf7, 0xa1]), /CBOR/],
    ['BSON', Buffer.from([12, 0, 0, 0, 0x10, 0x61, 0, 1, 0, 0, 0, 0]), /BSON/],
    ['Smile', Buffer.from([0x3a, 0x29, 0x0a, 1]), /Smile/],
    ['pickle', Buffer.from([0x80, 4, 0x95]), /pickled Python/],
    ['XML', `<?xml version="1.0"?><hoSo/>`, /XML/],
    ['UTF-16', Buffer.from(json, 'utf16le'), /UTF-16/],
    ['UTF-16 with its mark', Buffer.from(`\ufeff${json}`, 'utf16le'), /UTF-16/],
    ['UTF-16 big-endian', Buffer.from(json, 'utf16le').swap16(), /UTF-16/],
    ['UTF-32', Buffer.from([0x7b, 0, 0, 0, 0x22, 0, 0, 0]), /UTF-32/],
    ['a byte order mark', `\ufeff${json}`, /byte order mark/],
    ['gzip', gzipSync(json), /gzip/],
    ['zlib', deflateSync(json), /zlib/],
    ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0]), /zstd/],
    ['lz4', Buffer.from([0x04, 0x22, 0x4d, 0x18, 0]), /lz4/],
    ['base64', Buffer.from(json).toString('base64'), /base64/],
    ['a form', `data=${encodeURIComponent(json)}`, /form/],
    ['PHP', 'a:2:{s:2:"id";s:1:"1";}', /PHP/],
    ['several events', `${json}\n${json}`, /several JSON texts/],
    ['JSON in JSON', JSON.stringify(json), /encoded twice/],
    [
      'data in JSON',
      JSON.stringify({ ...event, data: JSON.stringify(event.data) }),
      /data is JSON.*encoded twice/,
    ],
    ['data in base64', JSON.stringify({ ...event, data: undefined, data_base64: 'e30=' }), /data_base64/],
    ['Kafka Connect', JSON.stringify({ schema: { type: 'struct' }, payload: event }), /Kafka Connect/],
    ['Debezium', JSON.stringify({ before: null, after: event.data, op: 'c', source: {} }), /Debezium/],
    [
      'Debezium in Connect',
      JSON.stringify({ schema: {}, payload: { before: null, after: {}, op: 'u' } }),
      /Debezium/,
    ],
    ['nothing', '', /not JSON/],
    ['anything else', Buffer.from([0xf5, 1, 2]), /^the message is not valid UTF-8; accepted/],
    ['a text', 'hello', /^the message is not JSON[^,]*; accepted/],
  ])('%s', (_name, value, reason) => {
    expect(reasonOf(value)).toMatch(reason);
  });

  it('in binary mode too', () => {
    const head = httpHead({ 'ce-specversion': '1.0', 'ce-id': '1' }) as Buffer;
    const reason = (data: Buffer | string) => {
      const parsed = parseBinary([DOSSIER_EVENTS], head, Buffer.from(data));
      return 'refusal' in parsed ? parsed.refusal.reason : 'accepted';
    };
    expect(reason(gzipSync('{}'))).toMatch(/gzip/);
    expect(reason('<x/>')).toMatch(/XML/);
    expect(reason('\ufeff{}')).toMatch(/byte order mark/);
    expect(reason('')).toMatch(/not JSON/);
    // Put together, it would tell members of the event.
    expect(reason('{"code":"A"},"source":"urn:other"')).toMatch(/not JSON/);
    expect(reason('{"code":"A"},"x":{}')).toMatch(/not JSON/);
  });
});
