/** The three periods of the wall; `from` and `to` in the address show another period in place of the current year. */
import { parseDay } from '../../contract/time.ts';
import type { WatchPeriod } from '../../contract/live.ts';

/** Example: `?from=2021-01-01&to=2021-10-31`; anything else is the current year. */
export function longPeriod(query: URLSearchParams): WatchPeriod {
  const from = query.get('from') ?? '';
  const to = query.get('to') ?? '';
  const fromDay = parseDay(from);
  const toDay = parseDay(to);
  return fromDay !== undefined && toDay !== undefined && fromDay <= toDay ? { from, to } : 'year';
}
