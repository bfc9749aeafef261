/** Words of the lists of cases; beside words of vi.ts, for a wall needs none of them. */
import { lists as en } from './en/lists.ts';
import { lists as vi } from './vi/lists.ts';

export const LIST_WORDS = { vi, en };
export type ListWords = typeof vi;
