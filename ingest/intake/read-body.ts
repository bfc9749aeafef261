/** Reads the body of a request: inflated, and bounded in bytes after inflation and in time. */
import type { IncomingMessage } from 'node:http';
import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Room } from './admission.ts';
import { IntakeRefusal } from './intake-refusal.ts';

export interface BodyLimits {
  bytes: number;
  /** From the head of the request to the last byte. */
  withinMs: number;
}

const INFLATERS: Record<string, () => Transform> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** Rejects with an IntakeRefusal: 400, 408, 413, 415 or, of `room`, 429. What is left of the body is dropped unread. */
export async function readBody(request: IncomingMessage, room: Room, limits: BodyLimits): Promise<Buffer> {
  const tooLarge = () =>
    new IntakeRefusal(413, 'Too large', `accepted: bodies of up to ${limits.bytes} bytes, inflated`, 'bytes');
  if (Number(request.headers['content-length'] ?? 0) > limits.bytes) throw tooLarge();
  const inflater = inflaterOf(request);
  const stream = inflater ?? request;
  const parts: Buffer[] = [];
  let bytes = 0;
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((done, failed) => {
      const cut = () =>
        failed(
          new IntakeRefusal(400, 'Not readable', 'the body is cut short or not as its Content-Encoding says'),
        );
      timer = setTimeout(() => {
        const accepted = `accepted: bodies that are sent within ${limits.withinMs} ms`;
        failed(new IntakeRefusal(408, 'Too slow', accepted, 'time'));
      }, limits.withinMs);
      stream.on('data', (part: Buffer) => {
        try {
          bytes += part.length;
          if (bytes > limits.bytes) throw tooLarge();
          room.take(part.length);
          parts.push(part);
        } catch (error) {
          failed(error as Error);
        }
      });
      stream.once('end', done);
      stream.on('error', cut);
      request.on('error', cut);
      request.once('close', () => {
        if (!request.complete) cut();
      });
      if (inflater) request.pipe(inflater);
    });
    return Buffer.concat(parts, bytes);
  } finally {
    clearTimeout(timer);
    stream.removeAllListeners('data');
    if (inflater) {
      request.unpipe(inflater);
      inflater.destroy();
    }
    request.resume();
  }
}

function inflaterOf(request: IncomingMessage): Transform | undefined {
  const encoding = (request.headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding === 'identity') return undefined;
  const create = INFLATERS[encoding];
  if (create) return create();
  const accepted = `accepted: Content-Encoding ${Object.keys(INFLATERS).join(', ')} or none`;
  throw new IntakeRefusal(415, 'Unsupported encoding', accepted);
}
