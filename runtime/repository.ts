/** Where the product stands on the disk: its programs run from the sources, or as they were built into dist/. */
import { extname, resolve } from 'node:path';

/** True in a program that `npm run build` has made JavaScript of. */
export const IS_BUILT = extname(import.meta.filename) === '.js';

/** The repository's top folder. */
export const REPOSITORY = resolve(import.meta.dirname, IS_BUILT ? '../..' : '..');
