/** The walls of a pack: `walls.json`, which may be absent and may change while a server runs. */
import type { Wall } from '../contract/wall.ts';
import { readOptionalPackText } from './pack-text.ts';
import { readWalls, type WallNames } from './wall-file.ts';

const FILE = 'walls.json';

/** What is read, for who watches whether it changes. */
export const WALL_FILES = [FILE] as const;

/** None without the file. @throws PackError that names file, line, wall, page, tile and field. */
export async function loadPackWalls(dir: string, names: WallNames): Promise<Wall[]> {
  const text = await readOptionalPackText(dir, FILE);
  return text === undefined ? [] : readWalls(FILE, text, names);
}
