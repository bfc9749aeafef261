/** A bare word of SQL (keyword, name) or one of the marks `( ) . ;`, with its place in the text. */
export interface Word {
  /** Upper-cased text. */
  text: string;
  start: number;
  end: number;
  /** How many parentheses are open around it. */
  depth: number;
}

/** Opening quote -> closing quote; the curly ones are read too, as from a word processor. */
const QUOTES = new Map([
  ["'", "'"],
  ['"', '"'],
  ['`', '`'],
  ['‘', '’'],
  ['“', '”'],
]);
const STRING_QUOTES = new Set(["'", '‘']);

/** Past the end of a quoted text that starts at `start`; a backslash escapes, a doubled quote stays inside. */
function skipQuoted(sql: string, start: number): number {
  const quote = QUOTES.get(sql[start] as string);
  let at = start + 1;
  while (at < sql.length) {
    if (sql[at] === '\\') at += 2;
    else if (sql[at] === quote) {
      if (sql[at + 1] !== quote) return at + 1;
      at += 2;
    } else at += 1;
  }
  return at;
}

const LINE_COMMENTS = ['--', '//', '# ', '#!'];

/** Past a `$tag$ ... $tag$` text that starts at `at`, or `at` itself when there is none. */
function skipHeredoc(sql: string, at: number): number {
  const tag = /^\$[A-Za-z0-9_]*\$/.exec(sql.slice(at, at + 256))?.[0];
  const close = tag === undefined ? -1 : sql.indexOf(tag, at + tag.length);
  return tag === undefined || close < 0 ? at : close + tag.length;
}

/** Past a comment that starts at `at`, or `at` itself when there is none. */
function skipComment(sql: string, at: number): number {
  const until = (mark: string, from: number) => {
    const found = sql.indexOf(mark, from);
    return found < 0 ? sql.length : found + mark.length;
  };
  if (LINE_COMMENTS.some((mark) => sql.startsWith(mark, at))) return until('\n', at);
  if (!sql.startsWith('/*', at)) return at;
  let depth = 1;
  let next = at + 2;
  while (depth > 0 && next < sql.length) {
    if (sql.startsWith('*/', next)) depth -= 1;
    else if (sql.startsWith('/*', next)) depth += 1;
    else {
      next += 1;
      continue;
    }
    next += 2;
  }
  return next;
}

/**
 * The words of a statement, lazily: strings and comments are skipped, so an INSERT can be read up to where its
 * data begins without looking at the data.
 */
export function* wordsOf(sql: string): Generator<Word> {
  const name = /[A-Za-z_][A-Za-z0-9_$]*/y;
  let depth = 0;
  let at = 0;
  while (at < sql.length) {
    const char = sql[at] as string;
    const skipped = char === '$' ? skipHeredoc(sql, at) : skipComment(sql, at);
    if (skipped > at) at = skipped;
    else if (QUOTES.has(char)) {
      const end = skipQuoted(sql, at);
      if (!STRING_QUOTES.has(char)) yield { text: '', start: at, end, depth };
      at = end;
    } else if (char === '(' || char === ')' || char === '.' || char === ';') {
      if (char === ')') depth -= 1;
      yield { text: char, start: at, end: at + 1, depth };
      if (char === '(') depth += 1;
      at += 1;
    } else {
      name.lastIndex = at;
      const match = name.exec(sql);
      if (!match) {
        // A digit takes the letters after it along, so `1e5` is no word.
        at += /[0-9]/.test(char) ? (/^[0-9a-zA-Z_]+/.exec(sql.slice(at, at + 64))?.[0].length ?? 1) : 1;
        continue;
      }
      const end = at + match[0].length;
      yield { text: match[0].toUpperCase(), start: at, end, depth };
      at = end;
    }
  }
}

/** `text` as a SQL string literal. */
export function quoteSql(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
