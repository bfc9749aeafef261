import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { connect, selectJson, type ClickHouseConfig } from '../../clickhouse/client.ts';
import { migrate, SCHEMA_FILES } from '../../clickhouse/migrate.ts';
import { programCommand } from '../../embedded/child.ts';
import { REPOSITORY } from '../../runtime/repository.ts';
import { messageOf, snapshotEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { ownStack } from '../support/own-stack.ts';
import { Product } from '../support/product.ts';

let config: ClickHouseConfig;

async function command(query: string, database = config.database): Promise<void> {
  const client = connect({ ...config, database }, 'migrate');
  await client.command({ query });
  await client.close();
}

async function tables(): Promise<string[]> {
  const client = connect(config, 'migrate');
  const rows = await selectJson<{ name: string }>(client, 'SHOW TABLES');
  await client.close();
  return rows.map(({ name }) => name);
}

/** `npm run migrate`: what it says, and its exit code. */
async function npmRunMigrate(): Promise<{ stdout: string; stderr: string; code: number }> {
  const [program = '', ...args] = programCommand('migrate');
  const { url, user, database } = config;
  const env = { ...process.env, CLICKHOUSE_URL: url, CLICKHOUSE_USER: user, CLICKHOUSE_DATABASE: database };
  const run = promisify(execFile)(program, args, { cwd: REPOSITORY, env });
  return run.then(
    (said) => ({ ...said, code: 0 }),
    (failed: { stdout: string; stderr: string; code: number }) => failed,
  );
}

beforeEach(() => {
  const database = `migrate_${Date.now()}`;
  config = { url: ownStack().clickhouseUrl, user: 'default', password: '', database };
});

afterEach(() => command(`DROP DATABASE IF EXISTS ${config.database}`, 'default'));

it('makes a database with a table or view for each file, and a second run does nothing', async () => {
  expect(await npmRunMigrate()).toMatchObject({ code: 0, stdout: `applied ${SCHEMA_FILES.join(', ')}\n` });
  const names = SCHEMA_FILES.map((file) => file.slice(0, file.indexOf('.')));
  expect(await tables()).toEqual([...new Set([...names, 'schema_migrations'])].sort());
  expect(await npmRunMigrate()).toMatchObject({ code: 0, stdout: 'schema is up to date\n' });
});

it('takes up where a run stopped, and keeps what the tables hold', async () => {
  await migrate(config);
  await command("INSERT INTO state_mends SELECT 'dossier', now64(3, 'UTC'), 7");
  await command("DELETE FROM schema_migrations WHERE name = 'state_mends.sql'");
  expect(await migrate(config)).toEqual(['state_mends.sql']);
  const client = connect(config, 'migrate');
  expect(await selectJson(client, 'SELECT toFloat64(states) AS states FROM state_mends')).toEqual([
    { states: 7 },
  ]);
  await client.close();
});

it('refuses a file that changed after it ran', async () => {
  await migrate(config);
  await command("INSERT INTO schema_migrations (name, checksum) VALUES ('lanes.sql', 'another')");
  await expect(migrate(config)).rejects.toThrow(
    'schema/lanes.sql ran before with other content: add a new file instead',
  );
});

it('refuses a database of before the first release with one line that says what to do, and leaves it as it is', async () => {
  await command(`CREATE DATABASE ${config.database}`, 'default');
  await command(
    `CREATE TABLE schema_migrations (name String, checksum String, appliedAt DateTime DEFAULT now())
     ENGINE = ReplacingMergeTree ORDER BY name`,
  );
  await command(
    "INSERT INTO schema_migrations (name, checksum) VALUES ('001_events.sql', 'a'), ('002_dossiers.sql', 'b')",
  );
  await command('CREATE TABLE steps (code String) ENGINE = MergeTree ORDER BY code');
  const { code, stderr } = await npmRunMigrate();
  expect(code).toBe(1);
  expect(stderr.split('\n')).toEqual([
    `migrate: the database ${config.database} was made before the first release: remove it (DROP DATABASE ${config.database}; ` +
      'of npm start, the folder clickhouse in its data) and start again, everything is read again from Kafka ' +
      '(docs/operations.md, Upgrade)',
    '',
  ]);
  expect(await tables()).toEqual(['schema_migrations', 'steps']);
});

it(
  'a database that was removed is made again from Kafka, whatever the group had committed',
  { timeout: 120_000 },
  async () => {
    const product = await Product.create();
    onTestFinished(() => product.stop());
    config = product.clickHouse;
    const isStored = () =>
      eventually(async () => {
        const rows = await product.query<{ code: string }>('SELECT code FROM dossiers ORDER BY code');
        expect(rows.map(({ code }) => code)).toEqual(['A-1', 'A-2', 'A-3']);
        return true;
      });
    const ingest = await product.startIngest();
    await product.produce(['A-1', 'A-2', 'A-3'].map((code, i) => messageOf(snapshotEvent({ code }), i)));
    await isStored();
    await ingest.stop();
    await command(`DROP DATABASE ${config.database}`, 'default');
    expect(await npmRunMigrate()).toMatchObject({ code: 0 });
    await product.startIngest();
    await isStored();
  },
);
