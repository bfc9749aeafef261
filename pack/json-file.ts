import { PackError } from './pack-error.ts';

/** JSON of a pack file; a fault names the file. */
export function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new PackError(file, `no JSON: ${(error as Error).message}`);
  }
}
