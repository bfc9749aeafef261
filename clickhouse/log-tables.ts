/**
 * The tables of a stream, whose columns are its table of fields (contract/fields.ts): the log, one row per message that was
 * counted, in the order of arrival; and the states, what the log tells of each code.
 *
 * The log's ORDER BY is the message's place in Kafka, so a tick follows it with a range read, and an insert that is repeated
 * after a crash is the same key again: ReplacingMergeTree makes it one row. What an insert costs is the speed of a back-fill
 * and the latency of the wall: names that repeat are dictionaries (LowCardinality), since an insert of Native blocks and each
 * merge cost a third of plain texts under ZSTD.
 *
 * The states hold per field the greatest (event time, value), which is commutative, associative and idempotent, so order and
 * repetition cannot change it (contract/join.ts is the same rule in code). Both are packed as packed-fields.ts says, since a
 * maximum of numbers and texts costs a tenth of one of tuples, at each merge. A cleared field has the time and the least
 * value. No partitions: a chunk of a few rows would become a part in each of them.
 */
import type { FieldType, ScalarType } from '../contract/field-types.ts';
import type { StreamLog } from './stream-log.ts';

export interface TableColumn {
  name: string;
  /** As ClickHouse spells it. */
  type: string;
  /** Its default and codec, as they stand behind the type. */
  storing?: string;
}

export interface Table {
  name: string;
  columns: readonly TableColumn[];
  indexes: readonly string[];
  /** Engine and order. */
  engine: string;
}

const TIME = { type: "DateTime64(3, 'UTC')", storing: 'CODEC(Delta, LZ4)' };
const TEXT = { type: 'String', storing: 'CODEC(LZ4)' };
const REPEATED_TEXT = { type: 'LowCardinality(String)', storing: 'CODEC(LZ4)' };

function typeInLog(value: ScalarType): Omit<TableColumn, 'name'> {
  switch (value.type) {
    case 'code':
    case 'flag':
      return { type: 'UInt8' };
    case 'time':
      return TIME;
    case 'amount':
      return { type: 'Int64' };
    case 'term':
      return REPEATED_TEXT;
    case 'text':
      return value.distinct ? TEXT : REPEATED_TEXT;
    case 'number':
      return TEXT;
  }
}

const PACKED_TYPES: Record<FieldType['type'], 'UInt64' | 'UInt128' | 'String'> = {
  code: 'UInt64',
  flag: 'UInt64',
  time: 'UInt128',
  amount: 'UInt128',
  term: 'String',
  number: 'String',
  text: 'String',
  names: 'String',
  place: 'String',
  figures: 'String',
  span: 'String',
};

export function logTable({ events, fields }: Pick<StreamLog, 'events' | 'fields'>): Table {
  return {
    name: events,
    columns: [
      { name: 'kafkaPartition', type: 'UInt16' },
      // The partition's life that the offset belongs to (partition_lives).
      { name: 'generation', type: 'UInt16' },
      { name: 'kafkaOffset', type: 'UInt64' },
      { name: 'code', ...TEXT },
      { name: 'eventTime', ...TIME },
      { name: 'type', ...REPEATED_TEXT },
      { name: 'id', ...TEXT },
      { name: 'source', ...REPEATED_TEXT },
      // One bit per field: set = the event told it; a told field with the empty value of its type is cleared. Bit 31, which
      // no field has, is a correction.
      { name: 'told', type: 'UInt32' },
      ...fields.columns.map(({ name, value }) => ({ name, ...typeInLog(value) })),
      // The age of what a source tells, and a sender's clock that is ahead.
      { name: 'storedAt', type: TIME.type, storing: `DEFAULT now64(3, 'UTC') ${TIME.storing}` },
      // Its name at the intake; '' for what others wrote to Kafka.
      { name: 'sender', ...REPEATED_TEXT },
      // What it revokes, why, and who ordered it (corrections.ts); '' of all other events.
      { name: 'correction', ...TEXT },
    ],
    indexes: [
      // One case's events are asked for by code; the filter skips nearly all granules. The merges build it; before that a
      // look-up reads the small new parts.
      'INDEX codeFilter code TYPE bloom_filter(0.01) GRANULARITY 1',
      // Bit 31 makes the few corrections the greatest.
      'INDEX toldRange told TYPE minmax GRANULARITY 1',
    ],
    engine: 'ENGINE = ReplacingMergeTree ORDER BY (kafkaPartition, generation, kafkaOffset)',
  };
}

export function statesTable({ states, fields }: Pick<StreamLog, 'states' | 'fields'>): Table {
  return {
    name: states,
    columns: [
      { name: 'code', ...TEXT },
      { name: 'firstEventMs', type: 'SimpleAggregateFunction(min, Int64)' },
      ...fields.stored.map(({ name, line }) => ({
        name,
        type: `SimpleAggregateFunction(max, ${PACKED_TYPES[line.type]})`,
      })),
    ],
    indexes: [],
    engine: 'ENGINE = AggregatingMergeTree ORDER BY code',
  };
}

export function createTableSql({ name, columns, indexes, engine }: Table): string {
  return `CREATE TABLE IF NOT EXISTS ${name} (${[...columns.map(columnSql), ...indexes].join(', ')}) ${engine}`;
}

/**
 * What brings a table that is there to these columns, those it has kept in place: column -> statement. One that it has beyond
 * them stays: inserts and reads name theirs.
 *
 * @param found name -> type of its columns
 * @throws Error when a column is of another type
 */
export function missingColumnsSql(
  { name, columns }: Table,
  found: ReadonlyMap<string, string>,
): Map<string, string> {
  const statements = new Map<string, string>();
  for (const [i, column] of columns.entries()) {
    const type = found.get(column.name);
    if (type === column.type) continue;
    if (type !== undefined)
      throw new Error(
        `the column ${column.name} of the table ${name} is ${type}, accepted is ${column.type}: ` +
          'a field keeps its type, with another one it is another field, of its own name and bit',
      );
    const place = i === 0 ? 'FIRST' : `AFTER ${columns[i - 1]?.name}`;
    statements.set(column.name, `ALTER TABLE ${name} ADD COLUMN IF NOT EXISTS ${columnSql(column)} ${place}`);
  }
  return statements;
}

function columnSql({ name, type, storing }: TableColumn): string {
  return storing === undefined ? `${name} ${type}` : `${name} ${type} ${storing}`;
}
