/** Whether files of the province pack are still those that were read. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Differs when one of the files, or one in one of the folders, was changed, replaced, added or removed. */
export async function packStamp(
  dir: string,
  files: readonly string[],
  folders: readonly string[] = [],
): Promise<string> {
  const inFolders = await Promise.all(
    // What cannot be listed is refused when it is read.
    folders.map(async (folder) =>
      (await readdir(join(dir, folder)).catch(() => [])).map((name) => join(folder, name)),
    ),
  );
  const stamps = await Promise.all(
    [...files, ...folders, ...inFolders.flat().sort()].map(async (file) => {
      const stats = await stat(join(dir, file)).catch(() => undefined);
      return [file, stats && [stats.mtimeMs, stats.ctimeMs, stats.size, stats.ino]];
    }),
  );
  return JSON.stringify(stamps);
}
