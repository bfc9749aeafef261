import type { ScopeFigures } from '../../contract/api.ts';

/** What a page knows of its figures, beside its title, for the edges of its printed pages. */
export interface Printed {
  /** By default the province. */
  place?: string | undefined;
  /** Local dates, both inclusive. */
  period?: { from: string; to: string } | undefined;
  /** The instant the figures are of, RFC 3339. */
  asOf?: string | undefined;
  /** The latest event time that is counted; undefined: that of the feed; null: there is none. */
  dataTime?: string | null | undefined;
  /** Counted by Form 06a of Circular 01/2020/TT-VPCP. */
  isForm06a?: boolean | undefined;
  rule?: ScopeFigures['rule'] | undefined;
}
