/** The folder `indexes/` of a pack, which may be absent. */
import type { ScoreIndex } from '../contract/score-index.ts';
import { filesIn } from './folder-files.ts';
import { readIndex, type IndexNames } from './index-file.ts';
import { ACCEPTED_INDEX, isIndexName } from './index-shape.ts';
import { PackError } from './pack-error.ts';
import { readPackText } from './pack-text.ts';

const MAX_INDEXES = 20;

export async function loadIndexes(dir: string, names: IndexNames): Promise<ScoreIndex[]> {
  const files = await filesIn(dir, 'indexes');
  if (files.length > MAX_INDEXES)
    throw new PackError('indexes', `${files.length} indexes`, `at most ${MAX_INDEXES}`);
  const indexes: ScoreIndex[] = [];
  for (const file of files) {
    const name = /^indexes\/(.*)\.json$/.exec(file)?.[1];
    if (name === undefined || !isIndexName(name))
      throw new PackError(
        file,
        'not the name of an index',
        `indexes/NAME.json, NAME being ${ACCEPTED_INDEX}`,
      );
    indexes.push(readIndex(file, await readPackText(dir, file), names));
  }
  return indexes;
}
