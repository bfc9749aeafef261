/** What the page of a case asks of its notes. */
import type { CaseNote, CaseNotes } from '../../contract/case-note.ts';
import { getJson } from './client.ts';
import { postJson } from './post-json.ts';

export function getNotes(kind: string, code: string, signal?: AbortSignal): Promise<CaseNotes> {
  return getJson(pathOf(kind, code, 'notes'), signal);
}

/** `id`: of the note; sent again with the same one, it is written once. */
export function addNote(kind: string, code: string, note: { id: string; text: string }): Promise<CaseNote> {
  return postJson(pathOf(kind, code, 'notes'), note);
}

/** Tells whoever handles the case; `text`: empty for none. As of a note, sent again it is told once. */
export function remind(
  kind: string,
  code: string,
  { id, text }: { id: string; text: string },
): Promise<CaseNote> {
  return postJson(pathOf(kind, code, 'remind'), { id, ...(text !== '' && { text }) });
}

/** Of pages of a plain http address too, where there is no `crypto.randomUUID`. */
export function newNoteId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function pathOf(kind: string, code: string, what: string): string {
  return `api/v1/cases/${kind}/${encodeURIComponent(code)}/${what}`;
}
