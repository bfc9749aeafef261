/** Applies the numbered SQL files of schema/ that have not run yet, each once, in order. */
import type { ClickHouseClient } from '@clickhouse/client';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect, selectJson, type ClickHouseConfig } from './client.ts';

const SCHEMA_DIR = join(import.meta.dirname, 'schema');

/**
 * Creates the database when it is missing and brings its schema up to date; running it again does nothing.
 *
 * @returns the files that ran.
 * @throws Error when a file that ran before has changed since, or a statement fails (a file is idempotent, so the next
 *   run takes up where this one stopped).
 */
export async function migrate(config: ClickHouseConfig): Promise<string[]> {
  const bootstrap = connect({ ...config, database: 'default' }, 'migrate');
  await bootstrap.command({ query: `CREATE DATABASE IF NOT EXISTS ${config.database}` });
  await bootstrap.close();
  const client = connect(config, 'migrate');
  try {
    return await applyFiles(client);
  } finally {
    await client.close();
  }
}

async function applyFiles(client: ClickHouseClient): Promise<string[]> {
  await client.command({
    query: `CREATE TABLE IF NOT EXISTS schema_migrations (name String, checksum String, appliedAt DateTime DEFAULT now())
      ENGINE = ReplacingMergeTree ORDER BY name`,
  });
  const known = await selectJson<{ name: string; checksum: string }>(
    client,
    'SELECT name, checksum FROM schema_migrations FINAL',
  );
  const checksums = new Map(known.map((row) => [row.name, row.checksum]));
  const ran: string[] = [];
  for (const name of (await readdir(SCHEMA_DIR)).filter((file) => file.endsWith('.sql')).sort()) {
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
