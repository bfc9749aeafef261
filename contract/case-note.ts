/** Notes on a case: what people write to it, and that its officer was reminded. They are only added. */

export const MAX_NOTE_TEXT = 2_000;
/** Notes and reminders that a case keeps. */
export const MAX_CASE_NOTES = 200;
/** What one identity may write within 24 hours, to all cases. */
export const MAX_NOTES_A_DAY = 1_000;

/** What a reminder may say. */
export const MAX_REMINDER_TEXT = 300;
/** Between two reminders of one case. */
export const REMINDER_PAUSE_MINUTES = 60;

export type NoteSort = 'note' | 'reminder';

export interface CaseNote {
  /** The sender's, or the server's where there was none. */
  id: string;
  /** RFC 3339. */
  at: string;
  sort: NoteSort;
  /** What whoever wrote it is called. */
  who: string;
  /** Empty: a reminder without words. */
  text: string;
  /** Of a reminder: names of who is told. */
  told: string[];
}

/** `GET /api/v1/cases/KIND/CODE/notes`. */
export interface CaseNotes {
  /** The newest first, all of them. */
  items: CaseNote[];
  /** How many more the case takes. */
  room: number;
}
