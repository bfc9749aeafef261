/** Words of administration; beside words of vi.ts, for none but administrators need them. */
import { administration as en } from './en/administration.ts';
import { administration as vi } from './vi/administration.ts';

export const ADMINISTRATION_WORDS = { vi, en };
