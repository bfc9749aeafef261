/** What counts every dossier: the periods that are kept, and a report while it is made. */
import type { DossierFacts } from '../../contract/counting.ts';

export interface Counting {
  /** From now on dossiers are placed as of this instant. */
  moveTo(nowMs: number): void;
  /** Where a dossier stands now; `unit` is its unit's number. It is told again when it moves. */
  place(row: number, unit: number, facts: DossierFacts): void;
}
