import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalText } from '../../contract/canonical.ts';
import { parseCsvTable } from '../../pack/csv-table.ts';

const read = (text: string) => parseCsvTable('t.csv', text, { required: ['a', 'b'], optional: ['c'] });
const cells = (text: string) => read(text).map((row) => row.cells);

test('a file saved by a spreadsheet is read: byte order mark, CRLF, empty lines, trailing empty cells', () => {
  expect(read('\uFEFFa,b,\r\n1, 2 ,\r\n,,\r\n3,"x ""y"", z"\r\n')).toEqual([
    { line: 2, cells: { a: '1', b: '2', c: '' } },
    { line: 4, cells: { a: '3', b: 'x "y", z', c: '' } },
  ]);
});

test('a row number stays that of the spreadsheet after a cell of two lines', () => {
  expect(read('a,b\n"x\ny",2\n3,4').map((row) => row.line)).toEqual([2, 4]);
});

test.each([
  ['a;b\n1;2', /row 1: the columns are separated by ";".*commas/],
  ['a,x\n1,2', /row 1: column "b" is missing/],
  ['a,b,d\n1,2,3', /row 1: column "d" is unknown; accepted: a, b, c/],
  ['a,b,a\n1,2,3', /row 1: column "a" stands twice/],
  ['a,b\n1,2,3', /row 2: 3 cells; accepted: 2/],
  ['a,b\n1,"2', /row 2: a quote is not closed/],
  ['a,b\n1,"2"x', /row 2: text after the closing quote/],
  ['', /the file is empty/],
])('a table that cannot be meant is refused by name: %j', (text, message) => {
  expect(() => read(text)).toThrow(message);
});

test('whatever is quoted comes back in its canonical form', () => {
  const cell = fc.string({ unit: 'grapheme' }).map(canonicalText);
  fc.assert(
    fc.property(
      fc.array(fc.record({ a: cell.filter((text) => text !== ''), b: cell }), { minLength: 1 }),
      (rows) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = `a,b\n${rows.map((row) => `${quote(row.a)},${quote(row.b)}`).join('\n')}`;
        expect(cells(text)).toEqual(rows.map((row) => ({ ...row, c: '' })));
      },
    ),
  );
});
