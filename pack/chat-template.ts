/** A chat template with what a message says in its place. */
import type { CHAT_FIELDS, ChatTemplate } from './alert-rule.ts';

/** What a message says under each field of a template. */
export type ChatValues = Record<(typeof CHAT_FIELDS)[number], string>;

/** Words in braces; other braces are the text's own. */
export const PLACEHOLDER = /\{([\p{L}\p{N}\s_-]+)\}/gu;

/**
 * The body to be sent: each text of the template with its fields replaced, everything else as it stands. Text by text,
 * not in the JSON, so that no value can end the text that it stands in; a value is not looked at for fields again.
 */
export function fillTemplate({ body }: ChatTemplate, values: ChatValues): unknown {
  return filled(body, new Map(Object.entries(values)));
}

function filled(value: unknown, values: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string')
    return value.replace(PLACEHOLDER, (word, field: string) => values.get(field) ?? word);
  if (Array.isArray(value)) return value.map((item) => filled(item, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, values)]));
}
