/**
 * Brings the schema up to date: the tables of the streams to their fields (log-tables.ts), then the SQL files of schema/ that
 * have not run yet, each once, in order.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY } from '../runtime/repository.ts';
import { connect, selectJson, type ClickHouseConfig } from './client.ts';
import { createTableSql, logTable, missingColumnsSql, statesTable, type Table } from './log-tables.ts';
import { DOSSIERS_VIEW, dossiersViewSql } from './states-view.ts';
import { STREAM_LOGS } from './stream-log.ts';

export const SCHEMA_DIR = join(REPOSITORY, 'clickhouse', 'schema');

/**
 * The files of schema/ in their order: one for each further table as the first release has it. A later change is a file beside
 * the table's own, `lanes.2.sql`, at the end.
 */
export const SCHEMA_FILES = [
  'lanes.sql',
  'partition_lives.sql',
  'log_gaps.sql',
  'missing_seen.sql',
  'dead_letters.sql',
  'dead_letter_replays.sql',
  'ledger_checks.sql',
  'state_mends.sql',
  'marks.sql',
  'alert_log.sql',
  'identities.sql',
  'sessions.sql',
  'audit_log.sql',
  'sessions.2.sql',
  'alert_acts.sql',
  'case_notes.sql',
];

/** The first file of every database that was made before the first release. */
const BEFORE_THE_FIRST_RELEASE = '001_events.sql';

/**
 * Creates the database when it is missing and brings its schema up to date; running it again does nothing.
 *
 * @returns what was made: tables, `TABLE.COLUMN`, the view, files of schema/.
 * @throws Error when a file that ran before has changed since, a column of a field is of another type, the database is
 *   older than the first release, or a statement fails (each is idempotent, so the next run takes up where this one stopped).
 */
export async function migrate(config: ClickHouseConfig): Promise<string[]> {
  const bootstrap = connect({ ...config, database: 'default' }, 'migrate');
  await bootstrap.command({ query: `CREATE DATABASE IF NOT EXISTS ${config.database}` });
  await bootstrap.close();
  const client = connect(config, 'migrate');
  try {
    const applied = await readApplied(client, config.database);
    const tables = Object.values(STREAM_LOGS).flatMap((log) => [logTable(log), statesTable(log)]);
    const made: string[] = [];
    for (const table of tables) made.push(...(await bringToFields(client, table)));
    if (await applyOnce(client, applied, DOSSIERS_VIEW, dossiersViewSql())) made.push(DOSSIERS_VIEW);
    return [...made, ...(await applyFiles(client, applied))];
  } finally {
    await client.close();
  }
}

/** Name of what ran -> checksum of its SQL. */
type Applied = ReadonlyMap<string, string>;

async function readApplied(client: ClickHouseClient, database: string): Promise<Applied> {
  await client.command({
    query: `CREATE TABLE IF NOT EXISTS schema_migrations (name String, checksum String, appliedAt DateTime DEFAULT now())
      ENGINE = ReplacingMergeTree ORDER BY name`,
  });
  const known = await selectJson<{ name: string; checksum: string }>(
    client,
    'SELECT name, checksum FROM schema_migrations FINAL',
  );
  const applied = new Map(known.map((row) => [row.name, row.checksum]));
  if (applied.has(BEFORE_THE_FIRST_RELEASE))
    throw new Error(
      `the database ${database} was made before the first release: remove it (DROP DATABASE ${database}; of npm start, ` +
        'the folder clickhouse in its data) and start again, everything is read again from Kafka ' +
        '(docs/operations.md, Upgrade)',
    );
  return applied;
}

/** Makes the table, or adds the columns that it lacks. */
async function bringToFields(client: ClickHouseClient, table: Table): Promise<string[]> {
  const columns = await selectJson<{ name: string; type: string }>(
    client,
    'SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = {table:String}',
    { table: table.name },
  );
  if (columns.length === 0) {
    await client.command({ query: createTableSql(table) });
    return [table.name];
  }
  const missing = missingColumnsSql(table, new Map(columns.map(({ name, type }) => [name, type])));
  for (const query of missing.values()) await client.command({ query });
  return [...missing.keys()].map((column) => `${table.name}.${column}`);
}

async function applyFiles(client: ClickHouseClient, applied: Applied): Promise<string[]> {
  const ran: string[] = [];
  for (const name of SCHEMA_FILES) {
    const sql = await readFile(join(SCHEMA_DIR, name), 'utf8');
    if (applied.has(name) && applied.get(name) !== checksumOf(sql))
      throw new Error(`schema/${name} ran before with other content: add a new file instead`);
    if (await applyOnce(client, applied, name, sql)) ran.push(name);
  }
  return ran;
}

/** Whether the SQL ran: it does unless the same ran before under the name. */
async function applyOnce(
  client: ClickHouseClient,
  applied: Applied,
  name: string,
  sql: string,
): Promise<boolean> {
  const checksum = checksumOf(sql);
  if (applied.get(name) === checksum) return false;
  for (const statement of statementsOf(sql)) await client.command({ query: statement });
  await client.insert({
    table: 'schema_migrations',
    values: [{ name, checksum }],
    columns: ['name', 'checksum'],
    format: 'JSONEachRow',
  });
  return true;
}

function checksumOf(sql: string): string {
  return createHash('sha256').update(sql).digest('hex');
}

/** Statements end with a semicolon at the end of a line. */
function statementsOf(sql: string): string[] {
  return sql
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement.replace(/^\s*--.*$/gm, '').trim() !== '');
}
