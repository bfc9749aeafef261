/**
 * The first who are let in: an administrator, the wall and a program, each made once. What they come in with stays in the data folder,
 * readable by its owner only.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMAND } from '../identity/command.ts';
import type { NewIdentity, Register } from '../identity/register.ts';
import { newPassword, newSecret, secretHash } from '../identity/secret.ts';
import { keptSecret } from './kept-secrets.ts';

const ADMINISTRATOR = 'admin';
const WALL = 'wall';
const PROGRAM = 'embedded';

export interface FirstIdentities {
  /** The address that opens the wall. */
  wall: string;
  /** One line for each secret that was made, with it. */
  made: string[];
}

/** `pagesUrl`: where browsers see the pages, without a slash at its end. */
export async function firstIdentities(
  register: Register,
  dataDir: string,
  pagesUrl: string,
): Promise<FirstIdentities> {
  const all = await register.all();
  const made: string[] = [];
  const isKnown = (kind: NewIdentity['kind'], name: string) =>
    all.some((one) => one.kind === kind && one.name === name);
  // The file first: a start that ended in between goes on with the same secret.
  if (!isKnown('person', ADMINISTRATOR)) {
    const file = join(dataDir, 'first-password');
    const password = keptSecret(file, newPassword);
    // Only the first start pays for loading it.
    const { hashPassword } = await import('../identity/password.ts');
    await register.add(
      {
        ...{ kind: 'person', name: ADMINISTRATOR, role: 'administrator', scopes: ['province'] },
        secretHash: await hashPassword(password, ADMINISTRATOR),
      },
      COMMAND,
      'accountAdded',
    );
    made.push(`account ${ADMINISTRATOR}, password ${password}, also in ${file}`);
  }
  if (!isKnown('program', PROGRAM)) {
    const file = join(dataDir, 'viewer-token');
    const token = keptSecret(file, newSecret);
    await register.add(
      { ...ofProvince('program', PROGRAM), secretHash: secretHash(token) },
      COMMAND,
      'tokenAdded',
    );
    made.push(`token of a program that reads figures and lists: ${token}, also in ${file}`);
  }
  const linkFile = join(dataDir, 'wall-link');
  if (!isKnown('device', WALL)) {
    const link = keptSecret(linkFile, () => `${pagesUrl}/d/${newSecret()}`);
    await register.add(
      { ...ofProvince('device', WALL), secretHash: secretHash(secretOf(link)) },
      COMMAND,
      'deviceAdded',
    );
    made.push(`the wall's link, for the first screen that opens it, also in ${linkFile}`);
  }
  return { wall: await wallLink(register, linkFile, pagesUrl), made };
}

function ofProvince(kind: 'device' | 'program', name: string) {
  return { kind, name, role: 'viewer' as const, scopes: ['province'] };
}

/** The link that is kept, as browsers see the pages now; the wall's own address when it was revoked or made again since. */
async function wallLink(register: Register, file: string, pagesUrl: string): Promise<string> {
  const kept = read(file);
  const device = (await register.ofKind('device')).find(({ name }) => name === WALL);
  const isGood =
    kept !== '' && device?.isDisabled === false && device.secretHash === secretHash(secretOf(kept));
  if (!isGood) return `${pagesUrl}/wall`;
  const link = `${pagesUrl}/d/${secretOf(kept)}`;
  if (link !== kept) writeFileSync(file, `${link}\n`, { mode: 0o600 });
  return link;
}

function secretOf(link: string): string {
  return link.slice(link.lastIndexOf('/') + 1);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
