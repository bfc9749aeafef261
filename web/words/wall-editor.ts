/** Words of the page on which administrators arrange walls; beside words of vi.ts, for none but administrators need them. */
import { wallEditor as en } from './en/wall-editor.ts';
import { wallEditor as vi } from './vi/wall-editor.ts';

export const WALL_EDITOR_WORDS = { vi, en };
