import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { hasKnownHost } from '../../http/known-host.ts';

const PUBLIC_URL = 'https://gateway.example.vn/ioc/';
const asked = (host?: string) => ({ headers: { host } }) as unknown as IncomingMessage;

it.each(['localhost:8080', 'LOCALHOST', '127.0.0.1:8080', '127.1.2.3', '[::1]:8080', undefined])(
  'Host %s is this machine',
  (host) => expect(hasKnownHost(asked(host))).toBe(true),
);

it.each([
  'attacker.example',
  'attacker.example:8080',
  'localhost.attacker.example',
  '127.0.0.1.attacker.example',
  'localhost@attacker.example',
  '10.0.0.7:8080',
  '0.0.0.0:8080',
  'gateway.example.vn',
  '',
])('Host %s may be anybody', (host) => expect(hasKnownHost(asked(host))).toBe(false));

it('the host of PUBLIC_URL is known, at any port, and no other', () => {
  expect(hasKnownHost(asked('gateway.example.vn'), PUBLIC_URL)).toBe(true);
  expect(hasKnownHost(asked('Gateway.example.vn:8443'), PUBLIC_URL)).toBe(true);
  expect(hasKnownHost(asked('localhost:8080'), PUBLIC_URL)).toBe(true);
  expect(hasKnownHost(asked('attacker.example'), PUBLIC_URL)).toBe(false);
});
