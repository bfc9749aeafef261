/**
 * An observation: what somebody tells of an indicator for a scope and a period, such as a share or a rank of the year.
 * Told again for the same (indicator, scope, breakdown, period), the later event counts. The log and the states hold it
 * as the one field of a thing whose code is {@link observationKey}.
 */
import { FieldTable } from './field-types.ts';

const NUMBER = { type: 'number' } as const;

export const OBSERVATION = new FieldTable({
  figures: {
    bit: 0,
    by: 'snapshot',
    held: true,
    type: 'figures',
    title: 'Figures',
    members: {
      value: { ...NUMBER, column: 'value' },
      numerator: { ...NUMBER, column: 'numerator' },
      denominator: { ...NUMBER, column: 'denominator' },
      of: { ...NUMBER, column: 'of' },
    },
  },
});

/** What an observation is of. `breakdown` is '' for the whole. */
export interface Observed {
  indicator: string;
  /** Named as in scope.ts. */
  scope: string;
  breakdown: string;
  /** `2021`, `2021-Q3`, `2021-09` or `2021-09-14`. */
  period: string;
}

/** Also the key of its messages. None of the parts holds a `|`. */
export function observationKey({ indicator, scope, breakdown, period }: Observed): string {
  return [indicator, scope, breakdown, period].join('|');
}
