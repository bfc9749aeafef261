/**
 * The course of a case by what was told of it: who held it for how much working time, and how its due date moved. Pure.
 *
 * Times are those of the events. While a case is paused nobody holds it: it waits for somebody outside.
 */
import type { CaseChange } from '../../../clickhouse/case-changes.ts';
import type { CaseCourse, DueChange, Holding } from '../../../contract/api.ts';
import type { StatusGroup } from '../../../contract/status.ts';
import { formatTime } from '../../../contract/time.ts';
import type { WorkingCalendar } from '../../../pack/working-calendar.ts';

export interface CourseBounds {
  /** When the case was received, ms. */
  fromMs: number;
  /** When it closed, or now. */
  endMs: number;
  isClosed: boolean;
}

/** `changes`: the oldest first; `isWhole`: there are no older ones. */
export function courseOf(
  changes: readonly CaseChange[],
  isWhole: boolean,
  bounds: CourseBounds,
  groupOf: (status: number) => StatusGroup,
  calendar: Pick<WorkingCalendar, 'workingTimeBetween'>,
): CaseCourse {
  return {
    holdings: holdingsOf(changes, bounds, groupOf, calendar),
    dueChanges: dueChangesOf(changes),
    isWhole,
  };
}

interface Holder {
  id: string;
  name: string;
  isPaused: boolean;
}

function holdingsOf(
  changes: readonly CaseChange[],
  { fromMs, endMs, isClosed }: CourseBounds,
  groupOf: (status: number) => StatusGroup,
  calendar: Pick<WorkingCalendar, 'workingTimeBetween'>,
): Holding[] {
  const spans: { holder: Holder; fromMs: number }[] = [];
  let [officer, isPaused] = [{ id: '', name: '' }, false];
  for (const moment of momentsOf(changes)) {
    officer = moment.officer ?? officer;
    if (moment.status !== undefined) isPaused = groupOf(moment.status) === 'paused';
    // What was told before the receipt holds from the receipt on.
    const at = Math.max(moment.at, fromMs);
    if (at >= endMs) break;
    const holder = { ...(isPaused ? { id: '', name: '' } : officer), isPaused };
    const last = spans.at(-1);
    if (last && isSame(last.holder, holder)) continue;
    if (last?.fromMs === at) spans.pop();
    const before = spans.at(-1);
    if (!before || !isSame(before.holder, holder)) spans.push({ holder, fromMs: at });
  }
  return spans.map(({ holder: { id, name, isPaused: paused }, fromMs: at }, i) => {
    const toMs = spans[i + 1]?.fromMs ?? endMs;
    return {
      officer: id || name ? { id: id || null, name: name || null } : null,
      paused,
      from: formatTime(at),
      to: i === spans.length - 1 && !isClosed ? null : formatTime(toMs),
      workingMs: calendar.workingTimeBetween(at, toMs),
    };
  });
}

function dueChangesOf(changes: readonly CaseChange[]): DueChange[] {
  const known = { dueAt: 0, extendedTo: 0 };
  return momentsOf(changes).flatMap((moment) =>
    (['dueAt', 'extendedTo'] as const).flatMap((field) => {
      const to = moment[field];
      if (to === undefined || to === known[field]) return [];
      known[field] = to;
      return [
        { at: formatTime(moment.at), source: moment.source, field, dueAt: to === 0 ? null : formatTime(to) },
      ];
    }),
  );
}

/** Of changes told for one instant the greatest value of each field counts, as in contract/join.ts. */
function momentsOf(changes: readonly CaseChange[]): CaseChange[] {
  const moments: CaseChange[] = [];
  for (const change of changes) {
    const last = moments.at(-1);
    if (last?.at !== change.at) moments.push({ ...change });
    else merge(last, change);
  }
  return moments;
}

function merge(into: CaseChange, { source, status, officer, dueAt, extendedTo }: CaseChange): void {
  into.status = greater(into.status, status);
  if (officer && (!into.officer || nameOf(officer) > nameOf(into.officer))) into.officer = officer;
  const due = greater(into.dueAt, dueAt);
  if (due !== into.dueAt) into.source = source;
  into.dueAt = due;
  into.extendedTo = greater(into.extendedTo, extendedTo);
}

function greater(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}

function nameOf({ id, name }: { id: string; name: string }): string {
  return `${id}\n${name}`;
}

function isSame(a: Holder, b: Holder): boolean {
  return a.id === b.id && a.name === b.name && a.isPaused === b.isPaused;
}
