import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The engine reads some of these in a path as a pattern, without a word when nothing fits; Kafka parts at commas. */
const UNUSABLE = /[*?{}[\]\\',]/;

/** @throws Error with one line when the engine or the broker would misread the folder's path. */
export function requireUsablePath(dir: string): void {
  if (UNUSABLE.test(dir))
    throw new Error(`the data folder ${dir}: its path must be free of * ? { } [ ] \\ ' and commas`);
}

/**
 * Makes a folder, with those above it; `mkdirSync` with `recursive` never returns where a file system says that the
 * folder above is not there although it is, such as /proc.
 */
export function makeFolder(dir: string): void {
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory()) return;
  if (dirname(dir) !== dir) makeFolder(dirname(dir));
  try {
    // The product's data are nobody else's.
    mkdirSync(dir, { mode: 0o700 });
  } catch (error) {
    // Made by somebody else meanwhile.
    if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}
