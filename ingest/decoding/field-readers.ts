/**
 * Reads the told value of a field from the bytes of an event, by the types of contract/field-types.ts. Each field has a
 * function of its own, made once: the hot path asks for no type.
 */
import type { Column, Field } from '../../contract/field-types.ts';
import { BOOLEAN_CODES } from '../../contract/fields.ts';
import { ByteWords } from './byte-words.ts';
import { IRREGULAR, JsonCursor } from './json-cursor.ts';
import { isPlainCode, isPlainText } from './plain-bytes.ts';
import { readTime } from './read-time.ts';

/** The values of one event, by column. */
export class ReadValues {
  readonly json = new JsonCursor();
  /** [column]: code, time in ms, amount. */
  readonly numbers: Float64Array<ArrayBuffer>;
  /** [2 * column]: where a text begins, [2 * column + 1]: where it ends. */
  readonly texts: Int32Array<ArrayBuffer>;

  constructor(columns: number) {
    this.numbers = new Float64Array(columns);
    this.texts = new Int32Array(columns * 2);
  }
}

/** Reads the value that comes next, which is not null. @throws IRREGULAR */
type Read = (values: ReadValues) => void;

/** Keeps the last string; its bytes are never fewer than the characters that the schema limits. */
export function keep({ json, texts }: ReadValues, index: number, minBytes: number, maxBytes: number): void {
  const { start, end } = json;
  if (end - start < minBytes || end - start > maxBytes) throw IRREGULAR;
  texts[index * 2] = start;
  texts[index * 2 + 1] = end;
}

export function keepText(values: ReadValues, index: number, minBytes: number, maxBytes: number): void {
  const { bytes, start, end } = values.json;
  if (!isPlainText(bytes, start, end)) throw IRREGULAR;
  keep(values, index, minBytes, maxBytes);
}

function keepCode(values: ReadValues, index: number, minBytes: number, maxBytes: number): void {
  const { bytes, start, end } = values.json;
  if (!isPlainCode(bytes, start, end)) throw IRREGULAR;
  keep(values, index, minBytes, maxBytes);
}

/** The last string as an instant, ms. */
export function timeOf({ bytes, start, end }: JsonCursor): number {
  const timeMs = readTime(bytes, start, end);
  if (timeMs === undefined) throw IRREGULAR;
  return timeMs;
}

function columnReader({ value: type, index }: Column): Read {
  switch (type.type) {
    case 'code': {
      const words = new ByteWords(type.words);
      return ({ json, numbers }) => {
        json.string();
        const word = words.find(json.bytes, json.start, json.end);
        if (word < 0) throw IRREGULAR;
        numbers[index] = word + 1;
      };
    }
    case 'flag':
      return ({ json, numbers }) => {
        numbers[index] = json.boolean() ? BOOLEAN_CODES.true : BOOLEAN_CODES.false;
      };
    case 'time':
      return ({ json, numbers }) => {
        json.string();
        numbers[index] = timeOf(json);
      };
    case 'amount':
      return ({ json, numbers }) => {
        numbers[index] = json.wholeNumber();
      };
    case 'term': {
      const words = new ByteWords(type.words);
      return (values) => {
        const { json } = values;
        json.string();
        if (words.find(json.bytes, json.start, json.end) < 0) throw IRREGULAR;
        keep(values, index, 0, Infinity);
      };
    }
    case 'number':
      // As JSON would write it: the sender may have written it in another way.
      return () => {
        throw IRREGULAR;
      };
    case 'text': {
      const { min = 0, max } = type;
      const keepSpelled = type.spelling === 'code' ? keepCode : keepText;
      return (values) => {
        values.json.string();
        keepSpelled(values, index, min, max);
      };
    }
  }
}

/** Members of a nested object; null members say nothing. */
function membersReader({ columns }: Field): Read {
  const words = new ByteWords(columns.map(({ member }) => member as string));
  const reads = columns.map(columnReader);
  return (values) => {
    const { json } = values;
    let seen = 0;
    json.expect(0x7b);
    if (json.takes(0x7d)) return;
    do {
      json.string();
      const member = words.find(json.bytes, json.start, json.end);
      json.expect(0x3a);
      if (member < 0) {
        json.skip(2);
        continue;
      }
      if ((seen & (1 << member)) !== 0) throw IRREGULAR;
      seen |= 1 << member;
      if (!json.takesNull()) (reads[member] as Read)(values);
    } while (json.takes(0x2c));
    json.expect(0x7d);
  };
}

export function fieldReader(field: Field): Read {
  const { line, columns } = field;
  if (!('members' in line)) return columnReader(columns[0] as Column);
  const read = membersReader(field);
  if (line.type !== 'place') return read;
  return (values) => {
    read(values);
    const { texts } = values;
    if (columns.every(({ index }) => texts[2 * index] === texts[2 * index + 1])) throw IRREGULAR;
  };
}
