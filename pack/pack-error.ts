/**
 * A province pack that cannot be used. The message names the file, the row and field, the value, and what is accepted,
 * so that whoever edits the pack can mend it without reading code. Never retriable.
 */
export class PackError extends Error {
  override readonly name = 'PackError';

  /** `where` such as `units.csv row 14, area`. */
  constructor(where: string, problem: string, accepted?: string) {
    super(`${where}: ${problem}${accepted === undefined ? '' : `; accepted: ${accepted}`}`);
  }
}
