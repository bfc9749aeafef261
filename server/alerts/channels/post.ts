/**
 * One POST of JSON to an address that somebody typed: within a time, over a connection of its own, to an address that was
 * just looked at, and asked for once more before the first byte goes out.
 */
import { request, type IncomingHttpHeaders } from 'node:http';
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { urlToHttpOptions } from 'node:url';
import { NotTaken } from './channel.ts';
import type { Receivers } from './receivers.ts';

const ANSWER_WITHIN_MS = 10_000;
/** Of the answer's headers; longer ones are an error. */
const MAX_HEADER_BYTES = 16_384;
/** What a receiver may ask to be left alone for. */
const RETRY_AFTER_MS = { least: 1_000, most: 86_400_000 };
const GONE = 410;

export interface Post {
  target: string;
  body: string;
  headers: Record<string, string>;
}

export interface PostOptions {
  receivers: Receivers;
  /** From the look for the address to the answer. */
  withinMs?: number | undefined;
}

/**
 * Resolves when the receiver answered 2xx; of its answer no more is read than the headers. A redirect is an answer like any
 * other: another address than the configured one is not to be trusted with the message.
 *
 * @param maySend asked when the connection, and TLS, stands; false: it is closed, and not a byte of the request was written
 * @throws NotTaken, or Error saying why there was no answer.
 */
export async function postJson(post: Post, options: PostOptions, maySend: () => boolean): Promise<void> {
  const { receivers, withinMs = ANSWER_WITHIN_MS } = options;
  const objection = receivers.objection(post.target);
  if (objection !== undefined) throw new Error(objection);
  const url = new URL(post.target);
  const socket = connect(url, receivers);
  const late = new Error(`nothing within ${withinMs / 1_000} s`);
  const deadline = setTimeout(() => socket.destroy(late), withinMs);
  try {
    await connected(socket, url);
    if (!maySend()) throw new Error('the message may not be sent: nothing was sent');
    judge(await answerOf(socket, url, post));
  } finally {
    clearTimeout(deadline);
    socket.destroy();
  }
}

function connect(url: URL, { lookup }: Receivers): Socket {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (url.protocol === 'http:') return connectPlain({ host, port: Number(url.port || 80), lookup });
  return connectTls({
    host,
    port: Number(url.port || 443),
    lookup,
    ...(isIP(host) === 0 && { servername: host }),
    ALPNProtocols: ['http/1.1'],
  });
}

function connected(socket: Socket, url: URL): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(new Error(`no connection to ${url.host}: ${reasonOf(error)}`));
    socket.once('error', fail);
    socket.once('close', () => fail(new Error('it was closed')));
    socket.once(url.protocol === 'http:' ? 'connect' : 'secureConnect', () => {
      socket.off('error', fail);
      resolve();
    });
  });
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
}

function answerOf(socket: Socket, url: URL, { body, headers }: Post): Promise<Answer> {
  const { path, auth } = urlToHttpOptions(url);
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(new Error(`no answer of ${url.host}: ${reasonOf(error)}`));
    request({
      method: 'POST',
      path,
      auth,
      headers: {
        host: url.host,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        ...headers,
      },
      maxHeaderSize: MAX_HEADER_BYTES,
      // It is connected, by TLS where the address says so.
      createConnection: () => socket,
    })
      .on('response', (answer) => {
        answer.on('error', () => undefined);
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers });
      })
      .on('error', fail)
      .on('close', () => fail(new Error('the connection was closed')))
      .end(body);
  });
}

function judge({ status, headers }: Answer): void {
  if (status >= 200 && status < 300) return;
  throw new NotTaken(`the receiver answered ${status}`, {
    isGone: status === GONE,
    retryAfterMs: retryAfterMs(headers['retry-after'], Date.now()),
  });
}

/** Seconds, or a date of HTTP; undefined: neither. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? '';
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : / GMT$/.test(text) ? Date.parse(text) - nowMs : NaN;
  if (Number.isNaN(ms)) return undefined;
  return Math.min(RETRY_AFTER_MS.most, Math.max(RETRY_AFTER_MS.least, ms));
}

/** Node tries each address of a name, and says of all of them together nothing but that they failed. */
function reasonOf(error: Error): string {
  if (error instanceof AggregateError) return error.errors.map((one: Error) => one.message).join('; ');
  return error.message;
}
