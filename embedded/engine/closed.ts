import { readFileSync, statSync } from 'node:fs';
import { EngineError } from './engine-error.ts';
import { wordsOf, type Word } from './sql-words.ts';

/**
 * Closes what reaches files or the network and what the engine has no right to withhold; table functions, table
 * engines with a source and settings are closed in closed.xml.
 */

/** Engines of tables and databases that keep to the data folder. */
const OPEN_ENGINES =
  /^(\w*MERGETREE|LOG|TINYLOG|STRIPELOG|MEMORY|NULL|SET|JOIN|BUFFER|MERGE|ALIAS|GENERATERANDOM|ATOMIC)$/;
const DEFINING = new Set(['CREATE', 'ATTACH', 'REPLACE']);
/** Rows of VALUES may be expressions, so they are looked through; more of them go in another format. */
const MAX_VALUES_BYTES = 4_194_304;

/** @throws EngineError 497 when the statement would reach a file or another machine. */
export function requireClosed(sql: string): void {
  let verb: Word | undefined;
  let previous: Word | undefined;
  let ended = false;
  for (const word of wordsOf(sql)) {
    // As the server's HTTP interface says it.
    if (ended) throw EngineError.of(62, 'SYNTAX_ERROR', 'Multi-statements are not allowed');
    ended = word.text === ';';
    if (!verb && /^[A-Z]/.test(word.text)) verb = word;
    const call = previous && word.text === '(' ? nameOf(sql, previous) : '';
    if (word.text === 'INFILE' || word.text === 'OUTFILE') refuse(`${word.text} is not allowed`);
    if (nameOf(sql, word) === 'file' && previous?.text !== '.') refuse('the function file');
    if (call.toLowerCase() === 'disk') refuse('a disk of its own');
    if (call === 'format' && !/^\s*'[^']*\{/.test(sql.slice(word.end))) refuse('the table function format');
    if (verb && DEFINING.has(verb.text) && previous?.text === 'ENGINE' && /\w/.test(nameOf(sql, word))) {
      const engine = nameOf(sql, word);
      if (!OPEN_ENGINES.test(engine.toUpperCase())) refuse(`the engine ${engine}`);
    }
    if (verb?.text === 'ATTACH' && word.text === 'FROM') refuse('ATTACH ... FROM');
    previous = word;
  }
  // Some functions take a structure or rows as text, with expressions in it.
  if (/\bfile\s*\(/.test(unescape(sql))) refuse('the function file');
}

/** The rows of an INSERT ... VALUES, in a file. @throws EngineError */
export function requireClosedValues(path: string): void {
  if (statSync(path).size > MAX_VALUES_BYTES)
    throw EngineError.of(
      307,
      'TOO_MANY_BYTES',
      `VALUES of more than ${MAX_VALUES_BYTES} bytes: send the rows in another format, such as JSONEachRow`,
    );
  const rows = readFileSync(path, 'utf8');
  for (const word of wordsOf(rows)) if (nameOf(rows, word) === 'file') refuse('the function file');
}

/** As the engine reads the name: function names differ by capitals, and a quoted one may hold escapes. */
function nameOf(sql: string, word: Word): string {
  const name = sql.slice(word.start, word.end);
  return /^["`“]/.test(name) ? unescape(name.slice(1, -1)) : name;
}

function unescape(text: string): string {
  return text
    .replace(/\\x([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replaceAll('\\', '');
}

function refuse(what: string): never {
  throw EngineError.of(
    497,
    'ACCESS_DENIED',
    `Not enough privileges. ${what}: files and the network are closed in the embedded engine`,
  );
}
