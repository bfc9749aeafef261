/** A bare word of SQL (keyword, name) or one of the marks `( ) . ;`, with its place in the text. */
export interface Word {
  /** Upper-cased text. */
  text: string;
  start: number;
  end: number;
  /** How many parentheses are open around it. */
  depth: number;
}

const QUOTES = new Set(["'", '"', '`']);

/** Past the end of a quoted text that starts at `start`; a backslash escapes, a doubled quote stays inside. */
function skipQuoted(sql: string, start: number): number {
  const quote = sql[start];
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

/** Past a comment that starts at `at`, or `at` itself when there is none. */
function skipComment(sql: string, at: number): number {
  const until = (mark: string, from: number) => {
    const found = sql.indexOf(mark, from);
    return found < 0 ? sql.length : found + mark.length;
  };
  if (sql.startsWith('--', at) || sql.startsWith('# ', at) || sql.startsWith('#!', at))
    return until('\n', at);
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
  const name = /[A-Za-z_][A-Za-z0-9_]*/y;
  let depth = 0;
  let at = 0;
  while (at < sql.length) {
    const char = sql[at] as string;
    const afterComment = skipComment(sql, at);
    if (afterComment > at) at = afterComment;
    else if (QUOTES.has(char)) {
      const end = skipQuoted(sql, at);
      if (char !== "'") yield { text: '', start: at, end, depth };
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
