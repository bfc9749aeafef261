import { TELLING_TYPES } from '../../contract/event.ts';
import { DOSSIER } from '../../contract/fields.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../ingest/decoding/decode.ts';
import { DOSSIER_EVENTS } from '../../ingest/streams/dossier-events.ts';
import type { Refusal } from '../../ingest/decoding/refusal.ts';
import { DOSSIER_LOG } from '../../clickhouse/stream-log.ts';
import { splitItems } from '../../ingest/intake/json-bounds.ts';
import { FastDecoder } from '../../ingest/decoding/fast-decoder.ts';
import { arbitraryLog } from '../support/arbitrary-events.ts';
import { progressEvent, snapshotEvent } from '../support/events.ts';

/** RUNS=50000 for a long look. */
const RUNS = Number(process.env['RUNS'] ?? 1_000);
const PLACE = { kafkaPartition: 0, generation: 0, kafkaOffset: 0, sender: '' };
const PHONE = '0912345678';
const MAIL = 'an.nguyen@example.vn';

/** Decodes as ingest does, the fast way first; undefined when the message is counted. */
function refusalOf(value: Buffer | string, key: Buffer | null = null): Refusal | undefined {
  const bytes = Buffer.from(value);
  const slow = decodeMessage(DOSSIER_EVENTS, key, bytes);
  const fast = new FastDecoder(DOSSIER, TELLING_TYPES).decode(key, bytes, DOSSIER_LOG.rows.block(), PLACE);
  // The fast way never takes what the slow one refuses.
  if ('refusal' in slow) expect(fast).toBe(false);
  return 'refusal' in slow ? slow.refusal : undefined;
}

/** A refusal as it may stand in a header, a log and a list. */
function expectWellSaid({ field, reason }: Refusal): void {
  expect(reason).toMatch(/; accepted: \S/);
  expect(reason.length).toBeLessThan(600);
  expect(reason.replace(String(Number.MAX_SAFE_INTEGER), '')).not.toMatch(/\d{9}|@example\.vn/);
  // The name of the field is ours, never the sender's.
  expect(field).toMatch(/^(|key|specversion|id|source|type|time|data(\.[a-zA-Z]+(\.\d+)?){0,2})$/);
  expect(reason.startsWith(field === 'key' ? 'the key' : field)).toBe(true);
}

/** What senders' software puts where something else belongs. */
const wrong: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom<unknown>('15000', '1', 1, 0, -1, 1.5, 1e300, true, 'true', '', ' ', null, [], {}, [[]], {
    code: [],
  }),
  fc.constantFrom('2021-10-04', '2021-10-04T08:10:00', '04/10/2021', '2021-02-30T08:10:00+07:00', 1633309800),
  fc.constantFrom(
    PHONE,
    `call ${PHONE}`,
    MAIL,
    `${MAIL} or ${PHONE}`,
    `x`.repeat(5_000),
    `${PHONE} `.repeat(500),
  ),
);

/** Paths of every value in an event, containers too. */
function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

function withValueAt(event: object, path: readonly string[], value: unknown): unknown {
  if (path.length === 0) return value;
  const copy = structuredClone(event);
  let at = copy as Record<string, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
  at[path.at(-1) as string] = value;
  return copy;
}

const event = fc
  .tuple(arbitraryLog('E', 5, 3), fc.nat())
  .map(([log, pick]) => log[pick % log.length] as object);

describe('bad input', { timeout: 60_000 + RUNS * 10 }, () => {
  it('any wrong value in any place is accepted or refused with field, value and what is accepted', () => {
    let refused = 0;
    fc.assert(
      fc.property(event, fc.nat(), fc.option(wrong, { nil: undefined }), (good, pick, value) => {
        const paths = pathsOf(good);
        const path = paths[pick % paths.length] as string[];
        const text = JSON.stringify(withValueAt(good, path, value)) ?? '';
        const refusal = refusalOf(text);
        if (!refusal) return;
        refused++;
        expectWellSaid(refusal);
        // It is the damaged field that is named, or one inside or around it.
        const named = refusal.field.split('.');
        const shared = named.every(
          (key, i) => path[i] === undefined || path[i] === key || refusal.field === '',
        );
        expect(shared || refusal.field === 'type').toBe(true);
      }),
      { numRuns: RUNS },
    );
    expect(refused).toBeGreaterThan(RUNS / 10);
  });

  it('any damage to the bytes is accepted or refused without a quote of them', () => {
    const damage = fc.record({ at: fc.nat(), remove: fc.nat(5), insert: fc.uint8Array({ maxLength: 4 }) });
    fc.assert(
      fc.property(event, fc.array(damage, { minLength: 1, maxLength: 3 }), (good, damages) => {
        let bytes = Buffer.from(JSON.stringify({ ...good, applicant: { phone: PHONE, mail: MAIL } }));
        for (const { at, remove, insert } of damages) {
          const cut = at % bytes.length;
          bytes = Buffer.concat([bytes.subarray(0, cut), insert, bytes.subarray(cut + remove)]);
        }
        const refusal = refusalOf(bytes);
        if (refusal) expectWellSaid(refusal);
      }),
      { numRuns: RUNS },
    );
  });

  it('any bytes at all are answered', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.json().map((json) => Buffer.from(json)),
        ),
        (bytes) => {
          expectWellSaid(refusalOf(Buffer.from(bytes)) as Refusal);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('a body is divided into the items of its array as they were sent', () => {
    const space = fc.constantFrom('', ' ', '\n\t', '\r');
    const item = fc.oneof(
      fc.json(),
      fc.constantFrom('1e400', '{"a":1,"a":"],["}', '"\\\\\\""', '[[],{"b":[1,2]}]'),
    );
    const padded = fc.tuple(space, item, space);
    fc.assert(
      fc.property(space, fc.array(padded, { maxLength: 5 }), (around, items) => {
        const text = `${around}[${items.map((parts) => parts.join('')).join(',')}]${around}`;
        expect(splitItems(Buffer.from(text))?.map(String)).toEqual(items.map((parts) => parts.join('')));
      }),
      { numRuns: RUNS },
    );
    expect(splitItems(Buffer.from(' {"a":[1,2]}'))?.map(String)).toEqual([' {"a":[1,2]}']);
  });

  const good = JSON.stringify(snapshotEvent({ code: 'A' }));

  it.each([
    ['a byte order mark', `\ufeff${good}`, /byte order mark; accepted: JSON in UTF-8 without one/],
    ['UTF-16', Buffer.from(good, 'utf16le'), /not JSON/],
    ['a lone continuation byte', Buffer.concat([Buffer.from(good), Buffer.from([0x80])]), /not valid UTF-8/],
    [
      '100,000 brackets',
      '['.repeat(100_000) + ']'.repeat(100_000),
      /nests deeper than 32; accepted: up to 32/,
    ],
    [
      'deep data',
      good.replace('"data":', `"data":${'{"a":'.repeat(40)}1${'}'.repeat(40)},"x":`),
      /nests deeper/,
    ],
    ['two events in one message', `${good}\n${good}`, /not JSON/],
    ['NaN', good.replace('"processing"', 'NaN'), /not JSON/],
    ['a comment', `${good} // end`, /not JSON/],
  ])('%s is refused', (_name, value, reason) => {
    const refusal = refusalOf(value) as Refusal;
    expectWellSaid(refusal);
    expect(refusal.reason).toMatch(reason);
  });

  it.each([
    ['code', '"code":"A"', '"code":"A","code":"B"', 'data.code'],
    ['the same value', '"code":"A"', '"code":"A","code":"A"', 'data.code'],
    ['an escaped name', '"code":"A"', '"code":"A","c\\u006fde":"B"', 'data.code'],
    ['the envelope', '"specversion"', '"time":"2021-01-01T00:00:00Z","specversion"', 'time'],
    ['inside the unit', '"unit":{', '"unit":{"code":"X",', 'data.unit.code'],
  ])('a member told twice is refused: %s', (_name, from, to, field) => {
    const refusal = refusalOf(good.replace(from, to)) as Refusal;
    expect(refusal).toEqual({ field, reason: `${field} is told twice; accepted: each field once` });
  });

  it('a field of the other event type is not read', () => {
    const progress = JSON.stringify(progressEvent({ code: 'A', status: 'received' }));
    expect(refusalOf(progress.replace('"code":"A"', '"code":"A","dueAt":"never","dueAt":1'))).toBeUndefined();
  });

  it('members that nobody reads may be told twice, whatever their names are', () => {
    const twice = `"${PHONE}":1,"${PHONE}":2`;
    expect(refusalOf(good.replace('{', `{${twice},`))).toBeUndefined();
    expect(refusalOf(good.replace('"data":{', `"data":{${twice},`))).toBeUndefined();
  });

  it('nor does it matter that they are spelled like a path of ours, whichever way the event is read', () => {
    for (const twice of [
      '"data.code":1,"data.code":2',
      '"":{"id":1,"id":2}',
      '"x":{"data.code":1,"data.code":2}',
    ]) {
      for (const text of [good, good.replace('"A"', '"\\u0041"')])
        expect([twice, refusalOf(text.replace('{', `{${twice},`))]).toEqual([twice, undefined]);
    }
  });

  it('a long value of personal data is cut and masked in no time', () => {
    const startedAt = Date.now();
    for (const filler of ['x', '1', '@', 'x@', `${MAIL} `, `${PHONE} `]) {
      const status = filler.repeat(Math.floor(200_000 / filler.length));
      expectWellSaid(refusalOf(good.replace('processing', status)) as Refusal);
    }
    expect(Date.now() - startedAt).toBeLessThan(2_000);
  });
});
