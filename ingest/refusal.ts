/** Says in one sentence what is wrong with an event: the field, the value and what is accepted. */
import type { z } from 'zod';
import type { Refusal } from './decode.ts';

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
  if (issue.code === 'invalid_value') return issue.values.map(String).join(', ');
  return issue.message
    .replace(/^((Invalid input|Too big|Too small): )?expected /, '')
    .replace(/, received .*$/, '');
}

/**
 * The start of a text, at most so many characters, in which what looks like personal data is masked: runs of 9 and more
 * digits (papers and phones) and mail addresses.
 */
export function excerpt(text: string, maxChars: number): string {
  // Looking for addresses takes the square of the length. What the cut may have split is left out.
  const window = maxChars * 4;
  const start = text.length > window ? text.slice(0, window).replace(/\S{1,64}$/, '') : text;
  const masked = start.replace(/[^\s@"']+@[^\s@"']+/g, '***').replace(/\d{9,}/g, '***');
  return masked.length > maxChars || start !== text ? `${masked.slice(0, maxChars)}…` : masked;
}

/** A code, a number, a time: one short word of ASCII without what could be a paper, a phone or an address. */
const TELLS_NOTHING_PERSONAL = /^(?!.*\d{9})(?:[\w.:+/-]{0,40}|[\d.:+/ -]{0,40})$/;

/** A value as it may stand in a log, a header or an answer: what could be personal data is masked. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (typeof value === 'object') return Array.isArray(value) ? 'an array' : 'an object';
  const text = TELLS_NOTHING_PERSONAL.test(String(value)) ? String(value) : '***';
  return typeof value === 'string' ? JSON.stringify(text) : text;
}
