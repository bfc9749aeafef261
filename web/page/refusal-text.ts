/** What a refusal of the server says to the reader. */
import type { Problem } from '../../contract/api.ts';
import type { LanguageCode } from '../format/numbers.ts';
import { REFUSAL_WORDS } from '../words/refusals.ts';

/** `problem`: undefined when the server could not be reached. */
export function refusalText(
  problem: (Problem & { retryAfterSeconds: number }) | undefined,
  language: LanguageCode,
): string {
  const words = REFUSAL_WORDS[language];
  if (!problem) return words.unreachable;
  if (problem.reason) return words.reasons[problem.reason];
  if (problem.status === 429) return words.wait(problem.retryAfterSeconds || 1);
  if (problem.status === 403) return words.notAllowed;
  if (problem.status === 404) return words.gone;
  if (problem.status === 503) return words.away;
  return problem.status < 500 ? words.input : words.fault;
}
