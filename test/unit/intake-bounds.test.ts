import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Admission } from '../../ingest/intake/admission.ts';
import type { IntakeRefusal } from '../../ingest/intake/intake-refusal.ts';
import { checkBounds, splitItems } from '../../ingest/intake/json-bounds.ts';
import { readBody } from '../../ingest/intake/read-body.ts';

const MIB = 1024 * 1024;

function refusalOf(work: () => unknown) {
  try {
    work();
  } catch (error) {
    const { status, limit, message } = error as IntakeRefusal;
    return { status, limit, message };
  }
  return undefined;
}

describe('a body of JSON is bounded before anything is built of it', () => {
  const brackets = Buffer.alloc(MIB, '[');
  const tiny = Buffer.from(`[${'1,'.repeat(100_000)}1]`);

  it('by depth', () => {
    for (const check of [splitItems, checkBounds])
      expect(refusalOf(() => check(brackets))).toEqual({
        status: 413,
        limit: 'depth',
        message: 'the body nests deeper than 32; accepted: up to 32',
      });
    expect(
      refusalOf(() => checkBounds(Buffer.from(`{"a":${'['.repeat(31)}${']'.repeat(31)}}`))),
    ).toBeUndefined();
  });

  it('by items, of the body and of each array in it', () => {
    const refused = { status: 413, limit: 'items', message: 'accepted: arrays of up to 10000 items' };
    expect(refusalOf(() => splitItems(tiny))).toEqual(refused);
    expect(refusalOf(() => checkBounds(Buffer.from(`{"data":${tiny}}`)))).toEqual(refused);
    expect(splitItems(Buffer.from(`[${'1,'.repeat(9_999)}1]`))).toHaveLength(10_000);
    expect(refusalOf(() => checkBounds(Buffer.from(`[${'1,'.repeat(9_999)}1]`)))).toBeUndefined();
  });

  it('by values in all', () => {
    const rows = `[${`[${'1,'.repeat(999)}1],`.repeat(900)}[]]`;
    expect(refusalOf(() => checkBounds(Buffer.from(rows)))).toBeUndefined();
    const more = Buffer.from(rows.replaceAll('1,', '{},'));
    expect(refusalOf(() => checkBounds(more))).toEqual({
      status: 413,
      limit: 'values',
      message: 'accepted: bodies of up to 1000000 values',
    });
  });

  it('what stands in strings is none of it', () => {
    const text = JSON.stringify({ a: `${'['.repeat(100)}\\"${',{'.repeat(20_000)}`, b: '\\' });
    expect(refusalOf(() => checkBounds(Buffer.from(text)))).toBeUndefined();
    expect(splitItems(Buffer.from(`[${text},${text}]`))?.map(String)).toEqual([text, text]);
  });

  it('and text that is no array, or goes on after it, is not split', () => {
    for (const text of ['[1', '[1]]', '[1],[2]', '["]', '[{]', ''])
      expect([text, splitItems(Buffer.from(text))?.map(String)]).toEqual([
        text,
        text === '' ? [''] : undefined,
      ]);
  });
});

describe('what the intake holds at a time is bounded', () => {
  const limits = { senderRequests: 2, requests: 3, senderBytes: 10, bytes: 15 };

  it('in requests, of one sender and of all', () => {
    const admission = new Admission(limits);
    const [first] = [admission.enter('a'), admission.enter('a')];
    expect(refusalOf(() => admission.enter('a'))).toMatchObject({ status: 429, limit: 'requests' });
    admission.enter('b');
    expect(refusalOf(() => admission.enter('c'))).toEqual({
      status: 429,
      limit: 'requests',
      message: 'accepted: 3 requests at a time; send again later',
    });
    first?.leave();
    expect(refusalOf(() => admission.enter('c'))).toBeUndefined();
  });

  it('in bytes, of one sender and of all, until the request is answered', () => {
    const admission = new Admission(limits);
    const [a, b] = [admission.enter('a'), admission.enter('b')];
    a.take(10);
    expect(refusalOf(() => a.take(1))).toMatchObject({ status: 429, limit: 'bytesInFlight' });
    b.take(5);
    expect(refusalOf(() => b.take(1))).toEqual({
      status: 429,
      limit: 'bytesInFlight',
      message: 'accepted: 15 bytes at a time; send again later',
    });
    a.leave();
    expect(admission.bytes).toBe(5);
    expect(refusalOf(() => b.take(5))).toBeUndefined();
  });
});

describe('a body is read', () => {
  let server: Server;
  let held = 0;
  const room = { take: (bytes: number) => void (held += bytes), leave: () => undefined };

  beforeAll(async () => {
    server = createServer((incoming, response) => {
      held = 0;
      readBody(incoming, room, { bytes: MIB, withinMs: 200 }).then(
        (body) => response.end(`200 ${body.length}`),
        (error: IntakeRefusal) => response.end(`${error.status} ${error.limit ?? ''}`),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => void server.close());

  /** The answer, to a body that ends only when `ends`. */
  function send(body: Buffer, encoding?: string, ends = true): Promise<string> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          port: (server.address() as AddressInfo).port,
          host: '127.0.0.1',
          method: 'POST',
          headers: { ...(encoding && { 'content-encoding': encoding }), 'transfer-encoding': 'chunked' },
        },
        (answer) => {
          let text = '';
          answer.on('data', (part: Buffer) => (text += String(part)));
          answer.on('end', () => resolve(text));
        },
      );
      outgoing.on('error', reject);
      outgoing.write(body);
      if (ends) outgoing.end();
    });
  }

  const CODECS = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };

  it.each(Object.entries(CODECS))(
    'inflated from %s, up to a bound of bytes after inflation',
    async (name, pack) => {
      expect(await send(pack(Buffer.alloc(MIB, 'x')), name)).toBe(`200 ${MIB}`);
      expect(await send(pack(Buffer.alloc(8 * MIB, 'x')), name)).toBe('413 bytes');
      // Of a bomb no more is held than the bound and a piece.
      expect(held).toBeLessThanOrEqual(MIB);
      expect(await send(pack(Buffer.alloc(MIB, 'x')).subarray(0, -2), name)).toBe('400 ');
      expect(await send(Buffer.from('neither'), name)).toBe('400 ');
    },
  );

  it('as it is, with the same bound; in another encoding it is refused', async () => {
    expect(await send(Buffer.alloc(MIB))).toBe(`200 ${MIB}`);
    expect(await send(Buffer.alloc(MIB + 1))).toBe('413 bytes');
    expect(await send(Buffer.alloc(1), 'zstd')).toBe('415 ');
  });

  it('within a time: one that trickles in is given up', async () => {
    expect(await send(Buffer.from('{'), undefined, false)).toBe('408 time');
    expect(await send(gzipSync('{}').subarray(0, 5), 'gzip', false)).toBe('408 time');
  });
});
