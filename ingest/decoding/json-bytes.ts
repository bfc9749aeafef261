/** Walks over the bytes of JSON without building anything, to check its bounds before it is parsed. */

const [QUOTE, BACKSLASH, COLON] = [0x22, 0x5c, 0x3a] as const;
export const [COMMA, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [
  0x2c, 0x5b, 0x5d, 0x7b, 0x7d,
] as const;

/** A dossier event nests three deep, a portal message four; more than this is none. */
export const MAX_DEPTH = 32;

/** Calls `visit` with each byte outside of strings; it ends the walk with false. */
export function walkJson(bytes: Buffer, visit: (byte: number, at: number) => boolean): void {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) at = stringEnd(bytes, at);
    else if (!visit(byte, at)) return;
  }
}

/** Index of the quote that closes the string which opens at `start`; the end of the text when none does. */
function stringEnd(bytes: Buffer, start: number): number {
  for (let end = bytes.indexOf(QUOTE, start + 1); end >= 0; end = bytes.indexOf(QUOTE, end + 1)) {
    let before = end;
    while (bytes[before - 1] === BACKSLASH) before--;
    if ((end - before) % 2 === 0) return end;
  }
  return bytes.length;
}

/** The outermost member that nests deeper than {@link MAX_DEPTH}, '' for the text itself; undefined when none does. */
export function findDeepMember(bytes: Buffer): string | undefined {
  let depth = 0;
  let member = '';
  let deep: string | undefined;
  walkJson(bytes, (byte, at) => {
    if (byte === COLON && depth === 1) member = nameBefore(bytes, at);
    else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) depth++;
    else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) depth--;
    if (depth > MAX_DEPTH) deep = member;
    return deep === undefined;
  });
  return deep;
}

const MAX_NAME_BYTES = 32;

/** The short name that ends before a colon. */
function nameBefore(bytes: Buffer, colon: number): string {
  const text = bytes.toString('latin1', Math.max(0, colon - MAX_NAME_BYTES), colon);
  return /"([^"]*)"\s*$/.exec(text)?.[1] ?? '';
}
