import { ClickHouseError } from '@clickhouse/client';
import kafkajs from 'kafkajs';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../clickhouse/client.ts';
import { PeriodError } from '../../contract/watch-period.ts';
import { errorKind } from '../../errors/error-kind.ts';
import { FaultRest } from '../../errors/fault-rest.ts';
import { growingWait } from '../../errors/growing-wait.ts';
import { GivenUp } from '../../server/admission/turnstile.ts';
import { ParameterError } from '../../server/http/problem.ts';

const server = createServer();
let url: string;
let answer: RequestListener;

beforeAll(async () => {
  server.on('request', (request, response) => answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** What a query of ours fails with. */
async function failure(at: string, timeoutMs?: number): Promise<unknown> {
  const client = connect({ url: at, user: 'default', password: '', database: 'ioc' }, 'board', timeoutMs);
  try {
    await client.query({ query: 'SELECT 1', format: 'JSONEachRow' });
    return undefined;
  } catch (error) {
    return error;
  } finally {
    await client.close();
  }
}

const clickHouse = (code: string) => new ClickHouseError({ code, message: 'no', type: '' });
const kafka = (type: string, retriable: boolean) =>
  new kafkajs.KafkaJSProtocolError({ message: 'no', type, retriable, code: 1 } as never);
const caused = (cause: Error) =>
  Object.assign(new kafkajs.KafkaJSNonRetriableError(cause.message), { cause });

describe('the kind of an error', () => {
  it('is an outage when nothing listens, nothing answers in time, or a name is not found', async () => {
    answer = () => undefined;
    for (const at of ['http://127.0.0.1:1', 'http://no-such-host.invalid:8123'])
      expect([at, errorKind(await failure(at))]).toEqual([at, 'outage']);
    expect(errorKind(await failure(url, 200))).toBe('outage');
  });

  it('is an outage when the connection breaks, or a proxy answers in place of ClickHouse', async () => {
    answer = (request) => request.socket.destroy();
    expect(errorKind(await failure(url))).toBe('outage');
    for (const text of ['', '<h1>502 Bad Gateway</h1>']) {
      answer = (_request, response) => response.writeHead(502).end(text);
      expect([text, errorKind(await failure(url))]).toEqual([text, 'outage']);
    }
  });

  it.each([
    ['Code: 252. DB::Exception: Too many parts. (TOO_MANY_PARTS)', 'outage'],
    ['Code: 243. DB::Exception: No space left. (NOT_ENOUGH_SPACE)', 'outage'],
    ['Code: 469. DB::Exception: Constraint is violated. (VIOLATED_CONSTRAINT)', 'refusal'],
    ['Code: 47. DB::Exception: Unknown identifier. (UNKNOWN_IDENTIFIER)', 'fault'],
    ['Code: 62. DB::Exception: Syntax error. (SYNTAX_ERROR)', 'fault'],
    ['Code: 2000. DB::Exception: Not heard of. (SOMETHING_NEW)', 'fault'],
  ])('of an answer of ClickHouse: %s', async (text, kind) => {
    answer = (_request, response) => response.writeHead(500).end(text);
    expect(errorKind(await failure(url))).toBe(kind);
  });

  it.each([
    ['what kafkajs tries again', new kafkajs.KafkaJSConnectionError('no', {} as never), 'outage'],
    ['tries that were given up', caused(kafka('LEADER_NOT_AVAILABLE', true)), 'outage'],
    ['a right that is missing at Kafka', kafka('TOPIC_AUTHORIZATION_FAILED', false), 'outage'],
    ['a message that is too large', kafka('MESSAGE_TOO_LARGE', false), 'refusal'],
    ['a request that Kafka does not understand', kafka('INVALID_REQUEST', false), 'fault'],
    ['a TypeError within kafkajs', caused(new TypeError('x is undefined')), 'fault'],
    ['a parameter that is refused', new ParameterError('limit', 'x', 'a number'), 'refusal'],
    ['a period that is refused', new PeriodError('from', 'x', 'a date'), 'refusal'],
    ['who has gone', new GivenUp(), 'refusal'],
    ['a full disk', Object.assign(new Error('no space'), { code: 'ENOSPC' }), 'outage'],
    [
      'a wait that was ended',
      AbortSignal.timeout(0).reason ?? new DOMException('late', 'TimeoutError'),
      'outage',
    ],
    ['a TypeError', new TypeError('x is undefined'), 'fault'],
    ['a RangeError', new RangeError('out of range'), 'fault'],
    ['anything else', new Error('a row of 3 values'), 'fault'],
    ['what is no error', 'text', 'fault'],
    ['a table that migrate has not made', clickHouse('60'), 'outage'],
  ])('of %s', (_what, error, kind) => {
    expect(errorKind(error)).toBe(kind);
  });
});

it('waits grow to their longest and stay there', () => {
  expect([1, 2, 3, 4, 5, 1_000].map((count) => growingWait(count, 100, 1_000))).toEqual([
    100, 200, 400, 800, 1_000, 1_000,
  ]);
});

it('work that meets faults in a row rests twice as long each time, and at its usual pace after an outage', () => {
  const rest = new FaultRest(2_000);
  const after = (failure?: 'outage' | 'fault' | 'refusal') => {
    rest.ended(failure);
    return rest.restMs(1_000);
  };
  expect(rest.restMs(1_000)).toBe(1_000);
  expect([after('fault'), after('refusal'), after('fault')]).toEqual([2_000, 4_000, 8_000]);
  expect([after('outage'), after('fault'), after()]).toEqual([1_000, 2_000, 1_000]);
  for (let i = 0; i < 50; i++) after('fault');
  expect(rest.restMs(1_000)).toBe(600_000);
});
