import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clickHouseEnv } from '../../clickhouse/config.ts';
import { parseEnvironment } from '../../contract/environment.ts';
import { readConfig } from '../../embedded/config.ts';
import { ingestEnv } from '../../ingest/config.ts';
import { SECRET_VARIABLES, withSecretFiles } from '../../runtime/secret-files.ts';
import { serverEnv } from '../../server/config.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'secrets-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function fileOf(text: string): string {
  const path = join(dir, `${Math.random()}`);
  writeFileSync(path, text);
  return path;
}

it.each(SECRET_VARIABLES)('%s may stand in a file, whose last line break is not part of it', (name) => {
  for (const end of ['', '\n', '\r\n'])
    expect(withSecretFiles({ [`${name}_FILE`]: fileOf(` a secret${end}`), OTHER: 'x' })).toEqual({
      [name]: ' a secret',
      OTHER: 'x',
    });
  expect(withSecretFiles({ [`${name}_FILE`]: fileOf('two\n\n') })).toEqual({ [name]: 'two\n' });
});

it('knows every variable that a program reads and a log must not show', () => {
  const names = [clickHouseEnv, ingestEnv, serverEnv].flatMap(({ shape }) => Object.keys(shape));
  const secret = names.filter((name) => /PASSWORD|TOKENS|SECRET|WEBHOOK_URL|SMTP_URL/.test(name));
  expect([...new Set(secret)].sort()).toEqual([...SECRET_VARIABLES].sort());
});

it('refuses both, by name, and takes an empty one for none', () => {
  const path = fileOf('a secret');
  expect(() => withSecretFiles({ VIEWER_TOKENS: 'x', VIEWER_TOKENS_FILE: path })).toThrow(
    /^VIEWER_TOKENS_FILE: VIEWER_TOKENS is set too; accepted: one of them$/,
  );
  expect(withSecretFiles({ VIEWER_TOKENS: '', VIEWER_TOKENS_FILE: path })).toEqual({
    VIEWER_TOKENS: 'a secret',
  });
  expect(withSecretFiles({ VIEWER_TOKENS: 'x', VIEWER_TOKENS_FILE: '' })).toEqual({ VIEWER_TOKENS: 'x' });
});

it('refuses a file that is not there, a folder, and an empty one, naming variable and path', () => {
  const missing = join(dir, 'none');
  for (const [path, reason] of [
    [missing, 'cannot be read (ENOENT)'],
    [dir, 'cannot be read (EISDIR)'],
    [fileOf('\n'), 'holds 0 characters'],
  ] as const)
    expect(() => withSecretFiles({ CLICKHOUSE_PASSWORD_FILE: path })).toThrow(
      `CLICKHOUSE_PASSWORD_FILE: "${path}" ${reason}`,
    );
});

it('does not take the list of the intake’s senders for a secret of its own', () => {
  expect(withSecretFiles({ INTAKE_SENDERS_FILE: 'senders.json' })).toEqual({
    INTAKE_SENDERS_FILE: 'senders.json',
  });
});

it('what stands in a file is checked as what stands in the variable, and not shown', () => {
  const env = withSecretFiles({ ALERT_WEBHOOK_SECRET_FILE: fileOf('short') });
  expect(() => parseEnvironment(serverEnv, env)).toThrow(/^ALERT_WEBHOOK_SECRET: \*\*\* is not accepted/);
  expect(readConfig([], withSecretFiles({ INTAKE_TOKENS_FILE: fileOf('a-token\n') })).hasSenders).toBe(true);
});
