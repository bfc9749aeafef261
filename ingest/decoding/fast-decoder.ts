/**
 * The hot path: from the bytes of an event straight to the values of its row, without objects, strings or promises.
 *
 * It takes events as one-stop software sends them and leaves all else to decode.ts, which has the last word: whatever
 * it takes, decode.ts would take with the same row (a property test holds the two together).
 */
import { isUtf8 } from 'node:buffer';
import type { FieldTable, Telling } from '../../contract/field-types.ts';
import { MAX_EVENT_BYTES } from '../../contract/topics.ts';
import { widthOf } from '../../clickhouse/event-rows.ts';
import type { BlockWriter } from '../../clickhouse/native-block.ts';
import { ByteWords } from './byte-words.ts';
import { noneOf } from './event-fields.ts';
import { fieldReader, keep, keepText, ReadValues, timeOf } from './field-readers.ts';
import { IRREGULAR } from './json-cursor.ts';
import { isPlainDossierCode } from './plain-bytes.ts';

const ENVELOPE = new ByteWords(['specversion', 'id', 'source', 'type', 'time', 'data']);
const VERSIONS = new ByteWords(['1.0']);

/** What the data of one event type may tell; the last member is `code`. */
interface Shape {
  words: ByteWords;
  reads: readonly ((values: ReadValues) => void)[];
  /** [member]: its bit among those that were seen. */
  bits: Int32Array;
  /** Members that have to be told, with a value. */
  required: number;
  /** The numbers of an event that tells nothing. */
  none: Float64Array;
}

/** No field has it (contract/field-types.ts). */
const CODE_BIT = 1 << 31;

export class FastDecoder {
  readonly #values: ReadValues;
  readonly #types: ByteWords;
  readonly #typeNames: readonly string[];
  readonly #shapes: readonly Shape[];
  /** [column]: its bytes in a row; 0 = a text. */
  readonly #widths: Uint8Array;
  readonly #id: number;
  readonly #source: number;
  readonly #code: number;
  #type = 0;
  #eventTime = 0;
  #told = 0;

  /** `types`: the event types that tell fields. */
  constructor(table: FieldTable, types: Readonly<Record<Telling, string>>) {
    const { columns } = table;
    this.#widths = Uint8Array.from(columns, ({ value }) => widthOf(value));
    [this.#id, this.#source, this.#code] = [columns.length, columns.length + 1, columns.length + 2];
    this.#values = new ReadValues(columns.length + 3);
    this.#typeNames = Object.values(types);
    this.#types = new ByteWords(this.#typeNames);
    this.#shapes = Object.keys(types).map((event) => shapeOf(table, event as Telling, this.#code));
  }

  /**
   * Appends the row of an event to the writer. False, with nothing appended, when the event needs the slow way, as it does
   * when its time lies after `lastEventMs`.
   */
  decode(
    key: Buffer | null,
    value: Buffer | null,
    writer: BlockWriter,
    place: RowPlace,
    lastEventMs = Infinity,
  ): boolean {
    if (value === null || value.length > MAX_EVENT_BYTES || !isUtf8(value)) return false;
    this.#type = -1;
    this.#values.texts.fill(0);
    this.#values.json.begin(value);
    try {
      this.#envelope();
    } catch (error) {
      if (error === IRREGULAR) return false;
      throw error;
    }
    if (this.#eventTime > lastEventMs || (key !== null && !this.#isCode(key))) return false;
    this.#write(writer, place);
    return true;
  }

  #envelope(): void {
    const { json } = this.#values;
    let seen = 0;
    json.expect(0x7b);
    do {
      json.string();
      const member = ENVELOPE.find(json.bytes, json.start, json.end);
      json.expect(0x3a);
      if (member < 0) {
        json.skip();
        continue;
      }
      if ((seen & (1 << member)) !== 0) throw IRREGULAR;
      seen |= 1 << member;
      this.#envelopeMember(member);
    } while (json.takes(0x2c));
    json.expect(0x7d);
    if (seen !== 0b111111 || json.peek() !== 0 || json.position !== json.bytes.length) throw IRREGULAR;
  }

  #envelopeMember(member: number): void {
    const { json } = this.#values;
    if (member === 5) return this.#data();
    json.string();
    switch (member) {
      case 0:
        if (VERSIONS.find(json.bytes, json.start, json.end) < 0) throw IRREGULAR;
        return;
      case 1:
        return keep(this.#values, this.#id, 1, 256);
      case 2:
        return keepText(this.#values, this.#source, 1, 512);
      case 3:
        this.#type = this.#types.find(json.bytes, json.start, json.end);
        if (this.#type < 0) throw IRREGULAR;
        return;
      default:
        this.#eventTime = timeOf(json);
    }
  }

  #data(): void {
    // Which fields count depends on the type, so it has to come first.
    if (this.#type < 0) throw IRREGULAR;
    const values = this.#values;
    const { json } = values;
    const { words, reads, bits, required, none } = this.#shapes[this.#type] as Shape;
    values.numbers.set(none);
    let seen = 0;
    let cleared = 0;
    json.expect(0x7b);
    do {
      json.string();
      const member = words.find(json.bytes, json.start, json.end);
      json.expect(0x3a);
      if (member < 0) {
        json.skip(1);
        continue;
      }
      const bit = bits[member] as number;
      if ((seen & bit) !== 0) throw IRREGULAR;
      seen |= bit;
      if (json.takesNull()) cleared |= bit;
      else (reads[member] as (values: ReadValues) => void)(values);
    } while (json.takes(0x2c));
    json.expect(0x7d);
    if ((seen & ~cleared & required) !== required) throw IRREGULAR;
    this.#told = seen & ~CODE_BIT;
  }

  #isCode(key: Buffer): boolean {
    const { texts, json } = this.#values;
    const start = texts[this.#code * 2] as number;
    const length = (texts[this.#code * 2 + 1] as number) - start;
    if (key.length !== length) return false;
    for (let i = 0; i < length; i++) if (key[i] !== json.bytes[start + i]) return false;
    return true;
  }

  /** Columns in the order of clickhouse/event-rows.ts. */
  #write(writer: BlockWriter, place: RowPlace): void {
    const { numbers } = this.#values;
    const widths = this.#widths;
    writer.uint16(place.kafkaPartition);
    writer.uint16(place.generation);
    writer.int64(place.kafkaOffset);
    this.#text(writer, this.#code);
    writer.int64(this.#eventTime);
    writer.string(this.#typeNames[this.#type] as string);
    this.#text(writer, this.#id);
    this.#text(writer, this.#source);
    writer.uint32(this.#told);
    for (let column = 0; column < widths.length; column++) {
      const width = widths[column];
      if (width === 0) this.#text(writer, column);
      else if (width === 1) writer.uint8(numbers[column] as number);
      else writer.int64(numbers[column] as number);
    }
    writer.string(place.sender);
    // No correction: those are for decode.ts.
    writer.uint8(0);
    writer.endRow();
  }

  #text(writer: BlockWriter, column: number): void {
    const { texts, json } = this.#values;
    writer.bytes(json.bytes, texts[column * 2] as number, texts[column * 2 + 1] as number);
  }
}

function shapeOf(table: FieldTable, event: Telling, codeIndex: number): Shape {
  const fields = table.toldBy(event);
  const none = new Float64Array(table.columns.length);
  for (const { index, value } of fields.flatMap(({ columns }) => columns))
    none[index] = Number(noneOf(value));
  const readCode = (values: ReadValues) => {
    const { json } = values;
    json.string();
    if (!isPlainDossierCode(json.bytes, json.start, json.end)) throw IRREGULAR;
    keep(values, codeIndex, 1, 128);
  };
  const required = fields.filter(({ line }) => line.requiredBy === event);
  return {
    words: new ByteWords([...fields.map(({ name }) => name), 'code']),
    reads: [...fields.map(fieldReader), readCode],
    bits: Int32Array.from([...fields.map(({ bit }) => 1 << bit), CODE_BIT]),
    required: required.reduce((bits, { bit }) => bits | (1 << bit), CODE_BIT),
    none,
  };
}

/** Where a message stands in Kafka, and who sent it. */
export interface RowPlace {
  kafkaPartition: number;
  generation: number;
  kafkaOffset: number;
  sender: string;
}
