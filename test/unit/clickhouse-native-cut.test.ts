import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlockWriter } from '../../clickhouse/native-block.ts';
import { cutRows } from '../../clickhouse/native-cut.ts';

type Row = [text: string, word: number, short: number, time: number, other: string, byte: number];

function blockOf(rows: readonly Row[]): Uint8Array {
  const writer = new BlockWriter({
    text: 'String',
    word: 'UInt32',
    short: 'UInt16',
    time: "DateTime64(3, 'UTC')",
    other: 'String',
    byte: 'UInt8',
  });
  for (const [text, word, short, time, other, byte] of rows) {
    writer.string(text);
    writer.uint32(word);
    writer.uint16(short);
    writer.int64(time);
    writer.string(other);
    writer.uint8(byte);
    writer.endRow();
  }
  return writer.take();
}

const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ minLength: 120, maxLength: 400 }));
const row = fc.tuple(
  text,
  fc.nat({ max: 2 ** 32 - 1 }),
  fc.nat({ max: 2 ** 16 - 1 }),
  fc.maxSafeInteger(),
  text,
  fc.nat({ max: 255 }),
);

describe('rows cut out of a block', () => {
  it('are to the byte the block that they alone would have been written to', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 200 }), fc.nat(), fc.nat(), (rows, a, b) => {
        const ends = [a % (rows.length + 1), b % (rows.length + 1)] as const;
        const [from, to] = [Math.min(...ends), Math.max(...ends)];
        const cut = Buffer.from(cutRows(blockOf(rows), from, to));
        expect(cut.equals(blockOf(rows.slice(from, to)))).toBe(true);
      }),
    );
  });

  it('can be cut again, though they lie within another buffer', () => {
    const rows = Array.from({ length: 9 }, (_, i): Row => [`text ${i}`, i, i, i, 'ờ'.repeat(i * 30), i]);
    const cut = cutRows(cutRows(blockOf(rows), 2, 8), 3, 5);
    expect(Buffer.from(cut).equals(blockOf(rows.slice(5, 7)))).toBe(true);
  });

  it.each([
    [0, 3],
    [2, 1],
    [-1, 1],
  ])('cannot be %i to %i of a block of 2', (from, to) => {
    const two = blockOf([
      ['a', 0, 0, 0, '', 0],
      ['b', 1, 1, 1, '', 1],
    ]);
    expect(() => cutRows(two, from, to)).toThrow(`rows ${from} to ${to} of a block of 2`);
  });
});
