import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { createDeflate, createGzip, type Gzip } from 'node:zlib';
import type { EngineError } from './engine-error.ts';
import { statusOf, toEngineError } from './engine-error.ts';

/** What the server, too, holds back before it commits to a status: an error until then is a clean one. */
const HOLD_BYTES = 1_048_576;

/** Counters of X-ClickHouse-Summary; all are text there. */
export interface Summary {
  readRows: number;
  readBytes: number;
  writtenRows: number;
  elapsedSeconds: number;
}

const CONTENT_TYPES: ReadonlyArray<readonly [RegExp, string]> = [
  [/^JSON.*EachRow|^NDJSON$/, 'application/x-ndjson; charset=UTF-8'],
  [/^JSON/, 'application/json; charset=UTF-8'],
  [/^(TabSeparated|TSV)/, 'text/tab-separated-values; charset=UTF-8'],
  [/^CSV/, 'text/csv; charset=UTF-8; header=absent'],
  [/^(RowBinary|Native|Parquet|Arrow|ORC|Avro|MsgPack)/, 'application/octet-stream'],
];

/** One answer in ClickHouse's manner; errors may come before, while or after rows were sent. */
export class Answer {
  readonly #response: ServerResponse;
  readonly #tag: string;
  readonly #encoding: 'gzip' | 'deflate' | undefined;
  readonly #version: string;

  constructor(
    response: ServerResponse,
    options: {
      queryId: string;
      version: string;
      timezone: string;
      compress: boolean;
      request: IncomingMessage;
    },
  ) {
    this.#response = response;
    this.#version = options.version;
    this.#tag = options.queryId
      .replace(/[^a-z0-9]/gi, '')
      .padEnd(16, 'x')
      .slice(0, 16);
    const accepted = String(options.request.headers['accept-encoding'] ?? '');
    this.#encoding = !options.compress
      ? undefined
      : accepted.includes('gzip')
        ? 'gzip'
        : accepted.includes('deflate')
          ? 'deflate'
          : undefined;
    response.setHeader('X-ClickHouse-Server-Display-Name', 'embedded');
    response.setHeader('X-ClickHouse-Query-Id', options.queryId);
    response.setHeader('X-ClickHouse-Timezone', options.timezone);
    response.setHeader('X-ClickHouse-Exception-Tag', this.#tag);
  }

  setFormat(format: string): void {
    this.#response.setHeader('X-ClickHouse-Format', format);
    const type = CONTENT_TYPES.find(([pattern]) => pattern.test(format))?.[1] ?? 'text/plain; charset=UTF-8';
    this.#response.setHeader('Content-Type', type);
  }

  setSummary(summary: Summary): void {
    const text = {
      read_rows: String(summary.readRows),
      read_bytes: String(summary.readBytes),
      written_rows: String(summary.writtenRows),
      written_bytes: '0',
      total_rows_to_read: '0',
      result_rows: String(summary.writtenRows),
      result_bytes: '0',
      elapsed_ns: String(Math.round(summary.elapsedSeconds * 1e9)),
    };
    this.#response.setHeader('X-ClickHouse-Summary', JSON.stringify(text));
  }

  /** Sends the pieces as they come; `holdAll` (wait_end_of_query) sends nothing before the last one is there. */
  async send(chunks: AsyncIterable<Uint8Array>, holdAll: boolean): Promise<void> {
    const held: Uint8Array[] = [];
    let size = 0;
    let out: Writable | undefined;
    try {
      for await (const chunk of chunks) {
        if (this.#response.destroyed) return;
        if (out) {
          await write(out, chunk);
          continue;
        }
        held.push(chunk);
        size += chunk.length;
        if (holdAll || size < HOLD_BYTES) continue;
        out = this.#open();
        for (const piece of held.splice(0)) await write(out, piece);
      }
    } catch (error) {
      if (!out) throw error;
      return this.#breakOff(out, toEngineError(error));
    }
    if (!out && !this.#encoding) {
      this.#response.setHeader('Content-Length', size);
      this.#response.end(Buffer.concat(held, size));
      return;
    }
    out ??= this.#open();
    for (const piece of held) await write(out, piece);
    out.end();
  }

  /** The whole answer is an error. */
  fail(error: EngineError): void {
    if (this.#response.headersSent) {
      this.#response.destroy();
      return;
    }
    const status = statusOf(error.code);
    if (status === 401)
      this.#response.setHeader('WWW-Authenticate', 'Basic realm="ClickHouse server HTTP API"');
    this.#response.statusCode = status;
    this.#response.setHeader('X-ClickHouse-Exception-Code', error.code);
    this.#response.setHeader('Content-Type', 'text/plain; charset=UTF-8');
    this.#response.end(this.#textOf(error));
  }

  #open(): Writable {
    if (!this.#encoding) return this.#response;
    this.#response.setHeader('Content-Encoding', this.#encoding);
    const level = { level: 3 };
    const encoder = this.#encoding === 'gzip' ? createGzip(level) : createDeflate(level);
    encoder.pipe(this.#response);
    this.#response.on('close', () => encoder.destroy());
    return encoder;
  }

  /** Rows are out already: the error follows them between marks that clients know, and the connection ends. */
  async #breakOff(out: Writable, error: EngineError): Promise<void> {
    const text = this.#textOf(error);
    const length = Buffer.byteLength(text);
    const mark = '__exception__';
    await write(
      out,
      Buffer.from(`\r\n${mark}\r\n${this.#tag}\r\n${text}${length} ${this.#tag}\r\n${mark}\r\n`),
    );
    if (out !== this.#response) await new Promise<void>((done) => (out as Gzip).flush(done));
    // Time for the marks to be on the wire: what follows is a reset.
    setTimeout(() => this.#response.destroy(), 50);
  }

  #textOf(error: EngineError): string {
    return `${error.message} (version ${this.#version})\n`;
  }
}

async function write(out: Writable, chunk: Uint8Array): Promise<void> {
  if (out.destroyed || out.write(chunk)) return;
  const gone = new AbortController();
  const signal = gone.signal;
  try {
    await Promise.race([once(out, 'drain', { signal }), once(out, 'close', { signal })]);
  } finally {
    gone.abort();
  }
}
