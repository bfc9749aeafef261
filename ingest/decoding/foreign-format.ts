/**
 * What bytes that are no JSON look like: serialisers, encodings and compressions that one-stop software and brokers are
 * set to by default. The refusal names it, so that its sender finds the setting.
 */

type Format = [name: string, looksSo: (bytes: Buffer, text: string) => boolean];

const begins =
  (...head: number[]) =>
  (bytes: Buffer): boolean =>
    head.every((byte, i) => bytes[i] === byte);
const between = (byte: number | undefined, from: number, to: number) =>
  byte !== undefined && byte >= from && byte <= to;
/** Of a `{`, a `[` or a `"` in two or four bytes all but one are 0. */
const isOpening = (byte: number | undefined) => byte === 0x7b || byte === 0x5b || byte === 0x22;

/** The first that fits. */
const FORMATS: Format[] = [
  [
    'UTF-32',
    (b) =>
      begins(0xff, 0xfe, 0, 0)(b) || begins(0, 0, 0xfe, 0xff)(b) || (begins(0, 0, 0)(b) && isOpening(b[3])),
  ],
  ['UTF-32', (b) => isOpening(b[0]) && b[1] === 0 && b[2] === 0 && b[3] === 0],
  ['UTF-16', (b) => begins(0xff, 0xfe)(b) || begins(0xfe, 0xff)(b)],
  ['UTF-16', (b) => (isOpening(b[0]) && b[1] === 0) || (b[0] === 0 && isOpening(b[1]))],
  [
    'JSON behind the number of a schema (a schema registry’s JSON Schema serialiser)',
    (b) => b[0] === 0 && (isOpening(b[5]) || isOpening(b[9])),
  ],
  [
    'Avro or Protobuf behind the number of a schema (a schema registry’s serialiser)',
    (b) => b[0] === 0 && b.length > 5,
  ],
  ['Avro', (b) => begins(0x4f, 0x62, 0x6a, 0x01)(b) || begins(0xc3, 0x01)(b)],
  ['a serialised Java object', begins(0xac, 0xed, 0, 5)],
  ['gzip, compressed by its sender and not by the producer', begins(0x1f, 0x8b)],
  ['zstd, compressed by its sender and not by the producer', begins(0x28, 0xb5, 0x2f, 0xfd)],
  ['lz4, compressed by its sender and not by the producer', begins(0x04, 0x22, 0x4d, 0x18)],
  ['snappy, compressed by its sender and not by the producer', begins(0xff, 0x06, 0, 0, 0x73)],
  ['zlib, compressed by its sender', (b) => b[0] === 0x78 && [0x01, 0x5e, 0x9c, 0xda].includes(b[1] ?? 0)],
  ['a zip file', begins(0x50, 0x4b, 0x03, 0x04)],
  ['a pickled Python object', (b) => b[0] === 0x80 && between(b[1], 2, 5)],
  ['Smile', begins(0x3a, 0x29, 0x0a)],
  ['CBOR', (b) => begins(0xd9, 0xd9, 0xf7)(b) || (between(b[0], 0xa1, 0xbf) && between(b[1], 0x60, 0x7f))],
  ['MessagePack', (b) => isMessagePackMap(b)],
  ['BSON', (b) => b.length > 4 && b.readUInt32LE(0) === b.length && b[b.length - 1] === 0],
  [
    'Protobuf',
    (b, text) => b[0] === 0x0a && b.length > 2 && (b[1] ?? 0) <= b.length - 2 && !/^\s*[{["]/.test(text),
  ],
  ['XML', (_, text) => /^\s*</.test(text)],
  ['base64', (_, text) => /^(?:eyJ|ey[Ag]|ewo|ew0K)[\w+/-]*={0,2}$/.test(text)],
  ['a form of a web page', (_, text) => /^[\w.[\]-]{1,64}=[^\s]*$/.test(text)],
  ['a PHP serialisation', (_, text) => /^[aO]:\d+:[{"]/.test(text)],
  ['several JSON texts', (_, text) => /[}\]]\s*\n\s*[{[]/.test(text) && /^\s*[{[]/.test(text)],
];

/** A text's beginning is enough for all of them. */
const LOOKED_AT = 4_096;

/** Its name; undefined when it looks like nothing known. */
export function foreignFormat(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8', 0, LOOKED_AT);
  return FORMATS.find(([, looksSo]) => looksSo(bytes, text))?.[0];
}

/** A map whose first key is a text. */
function isMessagePackMap(bytes: Buffer): boolean {
  const keyAt = between(bytes[0], 0x81, 0x8f) ? 1 : bytes[0] === 0xde ? 3 : bytes[0] === 0xdf ? 5 : undefined;
  if (keyAt === undefined) return false;
  return between(bytes[keyAt], 0xa1, 0xbf) || between(bytes[keyAt], 0xd9, 0xdb);
}

/** What a JSON object that is no event is known as; undefined when it is none of these. */
export function foreignEnvelope(json: object): string | undefined {
  const payload = 'payload' in json ? json.payload : json;
  const isChange = typeof payload === 'object' && payload !== null && 'op' in payload && 'after' in payload;
  if (isChange) return 'a change record of Debezium (before, after, op)';
  return 'schema' in json && 'payload' in json ? 'an envelope of Kafka Connect (schema, payload)' : undefined;
}
