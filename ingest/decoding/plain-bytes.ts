/**
 * Whether the UTF-8 bytes of a text are in canonical form (contract/canonical.ts) beyond doubt, without a string: ASCII,
 * the composed letters of Vietnamese and its neighbours, and the usual dashes and quotes. All else is for the slow way.
 */
import { canonicalDossierCode } from '../../contract/canonical.ts';

const SPACE = 0x20;

export function isPlainText(bytes: Buffer, start: number, end: number): boolean {
  let afterSpace = end > start;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte <= SPACE) {
      if (afterSpace || byte < SPACE) return false;
      afterSpace = true;
      continue;
    }
    afterSpace = false;
    if (byte < 0x7f) continue;
    const next = bytes[at + 1] as number;
    if (byte >= 0xc3 && byte <= 0xc6) {
      // U+00C0 to U+01BF, but for what only looks like Đ and đ.
      if (byte === 0xc3 ? next === 0x90 || next === 0xb0 : byte === 0xc6 && next === 0x89) return false;
      at++;
    } else if (byte === 0xe1) {
      // U+1E80 to U+1EFF.
      if (next !== 0xba && next !== 0xbb) return false;
      at += 2;
    } else if (byte === 0xe2) {
      // U+2010 to U+2027.
      const last = bytes[at + 2] as number;
      if (next !== 0x80 || last < 0x90 || last > 0xa7) return false;
      at += 2;
    } else return false;
  }
  return !afterSpace;
}

/** The same of a code: ASCII. */
export function isPlainCode(bytes: Buffer, start: number, end: number): boolean {
  let afterSpace = end > start;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte < SPACE || byte >= 0x7f || (byte === SPACE && afterSpace)) return false;
    afterSpace = byte === SPACE;
  }
  return !afterSpace;
}

/** The same of a dossier's code: ASCII; one in the national form has no small letters. */
export function isPlainDossierCode(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte >= 0x61 && byte <= 0x7a) {
      const code = bytes.toString('latin1', start, end);
      return isPlainCode(bytes, start, end) && canonicalDossierCode(code) === code;
    }
  }
  return isPlainCode(bytes, start, end);
}
