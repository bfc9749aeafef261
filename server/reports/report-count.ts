/** The dossiers of a report in the cells of its rows, while they are counted. */
import { CELLS, NOT_COUNTED, type DossierFacts } from '../../contract/counting.ts';
import { emptyCounts, type Counts } from '../../contract/counts.ts';
import { addCell } from '../../contract/fold.ts';
import { reportLine, type ReportRow } from '../../contract/form-06a.ts';
import type { Counting } from '../state/counting.ts';
import { Cube } from '../state/cube.ts';
import type { UnitInstants } from '../state/deadlines.ts';
import type { Grouping } from './grouping.ts';

export interface CountedRows {
  rows: ReportRow[];
  /** Summed up apart from the rows. */
  total: Counts;
}

export class ReportCount implements Counting {
  readonly #cube = new Cube(0);
  readonly #grouping: Grouping;
  readonly #units: ReadonlySet<number>;
  readonly #procedureOf: (row: number) => number;
  readonly #instantsAt: (nowMs: number) => UnitInstants;
  #instants: UnitInstants;

  /** Counts the dossiers of some units, as of `nowMs` until {@link ReportCount.moveTo} says otherwise. */
  constructor(
    grouping: Grouping,
    units: ReadonlySet<number>,
    procedureOf: (row: number) => number,
    instantsAt: (nowMs: number) => UnitInstants,
    nowMs: number,
  ) {
    this.#grouping = grouping;
    this.#units = units;
    this.#procedureOf = procedureOf;
    this.#instantsAt = instantsAt;
    this.#instants = instantsAt(nowMs);
  }

  moveTo(nowMs: number): void {
    this.#instants = this.#instantsAt(nowMs);
  }

  place(row: number, unit: number, facts: DossierFacts): void {
    const counted = this.#units.has(unit);
    const group = counted ? this.#grouping.rowOf(unit, this.#procedureOf(row), facts) : NOT_COUNTED;
    this.#cube.place(row, group, facts, this.#instants.of(unit));
  }

  result(): CountedRows {
    const { compare } = this.#grouping;
    const groups = this.#grouping.rows.map((row, group) => ({ row, counts: this.#cube.countsOf(group) }));
    const shown = groups.filter(
      ({ row, counts }) => row.always || counts.received.total + counts.outside > 0,
    );
    if (compare) shown.sort((a, b) => compare(a.row, b.row));
    const rows = shown.map(({ row: { code, name, procedures }, counts }): ReportRow => {
      return { code, name, ...(procedures !== undefined && { procedures }), ...reportLine(counts) };
    });
    return { rows, total: this.#total() };
  }

  #total(): Counts {
    const total = emptyCounts();
    const { counts } = this.#cube;
    for (let place = 0; place < counts.length; place++) {
      const count = counts[place] as number;
      if (count !== 0) addCell(total, place % CELLS, count);
    }
    return total;
  }
}
