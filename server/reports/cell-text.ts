/**
 * Texts of the data in files that a spreadsheet opens. They were told by other systems, which anybody may have written
 * into.
 */

/** Seen by nobody and yet there: controls, directions of writing, characters without width. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/gu;

/** What begins a formula, also in full width, which some spreadsheets fold. */
const SIGN = '[=+\\-@|%\uFF1D\uFF0B\uFF0D\uFF20\uFE62\uFE63\uFE66\uFE6B\u2212]';
const FORMULA = new RegExp(`^[\\s"']*${SIGN}`, 'u');
/** Where the list separator is a semicolon, as in Vietnam, each one begins another cell, also within quotes. */
const FORMULA_IN_NEXT_CELL = new RegExp(`;(?=[\\s"']*${SIGN})`, 'gu');

/** Digits with nothing but separators, brackets, currencies, exponents and marks of the day's half about them. */
const NUMBER =
  /^(?=.*\p{Nd})[\p{Nd}\p{Sc}\s.,:/\\()'’%+-]*(?:e[+-]?\p{Nd}+|d[+-]?\p{Nd}+|[ap]m?|sa|ch)?\s*$/iu;
const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|th(?:g|áng)\\.?\\s*\\p{Nd}{1,2}';
const DATE = new RegExp(`^(?=.*\\p{Nd})[\\p{Nd}\\s.,/-]*(?:${MONTH})[\\p{Nd}\\s.,/-]*$`, 'iu');
const TRUTH = /^(?:true|false)$/i;

/** Without what nobody sees; a break becomes a space. */
export function visible(text: string): string {
  return text.replace(BREAKS, ' ').replace(INVISIBLE, '').trim();
}

/**
 * A text for a cell of a CSV file that stays the text it is: one that a spreadsheet would run, or make a number or a date
 * of, has an apostrophe before it.
 *
 * Examples: `=1+1`, ` +84`, `1.002820` (it would become 1.00282), `007`, `1-2` (the second of January).
 */
export function csvText(text: string): string {
  const shown = visible(text).replace(FORMULA_IN_NEXT_CELL, ";'");
  const isTaken = FORMULA.test(shown) || NUMBER.test(shown) || DATE.test(shown) || TRUTH.test(shown);
  // One that has an apostrophe of its own gets another, so that taking one off gives every text back.
  return isTaken || shown.startsWith("'") ? `'${shown}` : shown;
}
