/** What JSON.parse hides: members told twice, of which it keeps the last, and nesting without end. */

/** A dossier event nests three deep; more than this is no event. */
export const MAX_DEPTH = 32;
/** Objects of an event whose members count. In others nothing is read. */
const READ_OBJECTS = new Set(['', 'data', 'data.procedure', 'data.unit', 'data.officer', 'data.step']);

export interface StructureTrouble {
  /** Path of the member. */
  field: string;
  reason: string;
}

interface Level {
  path: string;
  /** Members seen; undefined in arrays. */
  members: Set<string> | undefined;
  /** The member whose value comes next. */
  member: string;
}

/** The first trouble of a text that JSON.parse accepts; undefined when there is none. */
export function findStructureTrouble(text: string): StructureTrouble | undefined {
  const levels: Level[] = [];
  let isMember = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    const level = levels.at(-1);
    if (char === '"') {
      const end = stringEnd(text, at);
      if (level?.members && isMember) {
        const member = JSON.parse(text.slice(at, end + 1)) as string;
        const path = level.path === '' ? member : `${level.path}.${member}`;
        if (READ_OBJECTS.has(level.path) && level.members.has(member)) {
          return { field: path, reason: `${path} is told twice; accepted: each field once` };
        }
        level.members.add(member);
        level.member = path;
        isMember = false;
      }
      at = end;
    } else if (char === '{' || char === '[') {
      if (levels.length >= MAX_DEPTH) {
        return {
          field: levels[1]?.path ?? '',
          reason: `the event nests deeper than ${MAX_DEPTH}; accepted: up to ${MAX_DEPTH}`,
        };
      }
      levels.push({
        path: level?.member ?? '',
        members: char === '{' ? new Set() : undefined,
        member: level?.member ?? '',
      });
      isMember = char === '{';
    } else if (char === '}' || char === ']') {
      levels.pop();
      isMember = false;
    } else if (char === ',') {
      isMember = level?.members !== undefined;
    }
  }
  return undefined;
}

/** Place of the quote that closes the string which opens at `start`. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
}
