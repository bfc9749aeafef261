import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
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
