/**
 * The items of a JSON array as the texts they were sent as. Parsed and written again an item would have lost what makes
 * it refused: a member that is told twice, a number that is too large (it would be null, which clears), endless nesting.
 */
import { stringEnd } from '../json-structure.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d] as const;

/** The items of a text that JSON.parse accepts; the text itself when it is no array. */
export function itemTexts(text: string): string[] {
  const start = text.search(/[^ \t\n\r]/);
  if (text.charCodeAt(start) !== OPEN_ARRAY) return [text];
  const items: string[] = [];
  let depth = 0;
  let itemStart = start + 1;
  for (let at = start; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) at = stringEnd(text, at);
    else if (char === OPEN_ARRAY || char === OPEN_OBJECT) depth++;
    else if (char === COMMA && depth === 1) {
      items.push(text.slice(itemStart, at).trim());
      itemStart = at + 1;
    } else if ((char === CLOSE_ARRAY || char === CLOSE_OBJECT) && --depth === 0) {
      const last = text.slice(itemStart, at).trim();
      if (last !== '') items.push(last);
    }
  }
  return items;
}
