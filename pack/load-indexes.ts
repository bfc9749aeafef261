/** The folder `indexes/` of a pack, which may be absent. */
import type { ScoreIndex } from '../contract/score-index.ts';
import { jsonFilesIn, type JsonFolder } from './folder-files.ts';
import { readIndex, type IndexNames } from './index-file.ts';
import { ACCEPTED_INDEX, isIndexName } from './index-shape.ts';
import { readPackText } from './pack-text.ts';

const INDEXES: JsonFolder = {
  folder: 'indexes',
  one: 'an index',
  many: 'indexes',
  isName: isIndexName,
  acceptedName: ACCEPTED_INDEX,
  most: 20,
};

export async function loadIndexes(dir: string, names: IndexNames): Promise<ScoreIndex[]> {
  const indexes: ScoreIndex[] = [];
  for (const file of await jsonFilesIn(dir, INDEXES))
    indexes.push(readIndex(file, await readPackText(dir, file), names));
  return indexes;
}
