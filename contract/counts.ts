/** The figures of one kind of cases for one scope and period, by the rules of Form 06a. Every number is a count of cases. */
export interface CaseCounts {
  /** Received before the period and not closed before it. */
  carriedOver: number;
  /** `total` = carriedOver + what came by each channel = resolved.total + inProgress.total + paused + withdrawn. */
  received: { total: number };
  resolved: { total: number; early: number; onTime: number; late: number };
  /** `withinDue` includes `dueSoon`; withinDue + late = total. */
  inProgress: { total: number; withinDue: number; dueSoon: number; late: number };
  paused: number;
  withdrawn: number;
  /** Not (yet) received, or rejected, first known in the period; in no other figure. */
  outside: number;
  /** Of the received, those without any due date though their kind has a clock. */
  missingDueDate: number;
}

/** Of dossiers. */
export interface Counts extends CaseCounts {
  received: { total: number; online: number; counter: number; postal: number };
}

/** Of a kind of the pack. */
export interface KindCounts extends CaseCounts {
  /** `byChannel` has every channel of the kind, and `none`: told none. */
  received: { total: number; byChannel: Record<string, number> };
  /** Only of kinds that have the measure: the sum over the resolved, VND. */
  amountVnd?: number;
  /** The same: how many of the resolved have a score, and its sum. */
  score?: { count: number; sum: number };
}

/** Late share of what is in progress, 0 to 1; undefined when nothing is in progress. The map's colour. */
export function lateRate(counts: CaseCounts): number | undefined {
  return counts.inProgress.total === 0 ? undefined : counts.inProgress.late / counts.inProgress.total;
}

/** Early and on-time share of what is resolved, 0 to 1; undefined when nothing is resolved. */
export function onTimeRate(counts: CaseCounts): number | undefined {
  return counts.resolved.total === 0
    ? undefined
    : (counts.resolved.early + counts.resolved.onTime) / counts.resolved.total;
}
