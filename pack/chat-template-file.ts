/**
 * `chat-templates/NAME.json` of a pack: what is sent to a chat group's incoming webhook, as its service wants it.
 *
 * ```json
 * {"chat_id": "-1001234567890", "text": "{title}\n{text}\n{link}"}
 * ```
 */
import { z } from 'zod';
import { CHAT_FIELDS, type ChatTemplate } from './alert-rule.ts';
import { PLACEHOLDER } from './chat-template.ts';
import { jsonName } from './folder-files.ts';
import { LinedJson, type JsonPath } from './lined-json.ts';
import { PackError } from './pack-error.ts';

const MAX_BYTES = 65_536;
const ACCEPTED = CHAT_FIELDS.map((field) => `{${field}}`);

const body = z.custom<Record<string, unknown>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  { error: 'an object' },
);

/** `file` is its path inside the pack, whose name is that of the template. */
export function readChatTemplate(file: string, content: string): ChatTemplate {
  const bytes = Buffer.byteLength(content);
  if (bytes > MAX_BYTES) throw new PackError(file, `${bytes} bytes`, `at most ${MAX_BYTES}`);
  const json = new LinedJson(file, content);
  const read = json.read(body);
  checkPlaceholders(json, [], read);
  return { name: jsonName(file), body: read };
}

function checkPlaceholders(json: LinedJson, path: JsonPath, value: unknown): void {
  if (typeof value === 'string') {
    for (const [word] of value.matchAll(PLACEHOLDER))
      if (!ACCEPTED.includes(word)) throw json.refusal(path, JSON.stringify(word), ACCEPTED.join(', '));
  } else if (Array.isArray(value)) {
    value.forEach((item, i) => checkPlaceholders(json, [...path, i], item));
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) checkPlaceholders(json, [...path, key], item);
  }
}
