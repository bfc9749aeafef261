/** What counts every case of a kind: the periods that are kept, and a report while it is made. */
import type { StoredFacts } from '../cases/case-store.ts';

export interface Counting {
  /** From now on cases are placed as of this instant. */
  moveTo(nowMs: number): void;
  /** Where a case stands now; `unit` is its unit's number. It is told again when it moves. */
  place(row: number, unit: number, facts: StoredFacts): void;
}
