import { MAX_CASE_NOTES } from '../../../contract/case-note.ts';
import type { caseNotes as vi } from '../vi/case-notes.ts';

export const caseNotes: typeof vi = {
  title: 'Notes',
  none: 'No notes yet.',
  label: 'New note',
  help: 'Whoever may see this page can read it. A saved note can be neither changed nor deleted.',
  typed: (count, most) => `${count}/${most} characters`,
  save: 'Save the note',
  saved: 'The note is saved.',
  kept: 'It could not be saved. Your text is still in the field; save it again.',
  full: `There are ${MAX_CASE_NOTES} notes, which is as many as are kept.`,
  reminded: (names) => `Reminded; sent to ${names}`,
  remind: {
    title: 'Remind the officer',
    label: 'Words (optional)',
    help: 'Goes to the officer in charge, or to the head or the desk of the unit where the officer has no address. It is kept among the notes.',
    send: 'Send the reminder',
    told: (names) => `The reminder is sent to ${names}.`,
    nobody:
      'Nobody could be reminded: neither the officer nor the head nor the desk of this unit has an address. Please tell the IT staff of the centre.',
    closed: 'There is nothing to remind of: it is closed.',
    lately: (pause, left) =>
      `A reminder was sent within the last ${pause} minutes. The next one is possible in ${left} minutes.`,
    crowded: 'Too many messages wait for the receiver. Please try again later.',
  },
  showAll: (count) => `Show all ${count} notes`,
};
