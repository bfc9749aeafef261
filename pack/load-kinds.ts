/** The folder `kinds/` of a pack: the kinds of cases beside the dossier, with the lock on their statuses' numbers. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DOSSIER_KIND } from '../contract/dossier-kind.ts';
import { readKind, type KindFile } from './kind-file.ts';
import { ACCEPTED_KIND, isKindName } from './kind-shape.ts';
import { PackError } from './pack-error.ts';
import { readOptionalPackText, readPackText } from './pack-text.ts';
import type { PackKinds } from './province-pack.ts';
import { LOCK_FILE, StatusLock } from './status-lock.ts';

/** Far more than a centre follows; each has figures of its own in memory. */
const MAX_KINDS = 50;

export async function loadKinds(dir: string): Promise<PackKinds> {
  const { files, lock } = await readKinds(dir);
  return { kinds: [DOSSIER_KIND, ...files.map(({ kind }) => kind)], unheldNumbers: lock.unheld(files) };
}

export async function readKinds(dir: string): Promise<{ files: KindFile[]; lock: StatusLock }> {
  const files: KindFile[] = [];
  for (const file of await kindFiles(dir)) files.push(readKind(file, await readPackText(dir, file)));
  return { files, lock: new StatusLock(await readOptionalPackText(dir, LOCK_FILE)) };
}

/** In the order of their names. Names that begin with a dot are of systems and mounts. */
async function kindFiles(dir: string): Promise<string[]> {
  const names = (await namesIn(join(dir, 'kinds'))).filter((name) => !name.startsWith('.')).sort();
  const files = names.map((name) => `kinds/${name}`).filter((file) => file !== LOCK_FILE);
  for (const file of files) {
    const name = /^kinds\/(.*)\.json$/.exec(file)?.[1];
    // Taken for no kind, a misspelt name would leave all its cases uncounted.
    if (name === undefined || !isKindName(name))
      throw new PackError(file, 'not the name of a kind', `kinds/NAME.json, NAME being ${ACCEPTED_KIND}`);
  }
  if (files.length > MAX_KINDS) throw new PackError('kinds', `${files.length} kinds`, `at most ${MAX_KINDS}`);
  return files;
}

async function namesIn(dir: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new PackError(dir, `cannot be read: ${(error as Error).message}`);
  }
}
