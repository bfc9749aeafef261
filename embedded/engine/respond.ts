import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createDeflate, createGzip } from 'node:zlib';
import type { EngineError } from './engine-error.ts';
import { statusOf, toEngineError } from './engine-error.ts';
import { contentTypeOf } from './formats.ts';

/** What the server, too, holds back before it commits to a status: an error until then is a clean one. */
const HOLD_BYTES = 1_048_576;

/** Counters of X-ClickHouse-Summary; all are text there. */
export interface Summary {
  readRows: number;
  readBytes: number;
  writtenRows: number;
  elapsedSeconds: number;
}

/** One answer in ClickHouse's manner; errors may come before, while or after rows were sent. */
export class Answer {
  readonly #response: ServerResponse;
  readonly #tag: string;
  readonly #encoding: Encoding | undefined;
  readonly #version: string;
  #broken = false;

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
    this.#encoding = options.compress ? acceptedBy(options.request) : undefined;
    response.setHeader('X-ClickHouse-Server-Display-Name', 'embedded');
    response.setHeader('X-ClickHouse-Query-Id', options.queryId);
    response.setHeader('X-ClickHouse-Timezone', options.timezone);
    response.setHeader('X-ClickHouse-Exception-Tag', this.#tag);
  }

  setFormat(format: string): void {
    this.#response.setHeader('X-ClickHouse-Format', format);
    this.#response.setHeader('Content-Type', contentTypeOf(format));
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
    encoder.pipe(this.#response, { end: false });
    encoder.once('end', () => {
      if (!this.#broken) this.#response.end();
    });
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
    this.#broken = true;
    // What was compressed is complete, so that it can be read up to the marks; the answer itself is not.
    if (out !== this.#response) {
      out.end();
      // Rejected when the client is gone.
      await finished(out).catch(() => undefined);
    }
    // Time for the marks to be on the wire: what follows is a reset.
    setTimeout(() => this.#response.destroy(), 50);
  }

  #textOf(error: EngineError): string {
    return `${error.message} (version ${this.#version})\n`;
  }
}

type Encoding = 'gzip' | 'deflate';

/** The first of ours that the client takes; `gzip;q=0` takes it not. */
function acceptedBy(request: IncomingMessage): Encoding | undefined {
  const accepted = String(request.headers['accept-encoding'] ?? '').split(',');
  const takes = (encoding: Encoding) =>
    accepted.some((one) => {
      const [name = '', ...params] = one.toLowerCase().split(';');
      return name.trim() === encoding && !params.some((param) => /^\s*q=0(\.0*)?\s*$/.test(param));
    });
  return (['gzip', 'deflate'] as const).find(takes);
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
