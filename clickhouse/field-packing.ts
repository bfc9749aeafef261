/** How each type of field of contract/field-types.ts is joined from the log and read back (packed-fields.ts). */
import type { Column, Field, FieldType } from '../contract/field-types.ts';
import {
  bigEndian,
  codeOf,
  codeSql,
  codeToldMs,
  latestCode,
  latestNumber,
  latestTexts,
  numberSql,
  textSql,
  textsToldMs,
  TOLD_BYTES,
} from './packed-fields.ts';
import type { RowReader, Span } from './row-binary.ts';

/** When a field was told, ms, 0 = never; and its number, or its texts, which are left where they lie. */
export interface JoinedField {
  at: number;
  value: number;
  texts: Span;
}

interface Packing {
  /** The greatest (event time, value) that events of a group told, in SQL. */
  join: (bit: number, columns: readonly Column[]) => string;
  /** What is joined as the log stores it, in SQL, a time as its ms; `position` of the column from 1. */
  unpack: (joined: string, column: Column, position: number) => string;
  read: (reader: RowReader, into: JoinedField) => void;
}

const nameOf = ([column]: readonly Column[]) => (column as Column).name;
const ms = (column: string) => `toUnixTimestamp64Milli(${column})`;

const code: Packing = {
  join: (bit, columns) => latestCode(bit, nameOf(columns)),
  unpack: codeSql,
  read: (reader, into) => {
    const packed = reader.int64();
    into.at = codeToldMs(packed);
    into.value = codeOf(packed);
  },
};

/** `toNumber`: its column as a number from 0 on, which is `more` than the stored one. */
const number = (toNumber: (column: string) => string, more: number): Packing => ({
  join: (bit, columns) => latestNumber(bit, toNumber(nameOf(columns))),
  unpack: (joined) => `${numberSql(joined)} - ${more}`,
  read: (reader, into) => {
    // The value is in the first eight of its 16 bytes.
    into.value = reader.int64() - more;
    into.at = reader.int64();
  },
});

const texts: Packing = {
  join: (bit, columns) =>
    latestTexts(
      bit,
      columns.map(({ name, value: { type } }) =>
        type === 'code' ? `toString(${name})` : type === 'time' ? bigEndian(ms(name)) : name,
      ),
    ),
  unpack: (joined, { value: { type } }, position) => {
    const text = textSql(joined, position);
    if (type === 'code') return `toUInt8OrZero(${text})`;
    return type === 'time' ? `reinterpretAsInt64(reverse(${text}))` : text;
  },
  read: (reader, into) => {
    reader.text(into.texts);
    into.at = textsToldMs(into.texts);
    if (into.at !== 0) into.texts.start += TOLD_BYTES;
  },
};

const PACKINGS: Record<FieldType['type'], Packing> = {
  code,
  flag: code,
  time: number(ms, 0),
  amount: number((column) => `${column} + 1`, 1),
  term: texts,
  number: texts,
  text: texts,
  names: texts,
  place: texts,
  figures: texts,
  span: texts,
};

export function joinedSql({ bit, columns, line }: Field): string {
  return PACKINGS[line.type].join(bit, columns);
}

/** Each column of a field that is joined, in SQL, a time as its ms. */
export function unpackedSql({ columns, line }: Field, joined: string): [Column, string][] {
  const { unpack } = PACKINGS[line.type];
  return columns.map((column, i) => [column, unpack(joined, column, i + 1)]);
}

/** One expression for each column, of what JSON can hold. */
export function storedSql(field: Field): string[] {
  return unpackedSql(field, joinedSql(field)).map(
    ([
      {
        name,
        value: { type },
      },
      unpacked,
    ]) =>
      type === 'time' || type === 'amount' ? `toFloat64(${unpacked}) AS ${name}` : `${unpacked} AS ${name}`,
  );
}

/** A function that reads a joined field from a row. */
export function joinedReader({ line }: Field): Packing['read'] {
  return PACKINGS[line.type].read;
}
