import { wordsOf, type Word } from './sql-words.ts';

/** What the front needs to know of a statement before the engine sees it. */
export interface Statement {
  /** First keyword, upper-cased; empty for an empty text. */
  verb: string;
  /** Written with FORMAT, if it is. */
  format: string | undefined;
  /** Changes the session it runs in (SET, USE, temporary tables), so it must not run in a shared one. */
  changesSession: boolean;
}

const SESSION_VERBS = new Set(['SET', 'USE', 'BEGIN', 'COMMIT', 'ROLLBACK']);

/** Reads the shape of one statement that carries no data. */
export function readStatement(sql: string): Statement {
  let verb = '';
  let format: string | undefined;
  let temporary = false;
  let previous: Word | undefined;
  for (const word of wordsOf(sql)) {
    if (verb === '' && /^[A-Z]/.test(word.text)) verb = word.text;
    if (word.depth === 0 && previous?.text === 'FORMAT' && /^[A-Z]/.test(word.text))
      format = sql.slice(word.start, word.end);
    if (previous?.text === verb && word.text === 'TEMPORARY') temporary = true;
    previous = word;
  }
  return { verb, format, changesSession: SESSION_VERBS.has(verb) || temporary };
}

/** An INSERT whose rows come as data after it. */
export interface InsertWithData {
  format: string;
  /** Where the data begins in the text that was read; all of it may come later. */
  dataStart: number;
  /** What was sent, without the data. */
  text: string;
  /** The statements that read the same rows from a file, one after the other. */
  fromFile(quotedPath: string): string[];
}

/**
 * Splits an INSERT from the data behind it, e.g. `INSERT INTO t (a) FORMAT TSV\n1\n`. Undefined when the text is
 * no INSERT, or one that brings its own rows (INSERT ... SELECT without `input()`).
 */
export function splitInsert(text: string): InsertWithData | undefined {
  let previous: Word | undefined;
  let target = false;
  let settings: Word | undefined;
  let select: Word | undefined;
  let input: Word | undefined;
  let last: Word | undefined;
  for (const word of wordsOf(text)) {
    const isName =
      previous?.text === '.' || (target && previous !== undefined && isTargetMark(previous.text));
    if (previous === undefined) {
      if (word.text !== 'INSERT') return undefined;
      target = true;
    } else if (isName) {
      if (previous.text !== '.' && word.text !== 'TABLE' && word.text !== 'FUNCTION') target = false;
    } else if (word.depth > 0) {
      if (select && word.text === 'INPUT') input = word;
    } else if (word.text === 'INPUT' && select) input = word;
    else if (word.text === 'SELECT' || word.text === 'WITH') select ??= word;
    else if (word.text === 'SETTINGS' && !select) settings = word;
    else if (word.text === 'VALUES' && previous.text !== 'FORMAT' && !select) {
      const end = (settings ?? word).start;
      return plan('Values', word.end, text, end, settings ? text.slice(settings.start, word.start) : '');
    } else if (previous.text === 'FORMAT' && word.text !== '') {
      const format = text.slice(word.start, word.end);
      const dataStart = skipBreak(text, word.end);
      if (select) return input && planInput(format, dataStart, text, input, previous.start);
      const end = (settings ?? previous).start;
      const rest = settings ? text.slice(settings.start, previous.start) : '';
      return plan(format, dataStart, text, end, rest);
    }
    // A table may be called `format`.
    previous = isName && !isTargetMark(word.text) ? { ...word, text: '' } : word;
    last = word;
  }
  if (!last || select || previous?.text === 'INSERT') return undefined;
  return plan('Values', text.length, text, text.length, '');
}

function isTargetMark(word: string): boolean {
  return word === 'INTO' || word === 'TABLE' || word === 'FUNCTION';
}

/** @param headEnd where the target and its columns end. */
function plan(
  format: string,
  dataStart: number,
  text: string,
  headEnd: number,
  settings: string,
): InsertWithData {
  const head = text.slice(0, headEnd);
  return {
    format,
    dataStart,
    text: text.slice(0, dataStart),
    fromFile: (path) => [`${head} FROM INFILE ${path} COMPRESSION 'none' ${settings} FORMAT ${format}`],
  };
}

/** The temporary table that stands for `input()`. */
const INPUT_ROWS = 'input_rows';

/**
 * `INSERT ... SELECT ... FROM input('structure') FORMAT F` reads the same rows from a temporary table: the function
 * `file` would need a right that no user has.
 */
function planInput(
  format: string,
  dataStart: number,
  text: string,
  input: Word,
  end: number,
): InsertWithData | undefined {
  const call = /^\s*\(\s*'((?:[^'\\]|\\.|'')*)'\s*\)/s.exec(text.slice(input.end, end));
  if (!call) return undefined;
  const structure = (call[1] as string).replace(/\\(.)|''/gs, (_all, escaped?: string) => escaped ?? "'");
  const rest = text.slice(input.end + call[0].length, end);
  return {
    format,
    dataStart,
    text: text.slice(0, dataStart),
    fromFile: (path) => [
      `CREATE TEMPORARY TABLE ${INPUT_ROWS} (${structure}) ENGINE = Memory`,
      `INSERT INTO ${INPUT_ROWS} FROM INFILE ${path} COMPRESSION 'none' FORMAT ${format}`,
      `${text.slice(0, input.start)}${INPUT_ROWS}${rest}`,
    ],
  };
}

/** As the server does: blanks after the format's name, then at most one line break, belong to the statement. */
function skipBreak(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\f') at += 1;
  if (text[at] === '\r') at += 1;
  if (text[at] === '\n') at += 1;
  return at;
}
