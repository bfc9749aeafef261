import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FieldTable } from '../../contract/field-types.ts';
import { createTableSql, logTable, missingColumnsSql, statesTable } from '../../clickhouse/log-tables.ts';
import { SCHEMA_DIR, SCHEMA_FILES } from '../../clickhouse/migrate.ts';

it('every file of the schema is applied, once', () => {
  expect([...SCHEMA_FILES].sort()).toEqual(readdirSync(SCHEMA_DIR).sort());
});

it('the first file of a table makes it, a later one beside it has the next number', () => {
  const made = new Map<string, number>();
  for (const file of SCHEMA_FILES) {
    const [, table = '', number = '1'] = /^([a-z_]+)(?:\.(\d+))?\.sql$/.exec(file) ?? [];
    expect([file, Number(number)]).toEqual([file, (made.get(table) ?? 0) + 1]);
    made.set(table, Number(number));
  }
});

const TRIAL = new FieldTable({
  flag: { bit: 7, by: 'both', type: 'flag' },
  word: { bit: 0, by: 'both', type: 'code', words: ['a'] },
  term: { bit: 1, by: 'both', type: 'term', words: ['a'] },
  time: { bit: 2, by: 'both', type: 'time' },
  amount: { bit: 3, by: 'both', type: 'amount' },
  figures: { bit: 4, by: 'both', type: 'figures', title: 'F', members: { value: { type: 'number' } } },
  text: { bit: 5, by: 'both', type: 'text', max: 9 },
  note: { bit: 6, by: 'both', type: 'text', max: 9, distinct: true },
});

it('a field of each type has its columns in the log and its state, in the order of the bits', () => {
  const log = createTableSql(logTable({ events: 'trial_events', fields: TRIAL }));
  expect(log.slice(log.indexOf('told UInt32, '), log.indexOf(', storedAt'))).toBe(
    'told UInt32, word UInt8, term LowCardinality(String) CODEC(LZ4), ' +
      "time DateTime64(3, 'UTC') CODEC(Delta, LZ4), amount Int64, figuresValue String CODEC(LZ4), " +
      'text LowCardinality(String) CODEC(LZ4), note String CODEC(LZ4), flag UInt8',
  );
  const states = statesTable({ states: 'trial_states', fields: TRIAL });
  const packed = (type: string) => `SimpleAggregateFunction(max, ${type})`;
  expect(states.columns.slice(2).map(({ name, type }) => [name, type])).toEqual([
    ['word', packed('UInt64')],
    ['term', packed('String')],
    ['time', packed('UInt128')],
    ['amount', packed('UInt128')],
    ['figures', packed('String')],
    ['text', packed('String')],
    ['note', packed('String')],
    ['flag', packed('UInt64')],
  ]);
});

it('a column that is missing comes behind the one before it; one that no field has stays', () => {
  const table = statesTable({ states: 'trial_states', fields: TRIAL });
  const found = new Map(table.columns.map(({ name, type }) => [name, type]));
  found.delete('amount');
  found.set('earlier', 'String');
  expect([...missingColumnsSql(table, found)]).toEqual([
    [
      'amount',
      'ALTER TABLE trial_states ADD COLUMN IF NOT EXISTS amount SimpleAggregateFunction(max, UInt128) AFTER time',
    ],
  ]);
});
