/** The figures of one period in one edition, folded from its cube: per unit, per area and in total. */
import { emptyCounts, type Counts } from '../../contract/counts.ts';
import type { Cube } from './cube.ts';
import type { Edition } from './edition.ts';
import type { UnitDirectory } from './unit-directory.ts';

/** What a refresh changed: numbers of units and areas. */
export interface SheetChanges {
  units: number[];
  areas: Set<number>;
}

export class FigureSheet {
  /** By unit number, of holders only. Replaced, never changed in place: a reader may keep them. */
  readonly units: Counts[];
  readonly areas: Counts[];
  total: Counts = emptyCounts();
  readonly #directory: UnitDirectory;
  readonly #edition: Edition;

  constructor(directory: UnitDirectory, edition: Edition) {
    this.#directory = directory;
    this.#edition = edition;
    this.units = directory.units.map(emptyCounts);
    this.areas = directory.areas.map(emptyCounts);
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
      const counts = sumCounts((members[unit] ?? []).map((member) => cube.countsOf(member)));
      if (JSON.stringify(counts) === JSON.stringify(this.units[unit])) continue;
      this.units[unit] = counts;
      changes.units.push(unit);
      changes.areas.add(this.#directory.areaOf[unit] as number);
    }
    for (const area of changes.areas) {
      this.areas[area] = sumCounts((holdersIn[area] ?? []).map((unit) => this.units[unit] as Counts));
    }
    if (changes.units.length > 0) this.total = sumCounts(this.areas);
    return changes;
  }
}

export function sumCounts(parts: readonly Counts[]): Counts {
  const sum = emptyCounts();
  for (const part of parts) {
    sum.carriedOver += part.carriedOver;
    sum.paused += part.paused;
    sum.withdrawn += part.withdrawn;
    sum.outside += part.outside;
    sum.missingDueDate += part.missingDueDate;
    addAll(sum.received, part.received);
    addAll(sum.resolved, part.resolved);
    addAll(sum.inProgress, part.inProgress);
  }
  return sum;
}

function addAll<Group extends Record<keyof Group, number>>(sum: Group, part: Group): void {
  for (const key in sum) (sum as Record<keyof Group, number>)[key] += part[key];
}
