/** The words that a kind's definition has for its codes, in the reader's language. Pure. */
import { DOSSIER } from '../../contract/dossier-kind.ts';
import type { Kind, Term, Wording } from '../../contract/kind.ts';
import type { LanguageCode } from '../format/numbers.ts';
import type { Words } from '../words/vi.ts';

export type Choice = readonly [value: string, text: string];

/** A code that the definition does not have stands for itself; undefined for none. */
export function wordOf(
  terms: readonly Term[],
  code: string | null,
  language: LanguageCode,
): string | undefined {
  if (code === null) return undefined;
  return terms.find((term) => term.code === code)?.[language] ?? code;
}

export function choicesOf(terms: readonly Term[], language: LanguageCode): Choice[] {
  return terms.map((term) => [term.code, term[language]] as const);
}

/** The words that speak of dossiers, or of cases of any other kind. */
export function caseWords(words: Words, { kind }: Kind): Words['cases']['dossier'] {
  return kind === DOSSIER ? words.cases.dossier : words.cases.general;
}

export function nameOf({ name }: { name: Wording }, language: LanguageCode): string {
  return name[language];
}

export const isDossier = ({ kind }: Kind) => kind === DOSSIER;
