/** What differs from kind to kind in counting its cases: what a status counts as, where cases come from, what is summed up. */
import type { CaseCounts, Counts, KindCounts } from './counts.ts';
import { Cells, type Outcome } from './counting.ts';
import { DOSSIER, DOSSIER_KIND } from './dossier-kind.ts';
import { NO_AMOUNT } from './field-types.ts';
import type { Kind } from './kind.ts';
import type { StatusGroup } from './status.ts';

/** Origin of the cases that were told no channel, of kinds that do not say what these count as. */
export const NO_CHANNEL = 'none';

/** Origins of dossiers in the order of Form 06a; no channel counts as counter. */
const DOSSIER_ORIGINS = ['online', 'counter', 'postal'];

/** The sums beside the counts, of resolved cases, in this order: {@link KindCounts.amountVnd}, score's count and sum. */
export const SUMS = 3;

export class KindCounting {
  readonly kind: Kind;
  readonly cells: Cells;
  /** Cases have amounts or scores. */
  readonly hasMeasures: boolean;
  /** [stored status]. */
  readonly #groups: readonly StatusGroup[];
  /** [stored channel: its place among the kind's from 1, 0 = none]: place in the origins of {@link KindCounting.cells}. */
  readonly #origins: readonly number[];
  readonly #isDossier: boolean;

  constructor(kind: Kind) {
    this.kind = kind;
    this.#isDossier = kind.kind === DOSSIER;
    const channels = kind.channels.map(({ code }) => code);
    this.cells = new Cells(this.#isDossier ? DOSSIER_ORIGINS : [...channels, NO_CHANNEL]);
    const { origins } = this.cells;
    const none = this.#isDossier ? 'counter' : NO_CHANNEL;
    this.#origins = [none, ...channels].map((code) => origins.indexOf(code, 1));
    // No status is known: it came in, so somebody has to handle it.
    const groups: StatusGroup[] = ['inProgress'];
    for (const { n, group } of kind.statuses) groups[n] = group;
    this.#groups = Array.from(groups, (group) => group ?? 'inProgress');
    this.hasMeasures = kind.measures.length > 0;
  }

  groupOf(status: number): StatusGroup {
    return this.#groups[status] ?? 'inProgress';
  }

  /** Stored numbers of the statuses of a group, 0 = no status among them. */
  statusesOf(group: StatusGroup): number[] {
    return this.#groups.flatMap((one, status) => (one === group ? [status] : []));
  }

  originOf(channel: number): number {
    return this.#origins[channel] ?? (this.#origins[0] as number);
  }

  emptyCounts(): CaseCounts {
    const zeros = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 0]));
    const origins = this.cells.origins.slice(1);
    const received = this.#isDossier
      ? { total: 0, ...zeros(origins) }
      : { total: 0, byChannel: zeros(origins) };
    const { measures } = this.kind;
    return {
      carriedOver: 0,
      received,
      resolved: { total: 0, early: 0, onTime: 0, late: 0 },
      inProgress: { total: 0, withinDue: 0, dueSoon: 0, late: 0 },
      paused: 0,
      withdrawn: 0,
      outside: 0,
      missingDueDate: 0,
      ...(measures.includes('amountVnd') && { amountVnd: 0 }),
      ...(measures.includes('score') && { score: { count: 0, sum: 0 } }),
    };
  }

  /** Adds `count` cases of one cell to the figures. */
  addCell(counts: CaseCounts, cell: number, count: number): void {
    const { origin, outcome, missingDueDate } = this.cells.parts(cell);
    if (outcome === 'outside') {
      counts.outside += count;
      return;
    }
    counts.received.total += count;
    if (origin === 'carriedOver') counts.carriedOver += count;
    else {
      const received = counts.received as Counts['received'] & KindCounts['received'];
      const byOrigin = (this.#isDossier ? received : received.byChannel) as Record<string, number>;
      byOrigin[origin] = (byOrigin[origin] as number) + count;
    }
    addOutcome(counts, outcome, count);
    if (missingDueDate) counts.missingDueDate += count;
  }

  /** Adds {@link SUMS} to the figures. */
  addSums(counts: CaseCounts, [amountVnd = 0, scores = 0, points = 0]: ArrayLike<number> & Iterable<number>) {
    const measured = counts as KindCounts;
    if (measured.amountVnd !== undefined) measured.amountVnd += amountVnd;
    if (measured.score !== undefined) {
      measured.score.count += scores;
      measured.score.sum += points;
    }
  }
}

export const DOSSIER_COUNTING = new KindCounting(DOSSIER_KIND);

/** What a case adds to each of the sums; `amountVnd`, `score` as stored. */
export function sumsOf(amountVnd: number, score: number): [number, number, number] {
  const hasScore = score !== NO_AMOUNT;
  return [amountVnd === NO_AMOUNT ? 0 : amountVnd, hasScore ? 1 : 0, hasScore ? score : 0];
}

/** Adds figures of the same kind. */
export function addCounts<Figures extends object>(sum: Figures, part: Figures): void {
  const into = sum as Record<string, number | object>;
  for (const [name, value] of Object.entries(part) as [string, number | object][]) {
    if (typeof value === 'number') into[name] = (into[name] as number) + value;
    else addCounts(into[name] as object, value);
  }
}

function addOutcome(counts: CaseCounts, outcome: Exclude<Outcome, 'outside'>, count: number): void {
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
