import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { hasKnownHost } from '../../http/known-host.ts';

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
