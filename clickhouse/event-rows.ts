/** The rows of a log of events in the store's formats: the message's place, what its event told of the fields, who sent it. */
import type { FieldTable, ScalarType, StoredFields } from '../contract/field-types.ts';
import { BlockWriter, VALUE_BYTES, type NativeType } from './native-block.ts';
import type { RowReader } from './row-binary.ts';

const TIME = "DateTime64(3, 'UTC')";

const BEFORE_FIELDS = {
  kafkaPartition: 'UInt16',
  generation: 'UInt16',
  kafkaOffset: 'UInt64',
  code: 'String',
  eventTime: TIME,
  type: 'String',
  id: 'String',
  source: 'String',
  /** One bit for each field. */
  told: 'UInt32',
} as const satisfies Record<string, NativeType>;
const BEHIND_FIELDS = {
  /** Name of the intake's sender; '' for what others wrote to Kafka. */
  sender: 'String',
  /** What a correction says (corrections.ts); '' of any other event. */
  correction: 'String',
} as const satisfies Record<string, NativeType>;

type ValuesOf<Types> = { [Name in keyof Types]: Types[Name] extends 'String' ? string : number };

/** What one event told, as stored. */
export type EventFields<Lines> = StoredFields<Lines> & { told: number };
export type EventRowOf<Lines> = StoredFields<Lines> &
  ValuesOf<typeof BEFORE_FIELDS> &
  ValuesOf<typeof BEHIND_FIELDS>;

const COLUMN_TYPES: Record<ScalarType['type'], NativeType> = {
  code: 'UInt8',
  flag: 'UInt8',
  time: TIME,
  amount: 'Int64',
  term: 'String',
  number: 'String',
  text: 'String',
};

type Method = 'string' | 'uint8' | 'uint16' | 'uint32' | 'int64';
const METHODS: Record<NativeType, Method> = {
  String: 'string',
  UInt8: 'uint8',
  UInt16: 'uint16',
  UInt32: 'uint32',
  UInt64: 'int64',
  Int64: 'int64',
  [TIME]: 'int64',
};

/** How many bytes a field's column takes on the wire; 0: as many as its text. */
export function widthOf({ type }: ScalarType): number {
  return VALUE_BYTES[COLUMN_TYPES[type]];
}

export class EventRows<Lines extends FieldTable['lines']> {
  /** Column -> its type on the wire; the order is the order of a row's values. */
  readonly #types: Readonly<Record<string, NativeType>>;
  readonly columns: readonly string[];

  constructor(table: FieldTable<Lines>) {
    const ofFields = table.columns.map(({ name, value }) => [name, COLUMN_TYPES[value.type]]);
    this.#types = { ...BEFORE_FIELDS, ...Object.fromEntries(ofFields), ...BEHIND_FIELDS };
    this.columns = Object.keys(this.#types);
  }

  block(): BlockWriter {
    return new BlockWriter(this.#types);
  }

  /** Appends one row in the order of the columns. */
  write(writer: BlockWriter, row: EventRowOf<Lines>): void {
    for (const name of this.columns) {
      const value = (row as Record<string, string | number>)[name] as string | number;
      if (typeof value === 'string') writer.string(value);
      else writer[METHODS[this.#types[name] as NativeType] as Exclude<Method, 'string'>](value);
    }
    writer.endRow();
  }

  /** A function that reads some columns of a row, in their order. */
  reader<Row>(names: readonly string[]): (reader: RowReader) => Row {
    const methods = names.map((name) => METHODS[this.#types[name] as NativeType]);
    return (reader) => {
      const row: Record<string, string | number> = {};
      for (const [i, name] of names.entries()) row[name] = reader[methods[i] as Method]();
      return row as Row;
    };
  }
}
