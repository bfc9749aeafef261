/** Secrets that stand in files, as Docker and Kubernetes hand them out: `NAME_FILE` is the path of what `NAME` would hold. */
import { readFileSync } from 'node:fs';
import { EnvironmentError } from '../contract/environment.ts';

/** The variables that hold secrets, of all programs. */
export const SECRET_VARIABLES = [
  'CLICKHOUSE_PASSWORD',
  'INTAKE_TOKENS',
  'VIEWER_TOKENS',
  'ALERT_WEBHOOK_URL',
  'ALERT_WEBHOOK_SECRET',
  'ALERT_WEBHOOK_SECRETS',
  'ALERT_SMTP_URL',
  'OIDC_CLIENT_SECRET',
] as const;

const MAX_CHARACTERS = 65_536;

type Variables = Record<string, string | undefined>;

/**
 * The environment with each `NAME_FILE` replaced by `NAME`, without the last line break of the file. An empty variable counts as
 * not set.
 *
 * @throws EnvironmentError when both are set, or the file cannot be read, is empty or too long
 */
export function withSecretFiles<Env extends Variables>(env: Env): Env {
  const read: Variables = { ...env };
  for (const name of SECRET_VARIABLES) {
    const path = read[`${name}_FILE`];
    delete read[`${name}_FILE`];
    if (!path) continue;
    if (read[name]) throw new EnvironmentError(`${name}_FILE: ${name} is set too; accepted: one of them`);
    read[name] = readSecret(`${name}_FILE`, path);
  }
  return read as Env;
}

function readSecret(variable: string, path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new EnvironmentError(
      `${variable}: ${JSON.stringify(path)} cannot be read (${code}); accepted: the path of a file with the secret alone`,
    );
  }
  if (text !== '' && text.length <= MAX_CHARACTERS) return text;
  throw new EnvironmentError(
    `${variable}: ${JSON.stringify(path)} holds ${text.length} characters; accepted: 1 to ${MAX_CHARACTERS}`,
  );
}
