/** The files of a folder of a pack, which may be absent. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PackError } from './pack-error.ts';

/** As `FOLDER/NAME`, in the order of their names. Names that begin with a dot are of systems and mounts. */
export async function filesIn(dir: string, folder: string): Promise<string[]> {
  const names = await namesIn(join(dir, folder));
  return names
    .filter((name) => !name.startsWith('.'))
    .sort()
    .map((name) => `${folder}/${name}`);
}

async function namesIn(dir: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new PackError(dir, `cannot be read: ${(error as Error).message}`);
  }
}
