/** Words of figures as of an instant; beside words of vi.ts, for the live wall needs none of them. */
import { past as en } from './en/past.ts';
import { past as vi } from './vi/past.ts';

export const PAST_WORDS = { vi, en };
