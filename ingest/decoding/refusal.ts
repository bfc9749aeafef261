/** Says in one sentence what is wrong with an event: the field, the value and what is accepted. */
import type { z } from 'zod';
import { looksLikeTime } from './time-shapes.ts';

/** Why a message is not counted: the path of the field ('' for the message as a whole) and one sentence. */
export interface Refusal {
  field: string;
  reason: string;
  /** The bytes are no JSON at all. */
  isNotJson?: true;
}

/** The first thing that the schema found wrong. */
export function describeIssue(error: z.ZodError, json: unknown): Refusal {
  const issue = error.issues[0];
  if (!issue) return { field: '', reason: 'the event does not fit the schema' };
  const field = issue.path.map(String).join('.');
  const value = issue.path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    json,
  );
  return {
    field,
    reason: `${field || 'the event'} is ${describeValue(value)}; accepted: ${accepted(issue)}`,
  };
}

function accepted(issue: z.core.$ZodIssue): string {
  // A kind may have no words for a field: then it can only be cleared.
  if (issue.code === 'invalid_value') return issue.values.map(String).join(', ') || 'null';
  return issue.message
    .replace(/^((Invalid input|Too big|Too small): )?expected /, '')
    .replace(/, received .*$/, '');
}

const MAIL = /[^\s@"']+@[^\s@"']+/g;
/** Papers and phones. */
const DIGITS = /\d{9,}/g;
/**
 * The same in groups, such as 0912 345 678 or +84-912-345-678: nine or more digits that begin as such numbers do and do not
 * end a word. Codes of dossiers begin differently, and dates such as 04-10-2021 are left out.
 */
const GROUPED_DIGITS = /(?<![\w.])(?:\+?84|0)(?!\d[-.]\d\d[-.](?:19|20|21)\d\d)(?:[ .-]?\d){8,}/g;

/** Masks what looks like personal data: mail addresses, papers and phones. */
function mask(text: string): string {
  return [MAIL, DIGITS, GROUPED_DIGITS].reduce((masked, pattern) => masked.replace(pattern, '***'), text);
}

/** Whether a text holds what could be a mail address, a paper or a phone. */
export function looksPersonal(text: string): boolean {
  return mask(text) !== text;
}

/** The start of a text, at most so many characters, in which what looks like personal data is masked. */
export function excerpt(text: string, maxChars: number): string {
  // Searching for addresses takes time by the square of the length. What the cut may have split is left out.
  const window = maxChars * 4;
  const start = text.length > window ? text.slice(0, window).replace(/\S{1,64}$/, '') : text;
  const masked = mask(start);
  return masked.length > maxChars || start !== text ? `${masked.slice(0, maxChars)}…` : masked;
}

const MAX_SHOWN_CHARS = 200;
/** A code, a number, a word: ASCII without spaces. */
const WORD = /^[\w.:+/-]*$/;

/**
 * A value as it may stand in a log, a header or an answer, cut at 200 characters. What could be personal data is masked:
 * of texts with spaces or letters of Vietnamese, which may be names, only times are shown.
 */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (typeof value === 'object') return Array.isArray(value) ? 'an array' : 'an object';
  const text = shown(String(value));
  return typeof value === 'string' ? JSON.stringify(text) : text;
}

function shown(text: string): string {
  if (looksLikeTime(text)) return text;
  // What the cut would split is looked at as well.
  const start = text.slice(0, MAX_SHOWN_CHARS * 2);
  if (!WORD.test(start) || looksPersonal(start)) return '***';
  return text.length > MAX_SHOWN_CHARS ? `${text.slice(0, MAX_SHOWN_CHARS)}…` : text;
}
