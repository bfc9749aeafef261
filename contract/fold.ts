/** From cells of the counting rules to the figures of Form 06a. */
import type { Counts } from './counts.ts';
import { cellParts, CELLS, type Origin, type Outcome } from './counting.ts';

const PARTS = Array.from({ length: CELLS }, (_, cell) => cellParts(cell));

/** Adds `count` dossiers of one cell to the figures. */
export function addCell(counts: Counts, cell: number, count: number): void {
  const { origin, outcome, missingDueDate } = PARTS[cell] as (typeof PARTS)[number];
  if (outcome === 'outside') {
    counts.outside += count;
    return;
  }
  addOrigin(counts, origin, count);
  addOutcome(counts, outcome, count);
  if (missingDueDate) counts.missingDueDate += count;
}

function addOrigin(counts: Counts, origin: Origin, count: number): void {
  counts.received.total += count;
  if (origin === 'carriedOver') counts.carriedOver += count;
  else counts.received[origin] += count;
}

function addOutcome(counts: Counts, outcome: Exclude<Outcome, 'outside'>, count: number): void {
  switch (outcome) {
    case 'resolvedEarly':
    case 'resolvedOnTime':
    case 'resolvedLate':
      counts.resolved.total += count;
      counts.resolved[
        outcome === 'resolvedEarly' ? 'early' : outcome === 'resolvedOnTime' ? 'onTime' : 'late'
      ] += count;
      return;
    case 'withinDue':
    case 'dueSoon':
      counts.inProgress.total += count;
      counts.inProgress.withinDue += count;
      if (outcome === 'dueSoon') counts.inProgress.dueSoon += count;
      return;
    case 'late':
      counts.inProgress.total += count;
      counts.inProgress.late += count;
      return;
    case 'paused':
    case 'withdrawn':
      counts[outcome] += count;
  }
}
