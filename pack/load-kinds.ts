/** The folder `kinds/` of a pack: the kinds of cases beside the dossier, with the lock on their statuses' numbers. */
import { DOSSIER_KIND } from '../contract/dossier-kind.ts';
import { filesIn } from './folder-files.ts';
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

async function kindFiles(dir: string): Promise<string[]> {
  const files = (await filesIn(dir, 'kinds')).filter((file) => file !== LOCK_FILE);
  for (const file of files) {
    const name = /^kinds\/(.*)\.json$/.exec(file)?.[1];
    // Taken for no kind, a misspelt name would leave all its cases uncounted.
    if (name === undefined || !isKindName(name))
      throw new PackError(file, 'not the name of a kind', `kinds/NAME.json, NAME being ${ACCEPTED_KIND}`);
  }
  if (files.length > MAX_KINDS) throw new PackError('kinds', `${files.length} kinds`, `at most ${MAX_KINDS}`);
  return files;
}
