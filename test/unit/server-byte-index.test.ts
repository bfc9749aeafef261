import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unpackTexts } from '../../clickhouse/packed-fields.ts';
import { ByteIndex, MAX_TEXT_BYTES } from '../../server/state/memory/byte-index.ts';
import { Interner } from '../../server/state/memory/interner.ts';

describe('an index of texts', () => {
  it('numbers texts in the order in which they come, and finds them again', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 12 })), fc.nat(20), (texts, reserved) => {
        const index = new ByteIndex();
        index.reserve(reserved);
        const distinct = [...new Set(texts)];
        for (const text of texts) expect(index.add(text)).toBe(distinct.indexOf(text));
        expect(index.size).toBe(distinct.length);
        for (const [row, text] of distinct.entries()) {
          expect(index.textOf(row)).toBe(text);
          expect(index.get(text)).toBe(row);
        }
        expect(index.get('never told, and longer')).toBe(-1);
      }),
    );
  });

  it('keeps its numbers while it grows over many pages', () => {
    const index = new ByteIndex();
    const text = (n: number) => `${n}-${'x'.repeat(n % 300)}`;
    for (let n = 0; n < 30_000; n++) expect(index.add(text(n))).toBe(n);
    for (let n = 0; n < 30_000; n += 7) expect([index.get(text(n)), index.textOf(n)]).toEqual([n, text(n)]);
  });

  it('orders and searches by bytes', () => {
    const index = new ByteIndex();
    const rows = ['b', 'a', 'ă', 'ab'].map((text) => index.add(text));
    const order = rows.sort((a, b) => index.compare(a, b)).map((row) => index.textOf(row));
    expect(order).toEqual(['a', 'ab', 'b', 'ă']);
    expect(index.includes(index.get('ab'), Buffer.from('b'))).toBe(true);
    expect(index.includes(index.get('a'), Buffer.from('b'))).toBe(false);
  });
});

describe('an interner', () => {
  it('gives a value one number, whether it comes as texts or as bytes of any length', () => {
    const interner = new Interner(2, (told) => told);
    const values = [
      ['H10.2.03', 'Sở Tư pháp'],
      ['', 'x'.repeat(MAX_TEXT_BYTES + 10)],
      ['', ''],
    ];
    for (const value of [...values, ...values]) {
      const bytes = Buffer.from(value.map((text) => `${text}\0`).join(''));
      const id = interner.idOfBytes({ bytes, start: 0, end: bytes.length }, unpackTexts);
      expect(interner.idOf(value)).toBe(id);
      expect(interner.valueOf(id)).toEqual(value);
    }
    expect(interner.size).toBe(3);
  });
});
