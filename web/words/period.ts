/** Words of the choice of days and periods; beside words of vi.ts, for a wall needs none of them. */
import { period as en } from './en/period.ts';
import { period as vi } from './vi/period.ts';

export const PERIOD_WORDS = { vi, en };
