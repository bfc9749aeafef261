/** The figures of the cases of a kind that a formula may name, such as `dossier.resolved.onTime`. */
import type { Kind } from '../contract/kind.ts';

const OF_EVERY_KIND = [
  'received',
  'carriedOver',
  'resolved',
  'inProgress',
  'paused',
  'withdrawn',
  'outside',
] as const;
const WITH_CLOCK = [
  'resolved.early',
  'resolved.onTime',
  'resolved.late',
  'inProgress.withinDue',
  'inProgress.dueSoon',
  'inProgress.late',
  'missingDueDate',
] as const;
const OF_MEASURE = { amountVnd: ['amountVnd'], score: ['score.count', 'score.sum'] } as const;

/** What stands behind the kind in their names: those of the contract's counts, a total by the name of what it is of. */
export function caseFiguresOf({ clock, channels, measures }: Kind): string[] {
  return [
    ...OF_EVERY_KIND,
    ...channels.map(({ code }) => `received.${code}`),
    ...(clock === null ? [] : WITH_CLOCK),
    ...measures.flatMap((measure) => OF_MEASURE[measure]),
  ];
}
