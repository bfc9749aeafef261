/** Says in one sentence what is wrong with an event: the field, the value and what is accepted. */
import type { z } from 'zod';
import type { Refusal } from './decode.ts';

const MAX_VALUE_CHARS = 200;

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
  return issue.message.replace(/^(Invalid input: )?expected /, '').replace(/, received .*$/, '');
}

/**
 * A value as it may stand in a log or header: cut at 200 characters; objects are named, not shown; what looks like
 * personal data (runs of 9 and more digits: papers and phones; mail addresses) is masked.
 */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (typeof value === 'object') return Array.isArray(value) ? 'an array' : 'an object';
  const text = String(value)
    .replace(/[^\s@"]+@[^\s@"]+/g, '***')
    .replace(/\d{9,}/g, '***');
  const shown = text.length > MAX_VALUE_CHARS ? `${text.slice(0, MAX_VALUE_CHARS)}…` : text;
  return typeof value === 'string' ? JSON.stringify(shown) : shown;
}
