import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { EngineError } from './engine-error.ts';

/** URL parameters of ClickHouse's HTTP interface that are no settings of the engine. */
const NOT_SETTINGS = new Set(
  (
    'query database query_id user password quota_key default_format role session_id session_timeout session_check ' +
    'close_session wait_end_of_query buffer_size compress decompress enable_http_compression ' +
    'http_zlib_compression_level stacktrace add_http_cors_header send_progress_in_http_headers ' +
    'http_headers_progress_interval_ms cancel_http_readonly_queries_on_client_close client_protocol_version ' +
    'log_comment readonly'
  ).split(' '),
);

/** One request as the front understands it; the body is not yet read. */
export interface QueryRequest {
  /** `query` of the URL, or of a multipart body. */
  query: string;
  database: string;
  queryId: string | undefined;
  defaultFormat: string;
  sessionId: string | undefined;
  /** GET, `readonly=1` or 2: nothing may be changed. */
  readonly: boolean;
  waitEndOfQuery: boolean;
  compressResponse: boolean;
  settings: Map<string, string>;
  params: Map<string, string>;
}

/** @throws EngineError for what the front does not speak. */
export function readRequest(request: IncomingMessage, url: URLSearchParams): QueryRequest {
  if (url.get('compress') === '1' || url.get('decompress') === '1')
    throw EngineError.of(48, 'NOT_IMPLEMENTED', 'compress and decompress: use HTTP compression');
  const settings = new Map<string, string>();
  const params = new Map<string, string>();
  for (const [key, value] of url) {
    if (key.startsWith('param_')) params.set(key.slice('param_'.length), value);
    else if (!NOT_SETTINGS.has(key)) settings.set(key, value);
  }
  const header = (name: string) => {
    const value = request.headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  const flag = (name: string) => ['1', 'true'].includes(url.get(name) ?? '');
  return {
    query: url.get('query') ?? '',
    database: url.get('database') ?? header('x-clickhouse-database') ?? 'default',
    queryId: url.get('query_id') ?? undefined,
    defaultFormat: url.get('default_format') ?? header('x-clickhouse-format') ?? 'TabSeparated',
    sessionId: url.get('session_id') ?? undefined,
    readonly: request.method === 'GET' || ['1', '2'].includes(url.get('readonly') ?? ''),
    waitEndOfQuery: flag('wait_end_of_query'),
    compressResponse: flag('enable_http_compression'),
    settings,
    params,
  };
}

/** The body without its content encoding. */
export function decodeBody(request: IncomingMessage): Readable {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  const decoders = { gzip: createGunzip, deflate: createInflate, br: createBrotliDecompress };
  if (encoding === 'identity' || encoding === '') return request;
  const create = decoders[encoding as keyof typeof decoders];
  if (!create) throw EngineError.of(48, 'NOT_IMPLEMENTED', `Content-Encoding ${encoding} is not supported`);
  const decoder = create();
  request.on('error', (error) => decoder.destroy(error));
  request.on('aborted', () => decoder.destroy(new Error('The client went away')));
  return request.pipe(decoder);
}

/** Parameters that a client sends as a form because they are too long for a URL. */
export async function addMultipart(
  request: IncomingMessage,
  body: Readable,
  into: QueryRequest,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  const headers = { 'content-type': request.headers['content-type'] ?? '' };
  const form = await new Response(Buffer.concat(chunks), { headers }).formData();
  for (const [key, value] of form) {
    if (typeof value !== 'string')
      throw EngineError.of(48, 'NOT_IMPLEMENTED', 'External data is not supported');
    if (key === 'query') into.query += value;
    else if (key.startsWith('param_')) into.params.set(key.slice('param_'.length), value);
  }
}
