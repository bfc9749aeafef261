import { EngineError } from './engine-error.ts';
import { splitInsert, type InsertWithData } from './statement.ts';

/** A request's statement: either complete text, or an INSERT and where its rows come from. */
export type Input =
  | { kind: 'statement'; sql: string }
  | { kind: 'insert'; insert: InsertWithData; head: Buffer; rest: AsyncIterable<Buffer> | undefined };

/**
 * Joins the URL's query and the body as the server does: the statement may be in either, an INSERT's rows follow
 * the statement, possibly beginning in the URL. Only as much of the body is held as a statement may have.
 */
export async function readInput(
  query: string,
  body: AsyncIterable<Buffer>,
  maxBytes: number,
): Promise<Input> {
  const insert = splitInsert(query);
  if (insert) {
    const head = Buffer.from(query.slice(insert.dataStart), 'utf8');
    return { kind: 'insert', insert, head, rest: body };
  }
  const chunks: Buffer[] = [Buffer.from(query, 'utf8')];
  let size = chunks[0]?.length ?? 0;
  const source = body[Symbol.asyncIterator]();
  let ended = false;
  while (!ended && size < maxBytes) {
    const step = await source.next();
    ended = step.done === true;
    if (!step.done) {
      chunks.push(step.value);
      size += step.value.length;
    }
  }
  const bytes = Buffer.concat(chunks, size);
  // One character per byte, so that positions in the text are positions in the data.
  const text = bytes.subarray(0, maxBytes).toString('latin1');
  const inBody = splitInsert(text);
  if (inBody) {
    const head = bytes.subarray(inBody.dataStart);
    const utf8 = (latin1: string) => Buffer.from(latin1, 'latin1').toString('utf8');
    const fromFile = (path: string) =>
      inBody.fromFile('\0').map((sql) => utf8(sql).replace('\0', () => path));
    // The rows go on where the head ended.
    const rest = ended ? undefined : { [Symbol.asyncIterator]: () => source };
    return { kind: 'insert', insert: { ...inBody, text: utf8(inBody.text), fromFile }, head, rest };
  }
  if (!ended || size > maxBytes) await refuseLonger(source, maxBytes);
  return { kind: 'statement', sql: bytes.toString('utf8') };
}

async function refuseLonger(source: AsyncIterator<Buffer>, maxBytes: number): Promise<never> {
  await source.return?.();
  throw EngineError.of(
    62,
    'SYNTAX_ERROR',
    `Max query size exceeded (can be increased with the \`max_query_size\` setting): ${maxBytes} bytes`,
  );
}
