/** The files of a folder of a pack, which may be absent. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PackError } from './pack-error.ts';

/** What a folder of JSON files holds. */
export interface JsonFolder {
  folder: string;
  /** As refusals call one and many of them. */
  one: string;
  many: string;
  /** Of the part of a file's name before `.json`. */
  isName(name: string): boolean;
  acceptedName: string;
  most: number;
  /** A file that stands among them and is none. */
  beside?: string;
}

/** `FOLDER/NAME.json`, in the order of their names. A misspelt name is refused: taken for none, it would be missed by nobody. */
export async function jsonFilesIn(dir: string, of: JsonFolder): Promise<string[]> {
  const files = (await filesIn(dir, of.folder)).filter((file) => file !== of.beside);
  for (const file of files) {
    if (!file.endsWith('.json') || !of.isName(jsonName(file)))
      throw new PackError(
        file,
        `not the name of ${of.one}`,
        `${of.folder}/NAME.json, NAME being ${of.acceptedName}`,
      );
  }
  if (files.length > of.most)
    throw new PackError(of.folder, `${files.length} ${of.many}`, `at most ${of.most}`);
  return files;
}

/** `kinds/feedback.json` -> `feedback`. */
export function jsonName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1).replace(/\.json$/, '');
}

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
