/** Words of the settings of a wall; beside words of vi.ts, for a wall needs them once. */
import { wallSettings as en } from './en/wall-settings.ts';
import { wallSettings as vi } from './vi/wall-settings.ts';

export const WALL_SETTINGS_WORDS = { vi, en };
