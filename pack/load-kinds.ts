/** The folder `kinds/` of a pack: the kinds of cases beside the dossier, with the lock on their statuses' numbers. */
import { DOSSIER_KIND } from '../contract/dossier-kind.ts';
import { jsonFilesIn, type JsonFolder } from './folder-files.ts';
import { readKind, type KindFile } from './kind-file.ts';
import { ACCEPTED_KIND, isKindName } from './kind-shape.ts';
import { readOptionalPackText, readPackText } from './pack-text.ts';
import type { PackKinds } from './province-pack.ts';
import { LOCK_FILE, StatusLock } from './status-lock.ts';

const KINDS: JsonFolder = {
  folder: 'kinds',
  one: 'a kind',
  many: 'kinds',
  isName: isKindName,
  acceptedName: ACCEPTED_KIND,
  // Far more than a centre follows; each has figures of its own in memory.
  most: 50,
  beside: LOCK_FILE,
};

export async function loadKinds(dir: string): Promise<PackKinds> {
  const { files, lock } = await readKinds(dir);
  return { kinds: [DOSSIER_KIND, ...files.map(({ kind }) => kind)], unheldNumbers: lock.unheld(files) };
}

export async function readKinds(dir: string): Promise<{ files: KindFile[]; lock: StatusLock }> {
  const files: KindFile[] = [];
  for (const file of await jsonFilesIn(dir, KINDS)) files.push(readKind(file, await readPackText(dir, file)));
  return { files, lock: new StatusLock(await readOptionalPackText(dir, LOCK_FILE)) };
}
