/** The figures of one period, folded from its cube: per unit, per area and in total. */
import { emptyCounts, type Counts } from '../../contract/counts.ts';
import type { Cube } from './cube.ts';
import type { UnitDirectory } from './unit-directory.ts';

/** What a refresh changed: numbers of units and areas. */
export interface SheetChanges {
  units: number[];
  areas: Set<number>;
}

export class FigureSheet {
  /** Replaced, never changed in place: a reader may keep them. */
  readonly units: Counts[];
  readonly areas: Counts[];
  total: Counts = emptyCounts();
  private readonly directory: UnitDirectory;

  constructor(directory: UnitDirectory) {
    this.directory = directory;
    this.units = directory.units.map(emptyCounts);
    this.areas = directory.areas.map(emptyCounts);
  }

  /** Folds again what changed in the cube. */
  refresh(cube: Cube): SheetChanges {
    const changes: SheetChanges = { units: [], areas: new Set() };
    for (const unit of cube.takeChangedUnits()) {
      const counts = cube.countsOf(unit);
      if (JSON.stringify(counts) === JSON.stringify(this.units[unit])) continue;
      this.units[unit] = counts;
      changes.units.push(unit);
      changes.areas.add(this.directory.areaOf[unit] as number);
    }
    for (const area of changes.areas) {
      const units = this.directory.areas[area]?.units ?? [];
      this.areas[area] = sumCounts(units.map((unit) => this.units[unit] as Counts));
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
