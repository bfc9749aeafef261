/** The figures of Form 06a for one scope and period. Every number is a count of dossiers. */
export interface Counts {
  /** Received before the period and not closed before it. */
  carriedOver: number;
  /** `total` = carriedOver + online + counter + postal = resolved.total + inProgress.total + paused + withdrawn. */
  received: { total: number; online: number; counter: number; postal: number };
  resolved: { total: number; early: number; onTime: number; late: number };
  /** `withinDue` includes `dueSoon`; withinDue + late = total. */
  inProgress: { total: number; withinDue: number; dueSoon: number; late: number };
  paused: number;
  withdrawn: number;
  /** Registered or rejected, first known in the period; in no other figure. */
  outside: number;
  /** Of the received, those without any due date. */
  missingDueDate: number;
}

export function emptyCounts(): Counts {
  return {
    carriedOver: 0,
    received: { total: 0, online: 0, counter: 0, postal: 0 },
    resolved: { total: 0, early: 0, onTime: 0, late: 0 },
    inProgress: { total: 0, withinDue: 0, dueSoon: 0, late: 0 },
    paused: 0,
    withdrawn: 0,
    outside: 0,
    missingDueDate: 0,
  };
}

/** Late share of what is in progress, 0 to 1; undefined when nothing is in progress. The map's colour. */
export function lateRate(counts: Counts): number | undefined {
  return counts.inProgress.total === 0 ? undefined : counts.inProgress.late / counts.inProgress.total;
}

/** Early and on-time share of what is resolved, 0 to 1; undefined when nothing is resolved. */
export function onTimeRate(counts: Counts): number | undefined {
  return counts.resolved.total === 0
    ? undefined
    : (counts.resolved.early + counts.resolved.onTime) / counts.resolved.total;
}
