/** What JSON.parse hides: members told twice, of which it keeps the last. */
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

/**
 * The first trouble of a text that JSON.parse accepts; undefined when there is none. `readMembers`: those that the reader of
 * the event looks at, by their paths. Others are dropped unread, however often they are repeated.
 */
export function findStructureTrouble(
  text: string,
  readMembers: ReadonlySet<string>,
): StructureTrouble | undefined {
  const levels: Level[] = [];
  let isMember = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    const level = levels.at(-1);
    if (char === '"') {
      const end = stringEnd(text, at);
      if (level?.members && isMember) {
        const member = JSON.parse(text.slice(at, end + 1)) as string;
        const path = pathOf(level, member, levels.length);
        if (level.members.has(member) && readMembers.has(path)) {
          return { field: path, reason: `${path} is told twice; accepted: each field once` };
        }
        level.members.add(member);
        level.member = path;
        isMember = false;
      }
      at = end;
    } else if (char === '{' || char === '[') {
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

/** Members with a dot in their name are none of ours, nor is what they hold: they get a path that no read member has. */
function pathOf({ path }: Level, member: string, depth: number): string {
  const name = member.includes('.') ? '' : member;
  return depth === 1 ? name : `${path}.${name}`;
}

/** Index of the quote that closes the string which opens at `start`, in a text that JSON.parse accepts. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
}
