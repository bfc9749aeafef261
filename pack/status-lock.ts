/**
 * `kinds/statuses.lock.json` of a pack holds the number of every status that a kind has ever had:
 * `{"feedback": {"new": 1, "transferred": 2}}`.
 *
 * Events are stored with the number, and of two statuses told for one instant the greater one is taken. So another
 * number, or one given to another status, would change figures of the past.
 */
import { z } from 'zod';
import { DOSSIER } from '../contract/dossier-kind.ts';
import { MAX_STATUS_NUMBER } from '../contract/kind.ts';
import type { KindFile } from './kind-file.ts';
import { LinedJson } from './lined-json.ts';
import type { PackError } from './pack-error.ts';
import type { StatusNumber } from './province-pack.ts';

export const LOCK_FILE = 'kinds/statuses.lock.json';

const ACCEPTED = { error: `{"KIND": {"STATUS": NUMBER}} with whole numbers from 1 to ${MAX_STATUS_NUMBER}` };
const number = z.int(ACCEPTED).min(1, ACCEPTED).max(MAX_STATUS_NUMBER, ACCEPTED);
const lockFile = z.record(z.string(), z.record(z.string(), number, ACCEPTED), ACCEPTED);

const WHY = 'events are stored and ordered by the number';

export class StatusLock {
  readonly #json: LinedJson;
  /** Kind -> status -> number. */
  readonly #held: ReadonlyMap<string, ReadonlyMap<string, number>>;

  /** `content` undefined: the pack has no lock file yet, which holds nothing. */
  constructor(content: string | undefined) {
    this.#json = new LinedJson(LOCK_FILE, content ?? '{}');
    const kinds = Object.entries(this.#json.read(lockFile));
    this.#held = new Map(kinds.map(([kind, statuses]) => [kind, new Map(Object.entries(statuses))]));
    for (const [kind, statuses] of this.#held) {
      for (const [code, n] of statuses) {
        const owner = ownerOf(n, statuses) as string;
        if (owner !== code)
          throw this.#json.refusal([kind, code], `number ${n} is that of "${owner}"`, 'each number once');
      }
    }
  }

  /**
   * The numbers of these kinds that are not held yet.
   *
   * @throws PackError when a held number was changed, given to another status or removed.
   */
  unheld(files: readonly KindFile[]): StatusNumber[] {
    for (const kind of this.#held.keys()) {
      if (!files.some((file) => file.kind.kind === kind)) throw this.#withoutFile(kind);
    }
    return files.flatMap((file) => this.#unheldOf(file));
  }

  #unheldOf({ kind: { kind, statuses }, json }: KindFile): StatusNumber[] {
    const held = this.#held.get(kind) ?? new Map<string, number>();
    const line = (code: string) => `${LOCK_FILE} line ${this.#json.lineOf([kind, code])}`;
    const free = nextNumber([...held.values(), ...statuses.map(({ n }) => n)]);
    const unheld: StatusNumber[] = [];
    for (const [i, { code, n }] of statuses.entries()) {
      const before = held.get(code);
      if (before === n) continue;
      const path = ['statuses', i, 'n'];
      if (before !== undefined)
        throw json.refusal(
          path,
          `"${code}" has number ${n}, and had ${before} (${line(code)})`,
          `${before}, since ${WHY}; a new status may take ${free}`,
        );
      const owner = ownerOf(n, held);
      if (owner !== undefined)
        throw json.refusal(
          path,
          `number ${n} is that of "${owner}" (${line(owner)})`,
          `for "${code}" a number that was never used, such as ${free}, since ${WHY}; "${owner}" stays, its words may change`,
        );
      unheld.push({ kind, code, n });
    }
    const missing = [...held.keys()].find((code) => !statuses.some((status) => status.code === code));
    if (missing !== undefined)
      throw json.refusal(
        ['statuses'],
        `"${missing}" with number ${held.get(missing)} is missing (${line(missing)})`,
        `every status that the kind has ever had, since ${WHY}; one that is no more in use does no harm`,
      );
    return unheld;
  }

  /** The file's text with these numbers added; what it holds stays. */
  textWith(added: readonly StatusNumber[]): string {
    const held = new Map([...this.#held].map(([kind, statuses]) => [kind, new Map(statuses)]));
    for (const { kind, code, n } of added) held.set(kind, (held.get(kind) ?? new Map()).set(code, n));
    const kinds = [...held].sort(([a], [b]) => (a < b ? -1 : 1));
    const inOrder = kinds.map(([kind, statuses]) => [
      kind,
      Object.fromEntries([...statuses].sort(([, a], [, b]) => a - b)),
    ]);
    return `${JSON.stringify(Object.fromEntries(inOrder), null, 2)}\n`;
  }

  #withoutFile(kind: string): PackError {
    if (kind === DOSSIER)
      return this.#json.refusal(
        [kind],
        'the dossier',
        "kinds of the pack: the dossier's numbers never change",
      );
    return this.#json.refusal(
      [kind],
      `kinds/${kind}.json is missing`,
      'the file back in its place; if no event of the kind was ever sent, no entry here',
    );
  }
}

function ownerOf(n: number, statuses: ReadonlyMap<string, number>): string | undefined {
  return [...statuses].find(([, held]) => held === n)?.[0];
}

function nextNumber(used: readonly number[]): number | string {
  const last = Math.max(...used);
  return last < MAX_STATUS_NUMBER ? last + 1 : 'one that is free';
}

/** What to add to a lock file, by kind: `feedback: "new": 1, "transferred": 2`. */
export function lockLines(numbers: readonly StatusNumber[]): string[] {
  return [...new Set(numbers.map(({ kind }) => kind))].map((kind) => {
    const statuses = numbers.filter((one) => one.kind === kind).map(({ code, n }) => `"${code}": ${n}`);
    return `${kind}: ${statuses.join(', ')}`;
  });
}
