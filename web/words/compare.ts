/** Words of the comparison of periods and units; beside words of vi.ts, for a wall needs none of them. */
import { compare as en } from './en/compare.ts';
import { compare as vi } from './vi/compare.ts';

export const COMPARE_WORDS = { vi, en };
