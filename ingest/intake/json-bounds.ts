/** Bounds of a JSON body, checked before anything is built of it. Whether it is JSON at all is for JSON.parse to say. */
import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  findDeepMember,
  MAX_DEPTH,
  OPEN_ARRAY,
  OPEN_OBJECT,
  walkJson,
} from '../decoding/json-bytes.ts';
import { IntakeRefusal } from './intake-refusal.ts';

/** Events or portal rows that one request may hold. */
const MAX_ITEMS = 10_000;
/** Members and items of all levels: a portal dossier has about 60. */
const MAX_VALUES = 1_000_000;

const WHITE_SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * The items of an array, in the bytes they were sent in, or the text itself when it is no array. An item that is parsed and
 * written again would lose what it is refused for: a repeated member, a number that is too large. Undefined when the brackets
 * do not match.
 *
 * @throws IntakeRefusal when there are too many.
 */
export function splitItems(body: Buffer): Buffer[] | undefined {
  const start = body.findIndex((byte) => !WHITE_SPACE.has(byte));
  if (body[start] !== OPEN_ARRAY) return [body];
  const items: Buffer[] = [];
  let depth = 0;
  let deepest = 0;
  let itemStart = start + 1;
  let end = -1;
  walkJson(body, (byte, at) => {
    if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) deepest = Math.max(deepest, ++depth);
    else if (byte === COMMA && depth === 1) {
      items.push(body.subarray(itemStart, at));
      itemStart = at + 1;
      if (items.length >= MAX_ITEMS) throw tooManyItems();
    } else if ((byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) && --depth === 0) end = at;
    return end < 0;
  });
  if (end < 0 && deepest > MAX_DEPTH) throw tooDeep();
  const isWhole = end >= 0 && body.subarray(end + 1).every((byte) => WHITE_SPACE.has(byte));
  if (!isWhole) return undefined;
  const last = body.subarray(itemStart, end);
  const isEmpty = items.length === 0 && last.every((byte) => WHITE_SPACE.has(byte));
  return isEmpty ? [] : [...items, last];
}

/** @throws IntakeRefusal when the body is more than JSON.parse may be given. */
export function checkBounds(body: Buffer): void {
  if (findDeepMember(body) !== undefined) throw tooDeep();
  /** [depth]: commas of the open array or object. */
  const commas = new Int32Array(MAX_DEPTH + 2);
  let depth = 0;
  let values = 0;
  walkJson(body, (byte) => {
    if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      commas[++depth] = 0;
      values++;
    } else if (byte === COMMA) {
      values++;
      const count = (commas[depth] as number) + 1;
      commas[depth] = count;
      if (count >= MAX_ITEMS) throw tooManyItems();
    } else if ((byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) && depth > 0) depth--;
    if (values > MAX_VALUES) {
      const detail = `accepted: bodies of up to ${MAX_VALUES} values`;
      throw new IntakeRefusal(413, 'Too many values', detail, 'values');
    }
    return true;
  });
}

function tooManyItems(): IntakeRefusal {
  return new IntakeRefusal(413, 'Too many items', `accepted: arrays of up to ${MAX_ITEMS} items`, 'items');
}

function tooDeep(): IntakeRefusal {
  const detail = `the body nests deeper than ${MAX_DEPTH}; accepted: up to ${MAX_DEPTH}`;
  return new IntakeRefusal(413, 'Too deep', detail, 'depth');
}
