/** What the commands `account`, `device` and `token` have in common. */
import { createInterface } from 'node:readline';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { z } from 'zod';
import { connect } from '../clickhouse/client.ts';
import { clickHouseConfig, clickHouseEnv } from '../clickhouse/config.ts';
import { httpUrl, parseEnvironment, port } from '../contract/environment.ts';
import { ROLES, type Role } from '../contract/identity.ts';
import { ACCEPTED_SCOPE } from '../contract/scope.ts';
import { loadProvincePack } from '../pack/load-pack.ts';
import { scopeNames } from '../pack/scope-names.ts';
import { withSecretFiles } from '../runtime/secret-files.ts';
import { IdentityError } from './identity-error.ts';
import { Register, type Actor } from './register.ts';

const commandEnv = clickHouseEnv.extend({
  PROVINCE_PACK: z.string().min(1).default('sample/binh-phuoc'),
  PUBLIC_URL: httpUrl.optional(),
  SERVER_PORT: port(8080),
  OIDC_ISSUER: z.string().optional(),
});

/** Who runs a command on the server has its database anyway. */
export const COMMAND: Actor = { kind: '', name: '', address: '' };

export interface Command {
  register: Register;
  /** Words that are no options, the first one what is to be done. */
  words: string[];
  options: Record<string, string | boolean | undefined>;
  /** Where browsers see the pages, without a slash at its end. */
  pagesUrl: string;
  /** Of the sign-in service. */
  issuer: string | undefined;
}

/** Runs a command with its words and ends the process: 0, or 1 with one line that says why. */
export async function runCommand(
  env: NodeJS.ProcessEnv,
  name: string,
  usage: string,
  options: NonNullable<ParseArgsConfig['options']>,
  work: (command: Command) => Promise<void>,
): Promise<void> {
  try {
    const settings = parseEnvironment(commandEnv, withSecretFiles(env));
    const { values, positionals } = parse(usage, options);
    const scopes = scopeNames(await loadProvincePack(settings.PROVINCE_PACK));
    const client = connect(clickHouseConfig(settings), 'identity');
    try {
      await work({
        register: new Register(client, (scope) => scopes.has(scope)),
        words: positionals,
        issuer: settings.OIDC_ISSUER,
        options: values as Command['options'],
        pagesUrl: (settings.PUBLIC_URL ?? `http://127.0.0.1:${settings.SERVER_PORT}`).replace(/\/+$/, ''),
      });
    } finally {
      await client.close();
    }
  } catch (error) {
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

function parse(usage: string, options: NonNullable<ParseArgsConfig['options']>) {
  try {
    return parseArgs({ allowPositionals: true, options });
  } catch {
    throw new IdentityError(`accepted: ${usage}`);
  }
}

export function roleOf(value: string | boolean | undefined): Role {
  const role = ROLES.find((one) => one === value);
  if (role) return role;
  throw new IdentityError(`--role is ${JSON.stringify(value ?? null)}; accepted: ${ROLES.join(', ')}`);
}

export function scopesOf(value: string | boolean | undefined): string[] {
  if (typeof value === 'string' && value !== '') return value.split(',').map((scope) => scope.trim());
  throw new IdentityError(`--scope is missing; accepted: ${ACCEPTED_SCOPE}, several separated by commas`);
}

/** The first line of the input. */
export async function passwordFromStdin(): Promise<string> {
  for await (const line of createInterface({ input: process.stdin })) return line;
  return '';
}

/** One line for each, in columns. */
export function printRows(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((word, i) => Math.max(word.length, ...rows.map((row) => (row[i] ?? '').length)));
  for (const row of [head, ...rows])
    console.log(
      row
        .map((cell, i) => cell.padEnd(widths[i] as number))
        .join('  ')
        .trimEnd(),
    );
}
