import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the token for sending events by HTTP is kept. */
export function intakeTokenFile(dataDir: string): string {
  return join(dataDir, 'intake-token');
}

function intakeToken(dataDir: string): string {
  return keptSecret(intakeTokenFile(dataDir), () => randomBytes(24).toString('base64url'));
}

/** A file of senders (INTAKE_SENDERS_FILE) with that token's, who may correct; written at each start. */
export function intakeSendersFile(dataDir: string): string {
  const file = join(dataDir, 'intake-senders.json');
  const senders = [{ name: 'embedded', token: intakeToken(dataDir), corrections: true }];
  writeFileSync(file, `${JSON.stringify(senders, null, 2)}\n`, { mode: 0o600 });
  return file;
}

/** What alerts are signed with, in the form of the Standard Webhooks. */
export function alertSecret(dataDir: string): string {
  return keptSecret(join(dataDir, 'alert-secret'), () => `whsec_${randomBytes(32).toString('base64')}`);
}

/** What the embedded engine is opened with, by its users `default` and `reader`. */
export function enginePassword(dataDir: string, user: 'default' | 'reader'): string {
  const file = user === 'default' ? 'clickhouse-password' : 'clickhouse-reader-password';
  return keptSecret(join(dataDir, file), () => randomBytes(24).toString('base64url'));
}

/** Made at the first start, then kept, readable by its owner only. */
export function keptSecret(file: string, make: () => string): string {
  try {
    const kept = readFileSync(file, 'utf8').trim();
    if (kept) return kept;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const secret = make();
  writeFileSync(file, `${secret}\n`, { mode: 0o600 });
  return secret;
}
