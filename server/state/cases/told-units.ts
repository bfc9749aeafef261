/** The units that events name, as numbers of the directory: what a name means follows from the day of the receipt. */
import type { Interner } from '../memory/interner.ts';
import type { UnitDirectory } from './unit-directory.ts';

export class ToldUnits {
  readonly #directory: UnitDirectory;
  readonly #told: Interner;
  /** [number of a told unit * eras + era]: unit number. */
  readonly #resolved: number[] = [];

  /** `told`: the units as events name them, [code, name]. */
  constructor(directory: UnitDirectory, told: Interner) {
    this.#directory = directory;
    this.#told = told;
  }

  /** The number of a unit as told, of a case received in an era; as {@link UnitDirectory.resolve}. */
  resolve(told: number, era: number): number {
    const place = told * (this.#directory.eraStarts.length + 1) + era;
    let unit = this.#resolved[place];
    if (unit === undefined) {
      unit = this.#directory.resolve(this.#told.valueOf(told), era);
      this.#resolved[place] = unit;
    }
    return unit;
  }
}
