import type { ClickHouseClient } from '@clickhouse/client';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { connect, selectJson, type ClickHouseConfig } from '../../clickhouse/client.ts';
import { migrate, SCHEMA_DIR, SCHEMA_FILES } from '../../clickhouse/migrate.ts';
import { STREAM_LOGS } from '../../clickhouse/stream-log.ts';
import { programCommand } from '../../embedded/child.ts';
import { REPOSITORY } from '../../runtime/repository.ts';
import { alertId } from '../../server/alerts/book/alert.ts';
import { ActLog } from '../../server/alerts/book/act-log.ts';
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

/** In their order. */
async function columnsOf(table: string): Promise<object[]> {
  const client = connect(config, 'migrate');
  const columns = await selectJson<object>(
    client,
    `SELECT name, type, default_expression AS byDefault, compression_codec AS codec FROM system.columns
     WHERE database = '${config.database}' AND table = '${table}' ORDER BY position`,
  );
  await client.close();
  return columns;
}

it('makes a database with the tables of the streams and one for each file, and a second run does nothing', async () => {
  const ofStreams = Object.values(STREAM_LOGS).flatMap(({ events, states }) => [events, states]);
  const applied = [...ofStreams, 'dossiers', ...SCHEMA_FILES];
  expect(await npmRunMigrate()).toMatchObject({ code: 0, stdout: `applied ${applied.join(', ')}\n` });
  // `alert_acts` takes the place of `alert_log`.
  const names = applied.map((name) => name.replace(/\..*/, '')).filter((name) => name !== 'alert_log');
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

it('adds the columns of fields that a table lacks in their places, and keeps its rows', async () => {
  await migrate(config);
  const made = await Promise.all(['events', 'dossier_states'].map(columnsOf));
  await command("INSERT INTO events (code, told, department) VALUES ('A-1', 32, 'Phòng một cửa')");
  for (const column of ['unitName', 'dueAt', 'returnChannel'])
    await command(`ALTER TABLE events DROP COLUMN ${column}`);
  await command('ALTER TABLE dossier_states DROP COLUMN feeVnd');
  expect(await migrate(config)).toEqual([
    'events.unitName',
    'events.dueAt',
    'events.returnChannel',
    'dossier_states.feeVnd',
  ]);
  expect(await Promise.all(['events', 'dossier_states'].map(columnsOf))).toEqual(made);
  const client = connect(config, 'migrate');
  expect(await selectJson(client, 'SELECT code, department, unitName FROM events')).toEqual([
    { code: 'A-1', department: 'Phòng một cửa', unitName: '' },
  ]);
  await client.close();
  expect(await migrate(config)).toEqual([]);
});

it('refuses a table in which the column of a field has another type, and leaves it as it is', async () => {
  await migrate(config);
  await command('ALTER TABLE events MODIFY COLUMN paidOnline String');
  const before = await columnsOf('events');
  const { code, stderr } = await npmRunMigrate();
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr:
      'migrate: the column paidOnline of the table events is String, accepted is UInt8: ' +
      'a field keeps its type, with another one it is another field, of its own name and bit\n',
  });
  expect(await columnsOf('events')).toEqual(before);
});

it('makes the view of dossiers again when its fields have changed', async () => {
  await migrate(config);
  const made = await columnsOf('dossiers');
  await command('CREATE OR REPLACE VIEW dossiers AS SELECT code FROM dossier_states');
  await command("INSERT INTO schema_migrations (name, checksum) VALUES ('dossiers', 'of fewer fields')");
  expect(await migrate(config)).toEqual(['dossiers']);
  expect(await columnsOf('dossiers')).toEqual(made);
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

it('takes over what was told before alerts had rules, so that none of it is told again', async () => {
  await migrate(config);
  await command('DROP TABLE alert_acts');
  await command(
    "ALTER TABLE schema_migrations DELETE WHERE name = 'alert_acts.sql' SETTINGS mutations_sync = 1",
  );
  await command(await readFile(join(SCHEMA_DIR, 'alert_log.sql'), 'utf8'));
  const dueAt = Date.UTC(2026, 9, 12, 10);
  const row = (code: string, state: string, message: string) =>
    `('late', '${code}', fromUnixTimestamp64Milli(${dueAt}), '${state}', '${message}', 'H10.2.03', 'https://a.vn/x', 1, '')`;
  const rows = [
    row('A', 'raised', 'msg_1'),
    row('B', 'raised', 'msg_1'),
    row('A', 'notified', 'msg_1'),
    row('C', 'raised', 'msg_2'),
  ];
  await command(
    `INSERT INTO alert_log (rule, code, dueAt, state, messageId, unit, target, attempt, note) VALUES ${rows.join(', ')}`,
  );
  expect(await migrate(config)).toEqual(['alert_acts.sql']);
  expect(await tables()).not.toContain('alert_log');
  const client = connect(config, 'alert');
  const { book } = await loadBook(client);
  await client.close();
  const idOf = (code: string) => alertId({ rule: 'late', kind: 'dossier', code, subject: '', dueAt });
  const told = [...book.alerts.values()].map(({ id, code, notifiedAt }) => [id, code, notifiedAt > 0]);
  expect(told.sort()).toEqual(
    [
      ['A', true],
      ['B', true],
      ['C', false],
    ]
      .map(([code, isNotified]) => [idOf(String(code)), code, isNotified])
      .sort(),
  );
  expect([...book.alerts.values()].every(({ firstToldAt }) => firstToldAt > 0)).toBe(true);
  expect([...book.messages.keys()]).toEqual(['msg_2']);
});

async function loadBook(client: ClickHouseClient): Promise<ActLog> {
  const acts = new ActLog(client, () => undefined);
  await acts.follow();
  return acts;
}
