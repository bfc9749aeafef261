/** Applies the SQL files of schema/ that have not run yet, each once, in order. */
import type { ClickHouseClient } from '@clickhouse/client';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY } from '../runtime/repository.ts';
import { connect, selectJson, type ClickHouseConfig } from './client.ts';

export const SCHEMA_DIR = join(REPOSITORY, 'clickhouse', 'schema');

/**
 * The files of schema/ in their order: one for each table and view as the first release has it, what a view reads before
 * it. A later change is a file beside the table's own, `events.2.sql`, at the end.
 */
export const SCHEMA_FILES = [
  'events.sql',
  'dossier_states.sql',
  'dossiers.sql',
  'case_events.sql',
  'case_states.sql',
  'observation_events.sql',
  'observation_states.sql',
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
];

/** The first file of every database that was made before the first release. */
const BEFORE_THE_FIRST_RELEASE = '001_events.sql';

/**
 * Creates the database when it is missing and brings its schema up to date; running it again does nothing.
 *
 * @returns the files that ran.
 * @throws Error when a file that ran before has changed since, the database is older than the first release, or a
 *   statement fails (a file is idempotent, so the next run takes up where this one stopped).
 */
export async function migrate(config: ClickHouseConfig): Promise<string[]> {
  const bootstrap = connect({ ...config, database: 'default' }, 'migrate');
  await bootstrap.command({ query: `CREATE DATABASE IF NOT EXISTS ${config.database}` });
  await bootstrap.close();
  const client = connect(config, 'migrate');
  try {
    return await applyFiles(client, config.database);
  } finally {
    await client.close();
  }
}

async function applyFiles(client: ClickHouseClient, database: string): Promise<string[]> {
  await client.command({
    query: `CREATE TABLE IF NOT EXISTS schema_migrations (name String, checksum String, appliedAt DateTime DEFAULT now())
      ENGINE = ReplacingMergeTree ORDER BY name`,
  });
  const known = await selectJson<{ name: string; checksum: string }>(
    client,
    'SELECT name, checksum FROM schema_migrations FINAL',
  );
  const checksums = new Map(known.map((row) => [row.name, row.checksum]));
  if (checksums.has(BEFORE_THE_FIRST_RELEASE))
    throw new Error(
      `the database ${database} was made before the first release: remove it (DROP DATABASE ${database}; of npm start, ` +
        'the folder clickhouse in its data) and start again, everything is read again from Kafka ' +
        '(docs/operations.md, Upgrade)',
    );
  const ran: string[] = [];
  for (const name of SCHEMA_FILES) {
    const sql = await readFile(join(SCHEMA_DIR, name), 'utf8');
    const checksum = createHash('sha256').update(sql).digest('hex');
    const before = checksums.get(name);
    if (before === checksum) continue;
    if (before !== undefined)
      throw new Error(`schema/${name} ran before with other content: add a new file instead`);
    for (const statement of statementsOf(sql)) await client.command({ query: statement });
    await client.insert({
      table: 'schema_migrations',
      values: [{ name, checksum }],
      columns: ['name', 'checksum'],
      format: 'JSONEachRow',
    });
    ran.push(name);
  }
  return ran;
}

/** Statements end with a semicolon at the end of a line. */
function statementsOf(sql: string): string[] {
  return sql
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement.replace(/^\s*--.*$/gm, '').trim() !== '');
}
