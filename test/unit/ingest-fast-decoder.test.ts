import { TELLING_TYPES } from '../../contract/event.ts';
import { DOSSIER } from '../../contract/fields.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DOSSIER_LOG } from '../../clickhouse/stream-log.ts';
import { decodeMessage } from '../../ingest/decoding/decode.ts';
import { DOSSIER_EVENTS } from '../../ingest/streams/dossier-events.ts';
import { FastDecoder } from '../../ingest/decoding/fast-decoder.ts';
import { readTime } from '../../ingest/decoding/read-time.ts';
import { parseTime } from '../../contract/time.ts';
import { arbitraryEvents } from '../support/arbitrary-events.ts';
import { anyText, spellingsOf } from '../support/spellings.ts';

const decoder = new FastDecoder(DOSSIER, TELLING_TYPES);
const place = { kafkaPartition: 3, generation: 1, kafkaOffset: 2 ** 40 + 7, sender: 'one-stop' };

function fastRow(key: Buffer | null, value: Buffer): Uint8Array | undefined {
  const writer = DOSSIER_LOG.rows.block();
  return decoder.decode(key, value, writer, place) ? writer.take() : undefined;
}

function slowRow(key: Buffer | null, value: Buffer): Uint8Array | undefined {
  const decoded = decodeMessage(DOSSIER_EVENTS, key, value);
  if (!('event' in decoded)) return undefined;
  const writer = DOSSIER_LOG.rows.block();
  DOSSIER_LOG.rows.write(writer, { ...place, ...decoded.event } as never);
  return writer.take();
}

/** As expect compares them byte by byte, rows are compared at once first. */
function expectSameRow(row: Uint8Array, slow: Uint8Array | undefined, value: Buffer): void {
  if (slow === undefined || Buffer.compare(row, slow) !== 0) expect(row, value.toString()).toEqual(slow);
}

const snapshot = {
  specversion: '1.0',
  id: '1',
  source: 'urn:test',
  type: 'dossier.snapshot.v1',
  time: '2021-10-04T08:10:00.123456+07:00',
  data: {
    code: 'HS-1',
    procedure: { code: '1.005129', name: 'Đăng ký khai sinh', field: 'Hộ tịch', onlineLevel: 'full' },
    unit: { code: 'H10.2.03', name: 'UBND huyện Lộc Ninh' },
    channel: 'online',
    applicantType: 'business',
    dueAt: '2024-02-29T00:00:00Z',
    finishedAt: null,
    status: 'returned',
    officer: { id: 'cb-1', name: null },
    paidOnline: false,
    feeVnd: 109_537_412,
    extra: [{ nested: [1, 'x', null, true] }],
  },
};

describe('the fast decoder', () => {
  it('takes every regular event and writes the row of the slow way', () => {
    const events = fc.sample(arbitraryEvents('A', 5, 200), { numRuns: 5, seed: 1 }).flat();
    for (const event of [...events, snapshot]) {
      const value = Buffer.from(JSON.stringify(event));
      // Escapes are for the slow way.
      if (value.includes('\\')) continue;
      const row = fastRow(Buffer.from(event.data.code), value);
      if (row === undefined) expect(row, value.toString()).toBeDefined();
      else expectSameRow(row, slowRow(null, value), value);
    }
  });

  it('takes nothing that the slow way refuses, however the bytes are damaged', () => {
    const base = JSON.stringify(snapshot);
    const damage = fc.record({
      at: fc.integer({ min: 0, max: base.length - 1 }),
      remove: fc.integer({ min: 0, max: 12 }),
      insert: fc.oneof(
        fc.string({ maxLength: 4 }),
        fc.constantFrom(
          '"',
          '\\"',
          '{',
          '}',
          ',',
          '0',
          '-1',
          '1e3',
          'null',
          '\u0000',
          ' ',
          '"code":"B",',
          '\u007f',
          'status',
          '[',
          '24',
        ),
      ),
    });
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (damages) => {
        let text = base;
        for (const { at, remove, insert } of damages)
          text = text.slice(0, at) + insert + text.slice(at + remove);
        const value = Buffer.from(text);
        const row = fastRow(null, value);
        if (row !== undefined) expectSameRow(row, slowRow(null, value), value);
      }),
      { numRuns: 8_000 },
    );
  });

  const spelled = (spell: (text: string) => string) => ({
    ...snapshot,
    source: spell('urn:test'),
    data: {
      ...snapshot.data,
      code: spell('HS 1'),
      procedure: {
        code: spell('1 005129'),
        name: spell('Đăng ký khai sinh'),
        field: spell('Hộ tịch'),
        onlineLevel: 'full',
      },
      unit: { code: spell('H10 03'), name: spell('UBND huyện Lộc Ninh') },
      officer: { id: spell('cb 1'), name: spell('Nguyễn Văn Đô') },
    },
  });
  const bytesOf = (event: unknown) => Buffer.from(JSON.stringify(event));
  /** Escapes would go the slow way for another reason. */
  const unescaped = (event: unknown) =>
    Buffer.from(JSON.stringify(event).replace(/\\(?:r|n|t|u00[01].)/g, ' '));

  it('makes one row of an event in whatever form its texts and its key come', () => {
    const canonical = spelled((text) => text);
    const row = fastRow(Buffer.from('HS 1'), bytesOf(canonical));
    expect(row).toBeDefined();
    const count = spellingsOf('a b').length;
    for (let i = 0; i < count; i++) {
      const value = bytesOf(spelled((text) => spellingsOf(text)[i] as string));
      const key = Buffer.from(spellingsOf('HS 1')[count - 1 - i] as string);
      expect(slowRow(key, value)).toEqual(row);
      const fast = fastRow(key, unescaped(spelled((text) => spellingsOf(text)[i] as string)));
      if (fast) expect(fast).toEqual(row);
    }
  });

  it('agrees with the slow way over any texts', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 4 }), anyText, (texts, key) => {
        let next = 0;
        const value = unescaped(
          spelled((text) => (next++ % 3 ? text : (texts[next % texts.length] as string))),
        );
        for (const bytes of [null, Buffer.from(key), Buffer.from(texts[1 % texts.length] as string)]) {
          const row = fastRow(bytes, value);
          if (row === undefined) continue;
          taken++;
          expectSameRow(row, slowRow(bytes, value), value);
        }
      }),
      { numRuns: 3_000 },
    );
    expect(taken).toBeGreaterThan(10);
  });

  it('leaves what only the slow way can judge', () => {
    const text = (change: (json: string) => string) => Buffer.from(change(JSON.stringify(snapshot)));
    const told = (json: string) =>
      fastRow(
        null,
        text(() => json),
      );
    expect(told(JSON.stringify(snapshot).replace('"returned"', '"ret\\u0075rned"'))).toBeUndefined();
    expect(
      told(JSON.stringify(snapshot).replace('"status":', '"status":"received","status":')),
    ).toBeUndefined();
    expect(
      fastRow(
        Buffer.from('other'),
        text((json) => json),
      ),
    ).toBeUndefined();
    expect(fastRow(null, Buffer.from([0x7b, 0xff]))).toBeUndefined();
  });
});

describe('reading a time from bytes', () => {
  it('agrees with parseTime on any text', () => {
    const digit = (max: number, width: number) =>
      fc.integer({ min: 0, max }).map((n) => String(n).padStart(width, '0'));
    const text = fc
      .tuple(digit(2300, 4), digit(13, 2), digit(32, 2), digit(25, 2), digit(61, 2), digit(61, 2))
      .chain(([y, mo, d, h, mi, s]) =>
        fc
          .tuple(
            fc.constantFrom('T', 't', ' ', '4'),
            fc.constantFrom('', '.1', '.123456789', '.', '.1234567890'),
            fc.constantFrom('Z', '+07:00', '-11:30', '+24:00', '', 'z', '+0700', 'Z '),
          )
          .map(([letter, fraction, zone]) => `${y}-${mo}-${d}${letter}${h}:${mi}:${s}${fraction}${zone}`),
      );
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ maxLength: 40 })), (time) => {
        const bytes = Buffer.from(`"${time}"`);
        expect(readTime(bytes, 1, bytes.length - 1)).toBe(parseTime(time));
      }),
      { numRuns: 20_000 },
    );
  });
});
