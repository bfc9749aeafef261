/** The figures of one period in one edition, folded from its cube: per unit, per area and in total. */
import type { CaseCounts } from '../../../contract/counts.ts';
import { addCounts, type KindCounting } from '../../../contract/kind-counting.ts';
import type { Cube } from '../memory/cube.ts';
import type { Edition } from '../cases/edition.ts';
import type { UnitDirectory } from '../cases/unit-directory.ts';

/** What a refresh changed: numbers of units and areas. */
export interface SheetChanges {
  units: number[];
  areas: Set<number>;
}

export class FigureSheet {
  /** By unit number, of holders only. Replaced, never changed in place: a reader may keep them. */
  readonly units: CaseCounts[];
  readonly areas: CaseCounts[];
  total: CaseCounts;
  readonly #directory: UnitDirectory;
  readonly #edition: Edition;
  readonly #counting: KindCounting;

  constructor(directory: UnitDirectory, edition: Edition, counting: KindCounting) {
    this.#directory = directory;
    this.#edition = edition;
    this.#counting = counting;
    this.units = directory.units.map(() => counting.emptyCounts());
    this.areas = directory.areas.map(() => counting.emptyCounts());
    this.total = counting.emptyCounts();
  }

  /** Folds again what changed in the cube. */
  refresh(cube: Cube): SheetChanges {
    return this.fold(cube, cube.takeChangedUnits());
  }

  /** Folds the counts of some units. */
  fold(cube: Cube, changedUnits: Iterable<number>): SheetChanges {
    const { holderOf, members, holdersIn } = this.#edition;
    const changes: SheetChanges = { units: [], areas: new Set() };
    for (const unit of new Set(Array.from(changedUnits, (number) => holderOf[number] as number))) {
      const counts = this.sum((members[unit] ?? []).map((member) => cube.countsOf(member)));
      if (JSON.stringify(counts) === JSON.stringify(this.units[unit])) continue;
      this.units[unit] = counts;
      changes.units.push(unit);
      changes.areas.add(this.#directory.areaOf[unit] as number);
    }
    for (const area of changes.areas) {
      this.areas[area] = this.sum((holdersIn[area] ?? []).map((unit) => this.units[unit] as CaseCounts));
    }
    if (changes.units.length > 0) this.total = this.sum(this.areas);
    return changes;
  }

  sum(parts: readonly CaseCounts[]): CaseCounts {
    const sum = this.#counting.emptyCounts();
    for (const part of parts) addCounts(sum, part);
    return sum;
  }
}
