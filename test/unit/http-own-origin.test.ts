import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { isForeign } from '../../http/own-origin.ts';

const OURS = { host: 'ioc.example.vn:8080' };
const trusting = {
  trustsProxy: (address: string) => address === '10.0.0.1',
  publicUrl: undefined,
};
const published = {
  trustsProxy: () => false,
  publicUrl: 'https://gateway.example.vn/ioc/',
};

function asked(headers: Record<string, string>, remoteAddress = '10.0.0.1'): IncomingMessage {
  return { headers, socket: { remoteAddress } } as unknown as IncomingMessage;
}

it.each([
  ['of a program', asked({ ...OURS }), trusting],
  ['of our page', asked({ ...OURS, origin: 'http://ioc.example.vn:8080' }), trusting],
  [
    'of our page behind TLS that a proxy takes off',
    asked({ host: 'ioc.example.vn', origin: 'https://ioc.example.vn' }),
    trusting,
  ],
  [
    'of our page behind a trusted proxy that has a host of its own',
    asked({ ...OURS, origin: 'https://a.vn', 'x-forwarded-host': 'a.vn, b.vn' }),
    trusting,
  ],
  ['of the page at PUBLIC_URL', asked({ ...OURS, origin: 'https://gateway.example.vn' }), published],
])('a request %s is not foreign', (_of, request, own) => {
  expect(isForeign(request, own)).toBe(false);
});

it.each([
  ['of another site', asked({ ...OURS, origin: 'https://attacker.example' }), trusting],
  ['of another port', asked({ ...OURS, origin: 'http://ioc.example.vn:9000' }), trusting],
  ['of a sandboxed page', asked({ ...OURS, origin: 'null' }), trusting],
  [
    'without Origin that a browser calls cross-site',
    asked({ ...OURS, 'sec-fetch-site': 'cross-site' }),
    trusting,
  ],
  [
    'that claims a forwarded host itself',
    asked({ ...OURS, origin: 'https://a.vn', 'x-forwarded-host': 'a.vn' }, '203.0.113.7'),
    trusting,
  ],
  [
    'of the host of PUBLIC_URL without TLS',
    asked({ ...OURS, origin: 'http://gateway.example.vn' }),
    published,
  ],
])('a request %s is foreign', (_of, request, own) => {
  expect(isForeign(request, own)).toBe(true);
});
