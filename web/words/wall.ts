/** Words of the wall; beside words of vi.ts, which the tablet's pages share. */
import { wall as en } from './en/wall.ts';
import { wall as vi } from './vi/wall.ts';

export const WALL_WORDS = { vi, en };
