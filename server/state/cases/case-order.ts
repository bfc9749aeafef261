/** The orders in which a list of cases may come: for each case one number, the least first. Pure. */
import type { CaseSort, Lateness } from '../../../contract/api.ts';
import { closedAt } from '../../../contract/counting.ts';
import type { StoredFacts } from './case-store.ts';

export interface CaseOrder {
  sort: CaseSort;
  /** The instant at which the first page was read, ms: by it open cases are late by so much, on every page behind it. */
  atMs: number;
}

/** Cases without a due date come last. */
export function orderKey({ sort, atMs }: CaseOrder, facts: StoredFacts, lateness: Lateness): number {
  const dueAt = facts.dueAt || Number.MAX_SAFE_INTEGER;
  switch (sort) {
    case 'due':
      return dueAt;
    case 'received':
      return -facts.receivedAt;
    case 'overdue':
      // Those that are late have a key below 0, whatever is due later one above it.
      return lateness === 'late' ? facts.dueAt - (closedAt(facts) || atMs) : dueAt;
    case 'newestLate':
      return lateness === 'late' ? -facts.dueAt : dueAt;
  }
}
