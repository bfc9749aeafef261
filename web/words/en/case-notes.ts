import { MAX_CASE_NOTES, MAX_NOTE_TEXT } from '../../../contract/case-note.ts';
import type { caseNotes as vi } from '../vi/case-notes.ts';

export const caseNotes: typeof vi = {
  title: 'Notes',
  none: 'No notes yet.',
  label: 'New note',
  help: 'Whoever may see this page can read it. A saved note can be neither changed nor deleted.',
  typed: (count) => `${count}/${MAX_NOTE_TEXT} characters`,
  save: 'Save the note',
  saved: 'The note is saved.',
  kept: 'It could not be saved. Your text is still in the field; save it again.',
  full: `There are ${MAX_CASE_NOTES} notes, which is as many as are kept.`,
  showAll: (count) => `Show all ${count} notes`,
};
