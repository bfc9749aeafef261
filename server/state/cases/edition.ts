/**
 * An edition of the province: under which unit each unit's dossiers are counted.
 *
 * `asWas` counts them under the unit of their time, `asNow` under the one that took over. A unit goes to another as a
 * whole, so an edition is a sum over the counts that are kept anyway, and all editions have the same totals.
 */
import type { EditionName } from '../../../contract/api.ts';

export class Edition {
  readonly name: EditionName;
  /** [unit number]: number of the unit under which its dossiers are counted. */
  readonly holderOf: readonly number[];
  /** [unit number]: the units that are counted under it; none when it is counted under another. */
  readonly members: readonly (readonly number[])[];
  /** [area number]: the holders that lie in it. */
  readonly holdersIn: readonly (readonly number[])[];

  /** `areaOf`: [unit number]: number of its area. */
  constructor(name: EditionName, holderOf: readonly number[], areaOf: readonly number[], areaCount: number) {
    this.name = name;
    this.holderOf = holderOf;
    const members: number[][] = holderOf.map(() => []);
    holderOf.forEach((holder, unit) => members[holder]?.push(unit));
    this.members = members;
    const holdersIn = Array.from({ length: areaCount }, (): number[] => []);
    areaOf.forEach((area, unit) => {
      if (holderOf[unit] === unit) holdersIn[area]?.push(unit);
    });
    this.holdersIn = holdersIn;
  }

  isHolder(unit: number): boolean {
    return this.holderOf[unit] === unit;
  }
}
