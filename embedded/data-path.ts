/** The engine reads some of these in a path as a pattern, without a word when nothing fits; Kafka parts at commas. */
const UNUSABLE = /[*?{}[\]\\',]/;

/** @throws Error with one line when the engine or the broker would misread the folder's path. */
export function requireUsablePath(dir: string): void {
  if (UNUSABLE.test(dir))
    throw new Error(`the data folder ${dir}: its path must be free of * ? { } [ ] \\ ' and commas`);
}
