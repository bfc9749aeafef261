/** The texts of a pack's files: UTF-8, as spreadsheets and editors save it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PackError } from './pack-error.ts';

/** `file` is its path inside the pack, as errors name it. */
export async function readPackText(dir: string, file: string): Promise<string> {
  const text = await readOptionalPackText(dir, file);
  if (text === undefined) throw new PackError(join(dir, file), 'cannot be read: no such file');
  return text;
}

/** Undefined when there is no such file. */
export async function readOptionalPackText(dir: string, file: string): Promise<string | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(join(dir, file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new PackError(join(dir, file), `cannot be read: ${(error as Error).message}`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const how = file.endsWith('.csv') ? ' (in Excel: "CSV UTF-8 (comma delimited)")' : '';
    throw new PackError(file, 'the text is not UTF-8', `UTF-8${how}`);
  }
}
