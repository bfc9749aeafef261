/**
 * The status rewriting trap: some one-stop software turns 5, 6 and 8 (paused) into 9 (processed) before it sends, which
 * stops the clock of lateness. What was rewritten cannot be told from the events, only that they look like it. The software
 * behind a kind of the pack can do the same with its paused and resolved statuses.
 */
import type { RewritingNote, SourceQuality } from '../../contract/quality.ts';

/** Where pauses are told, a few in a hundred dossiers have one: so many without any are no chance. */
export const ENOUGH_RESOLVED = 100;

/** `mayPause`: the kind has a paused status, which a source could tell. */
export function rewritingOf(
  counts: Omit<SourceQuality['statusRewriting'], 'notes'>,
  mayPause: boolean,
): SourceQuality['statusRewriting'] {
  const notes: RewritingNote[] = [];
  if (mayPause && counts.resolved >= ENOUGH_RESOLVED && counts.paused === 0) notes.push('neverPaused');
  if (counts.reopenings > 0) notes.push('reopened');
  return { ...counts, notes };
}
