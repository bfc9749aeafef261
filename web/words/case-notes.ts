/** Words of the notes on a case; beside words of vi.ts, for the wall needs none of them. */
import { caseNotes as en } from './en/case-notes.ts';
import { caseNotes as vi } from './vi/case-notes.ts';

export const CASE_NOTE_WORDS = { vi, en };
