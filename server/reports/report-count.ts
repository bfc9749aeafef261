/** The cases of a report in the cells of its rows, while they are counted. */
import { NOT_COUNTED } from '../../contract/counting.ts';
import type { CaseCounts } from '../../contract/counts.ts';
import { addCounts, type KindCounting } from '../../contract/kind-counting.ts';
import { reportLine, type ReportRow } from '../../contract/form-06a.ts';
import type { StoredFacts } from '../state/cases/case-store.ts';
import type { Counting } from '../state/periods/counting.ts';
import { Cube } from '../state/memory/cube.ts';
import type { UnitInstants } from '../state/cases/deadlines.ts';
import type { Grouping } from './grouping.ts';

export interface CountedRows {
  rows: ReportRow<CaseCounts>[];
  /** Summed up apart from the rows. */
  total: CaseCounts;
}

export class ReportCount implements Counting {
  readonly #cube: Cube;
  readonly #counting: KindCounting;
  readonly #grouping: Grouping;
  readonly #units: ReadonlySet<number>;
  readonly #namedOf: (row: number) => number;
  readonly #instantsAt: (nowMs: number) => UnitInstants;
  #instants: UnitInstants;

  /**
   * Counts the cases of some units, as of `nowMs` until {@link ReportCount.moveTo} says otherwise. `namedOf`: the number of a
   * case's texts of the field that the grouping goes by.
   */
  constructor(
    counting: KindCounting,
    grouping: Grouping,
    units: ReadonlySet<number>,
    namedOf: (row: number) => number,
    instantsAt: (nowMs: number) => UnitInstants,
    nowMs: number,
  ) {
    this.#counting = counting;
    this.#cube = new Cube(0, counting);
    this.#grouping = grouping;
    this.#units = units;
    this.#namedOf = namedOf;
    this.#instantsAt = instantsAt;
    this.#instants = instantsAt(nowMs);
  }

  moveTo(nowMs: number): void {
    this.#instants = this.#instantsAt(nowMs);
  }

  place(row: number, unit: number, facts: StoredFacts): void {
    const counted = this.#units.has(unit);
    const group = counted ? this.#grouping.rowOf(unit, this.#namedOf(row), facts) : NOT_COUNTED;
    this.#cube.place(row, group, facts, this.#instants.of(unit));
  }

  result(): CountedRows {
    const { compare } = this.#grouping;
    const groups = this.#grouping.rows.map((row, group) => ({ row, counts: this.#cube.countsOf(group) }));
    const shown = groups.filter(
      ({ row, counts }) => row.always || counts.received.total + counts.outside > 0,
    );
    if (compare) shown.sort((a, b) => compare(a.row, b.row));
    const rows = shown.map(({ row: { code, name, procedures }, counts }): ReportRow<CaseCounts> => {
      return { code, name, ...(procedures !== undefined && { procedures }), ...reportLine(counts) };
    });
    return { rows, total: this.#total() };
  }

  #total(): CaseCounts {
    const total = this.#counting.emptyCounts();
    for (const group of this.#cube.rows()) addCounts(total, this.#cube.countsOf(group));
    return total;
  }
}
