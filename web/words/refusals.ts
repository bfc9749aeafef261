/** Words of what the server refuses; beside words of vi.ts, for the wall needs none of them. */
import { refusals as en } from './en/refusals.ts';
import { refusals as vi } from './vi/refusals.ts';

export const REFUSAL_WORDS = { vi, en };
