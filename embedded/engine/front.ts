import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { toEngineError } from './engine-error.ts';
import type { Engine } from './engine.ts';
import { addMultipart, decodeBody, readRequest } from './request.ts';
import { readInput } from './body-head.ts';
import { strangeness } from './own-machine.ts';
import { Answer } from './respond.ts';
import { authenticate, type EngineUser } from './users.ts';

/** ClickHouse's own default for the text of a statement. */
const MAX_QUERY_BYTES = 262_144;

/** ClickHouse's HTTP interface over the engine, as far as its clients use it. */
export function createFront(engine: Engine, users: readonly EngineUser[]): Server {
  const server = createServer({ maxHeaderSize: 1_048_576, keepAliveTimeout: 10_000 }, (request, response) => {
    void handle(engine, users, request, response);
  });
  // A long INSERT takes as long as its sender needs.
  server.requestTimeout = 0;
  return server;
}

async function handle(
  engine: Engine,
  users: readonly EngineUser[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const strange = strangeness(request);
  if (strange !== undefined) {
    // What it sends is not read.
    response.setHeader('Connection', 'close');
    plain(response, 403, `${strange}\n`);
    return;
  }
  const url = new URL(request.url ?? '/', 'http://engine');
  const isGet = request.method === 'GET' || request.method === 'HEAD';
  if (url.pathname === '/ping' || url.pathname === '/replicas_status') return plain(response, 200, 'Ok.\n');
  if (url.pathname !== '/') return plain(response, 404, `There is no handle ${url.pathname}\n`);
  if (isGet && !url.searchParams.has('query')) return plain(response, 200, 'Ok.\n');
  const queryId = url.searchParams.get('query_id') || randomUUID();
  const compress = ['1', 'true'].includes(url.searchParams.get('enable_http_compression') ?? '');
  const { version, timezone } = engine;
  const answer = new Answer(response, { queryId, version, timezone, compress, request });
  let userName = 'default';
  try {
    const user = authenticate(users, request, url.searchParams);
    userName = user.name;
    const query = readRequest(request, url.searchParams);
    let body = decodeBody(request);
    if (/^multipart\/form-data/.test(request.headers['content-type'] ?? '')) {
      await addMultipart(request, body, query);
      body = request;
    }
    const maxBytes = Number(query.settings.get('max_query_size') ?? MAX_QUERY_BYTES);
    const input = await readInput(query.query, body, maxBytes);
    await engine.execute(query, input, user, answer, response);
  } catch (error) {
    answer.fail(toEngineError(error, userName));
    // What was not read of the body must not be taken for the next request.
    if (!request.readableEnded) response.once('finish', () => request.destroy());
  }
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=UTF-8',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}
