import { expect, test } from 'vitest';
import { requireClosed } from '../../embedded/engine/closed.ts';
import { readStatement, splitInsert } from '../../embedded/engine/statement.ts';

/** What the engine would be sent, and the data that would be in the file. */
function split(text: string): [string, string] | undefined {
  const insert = splitInsert(text);
  return insert && [insert.fromFile("'F'").join('; ').replace(/\s+/g, ' '), text.slice(insert.dataStart)];
}

const FROM_FILE = "FROM INFILE 'F' COMPRESSION 'none'";

test.each([
  ['INSERT INTO t FORMAT TSV\n1\n', `INSERT INTO t ${FROM_FILE} FORMAT TSV`, '1\n'],
  ['insert into t format RowBinary', `insert into t ${FROM_FILE} FORMAT RowBinary`, ''],
  [
    'INSERT INTO t (a, `format`) FORMAT Values (1, 2)',
    `INSERT INTO t (a, \`format\`) ${FROM_FILE} FORMAT Values`,
    '(1, 2)',
  ],
  ['INSERT INTO t VALUES (1), (2)', `INSERT INTO t ${FROM_FILE} FORMAT Values`, ' (1), (2)'],
  ['INSERT INTO values VALUES (1)', `INSERT INTO values ${FROM_FILE} FORMAT Values`, ' (1)'],
  ['INSERT INTO db.format FORMAT CSV\r\n1', `INSERT INTO db.format ${FROM_FILE} FORMAT CSV`, '1'],
  ['INSERT INTO TABLE t FORMAT CSV\n\n1', `INSERT INTO TABLE t ${FROM_FILE} FORMAT CSV`, '\n1'],
  ['INSERT INTO {t:Identifier} FORMAT CSV\n', `INSERT INTO {t:Identifier} ${FROM_FILE} FORMAT CSV`, ''],
  [
    'INSERT INTO t (a) SETTINGS async_insert = 0 FORMAT JSONEachRow {"a": "FORMAT"}',
    `INSERT INTO t (a) ${FROM_FILE} SETTINGS async_insert = 0 FORMAT JSONEachRow`,
    '{"a": "FORMAT"}',
  ],
  [
    '/* FORMAT X */ INSERT INTO t -- FORMAT Y\nFORMAT TSV a',
    `/* FORMAT X */ INSERT INTO t -- FORMAT Y ${FROM_FILE} FORMAT TSV`,
    'a',
  ],
  [
    "INSERT INTO t SELECT x FROM input('x Enum(\\'a\\')') WHERE x FORMAT TSV\n1",
    `CREATE TEMPORARY TABLE input_rows (x Enum('a')) ENGINE = Memory; ` +
      `INSERT INTO input_rows ${FROM_FILE} FORMAT TSV; INSERT INTO t SELECT x FROM input_rows WHERE x `,
    '1',
  ],
  ['INSERT INTO t', `INSERT INTO t ${FROM_FILE} FORMAT Values`, ''],
])('the rows of %j come from a file', (text, sql, data) => {
  expect(split(text)).toEqual([sql, data]);
});

test.each(['SELECT 1', 'INSERT INTO t SELECT 1', 'INSERT INTO t WITH 1 AS x SELECT x', '', 'INSERT'])(
  '%j brings no data',
  (text) => {
    expect(split(text)).toBeUndefined();
  },
);

test('the shape of a statement, whatever its strings and comments say', () => {
  expect(readStatement("-- SET\n(SELECT 'FORMAT TSV') FORMAT JSON;")).toMatchObject({
    verb: 'SELECT',
    format: 'JSON',
    changesSession: false,
  });
  expect(readStatement('CREATE TEMPORARY TABLE t (x UInt8)').changesSession).toBe(true);
  expect(readStatement('SET x = 1').changesSession).toBe(true);
  expect(readStatement(' ').verb).toBe('');
});

test.each([
  "SELECT 1 INTO OUTFILE 'x'",
  "SELECT 1 /* /* */ */ INTO -- x\n OutFile 'x'",
  "EXPLAIN SELECT 1 INTO OUTFILE 'x'",
  "SELECT $a$ ' $a$ INTO OUTFILE 'x'",
  "SELECT ‘ ' ’ INTO OUTFILE 'x'",
  "INSERT INTO t FROM INFILE '/etc/passwd' FORMAT TSV",
  "SELECT file('/etc/passwd')",
  'SELECT "fi\\x6ce" /**/ (\'/etc/passwd\')',
  "SELECT arrayMap(file, ['/etc/passwd'])",
  'SELECT * APPLY `file` FROM t',
  "SELECT * FROM values('x String DEFAULT file(''/etc/passwd'')', 1)",
  "SELECT * FROM format(Values, 'x String', concat('(fi', 'le())'))",
  "CREATE TABLE t (x UInt8) ENGINE = FileLog('/etc', 'TSV')",
  "create table t (x UInt8) engine `Executable`('x', TSV)",
  "CREATE DATABASE d ENGINE = Filesystem('/etc')",
  "CREATE TABLE t (x UInt8) ENGINE = MergeTree ORDER BY x SETTINGS disk = disk(type = 'local', path = '/tmp')",
  "ATTACH TABLE t FROM '/tmp' (x UInt8) ENGINE = Log",
])('%s is refused: it would reach a file', (sql) => {
  expect(() => requireClosed(sql)).toThrow('(ACCESS_DENIED)');
});

test.each([
  "SELECT format('{} of {}', 1, 2), 'INTO OUTFILE', t.file FROM t FORMAT JSON;",
  'CREATE TABLE t (x UInt8) ENGINE = ReplacingMergeTree(x) ORDER BY x',
  "SELECT name FROM system.tables WHERE engine = 'File' -- INFILE",
  'INSERT INTO t VALUES',
])('%s is not', (sql) => {
  expect(() => requireClosed(sql)).not.toThrow();
});

test('one statement at a time, as over HTTP at the server', () => {
  expect(() => requireClosed('SELECT 1; DROP TABLE t')).toThrow('Multi-statements are not allowed');
});
