import express from 'express';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { EnvironmentError, parseEnvironment } from '../../contract/environment.ts';
import {
  addressKey,
  clientAddress,
  trustedProxies,
  trustsNobody,
  type TrustsProxy,
} from '../../http/client-address.ts';
import { securityHeaders } from '../../http/security-headers.ts';
import { z } from 'zod';

const parse = (text: string): TrustsProxy =>
  parseEnvironment(z.object({ TRUSTED_PROXIES: trustedProxies }), { TRUSTED_PROXIES: text }).TRUSTED_PROXIES;

function from(remoteAddress: string, forwarded?: string): IncomingMessage {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
}

it('X-Forwarded-For names the client when a configured proxy sends it, and not when anybody else does', () => {
  const trusts = parse('10.1.0.0/16, ::1');
  expect(clientAddress(from('10.1.2.3', '203.0.113.9'), trusts)).toBe('203.0.113.9');
  expect(clientAddress(from('::ffff:10.1.2.3', '203.0.113.9'), trusts)).toBe('203.0.113.9');
  expect(clientAddress(from('10.2.0.1', '203.0.113.9'), trusts)).toBe('10.2.0.1');
  expect(clientAddress(from('10.1.2.3', '203.0.113.9'), trustsNobody)).toBe('10.1.2.3');
});

it('what a client itself put before the address that its proxy saw is not believed', () => {
  const trusts = parse('loopback');
  expect(clientAddress(from('127.0.0.1', '198.51.100.1, 203.0.113.9'), trusts)).toBe('203.0.113.9');
  expect(clientAddress(from('127.0.0.1', 'nonsense'), trusts)).toBe('127.0.0.1');
});

it('a network of IPv6 counts as one address, an IPv4 address in IPv6 as itself', () => {
  expect(addressKey('2001:db8:0:1::7')).toBe(addressKey('2001:db8:0:1:ffff::9'));
  expect(addressKey('2001:db8:0:1::7')).not.toBe(addressKey('2001:db8:0:2::7'));
  expect(addressKey('::ffff:192.0.2.1')).toBe(addressKey('192.0.2.1'));
});

it.each(['everybody', '10.1.0.0/33', '10.1.0.1 10.1.0.2', ','])('TRUSTED_PROXIES %j is refused', (text) => {
  expect(() => parse(text)).toThrow(EnvironmentError);
  expect(() => parse(text)).toThrow(/^TRUSTED_PROXIES: .* is not accepted: expected addresses or networks/);
});

it('asks for TLS from then on only when a request came by TLS, as a trusted proxy says', async () => {
  const told = async (trusts: TrustsProxy, proto: string) => {
    const app = express().set('trust proxy', trusts).use(securityHeaders);
    app.get('/', (_request, response) => void response.send('ok'));
    const server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const { headers } = await fetch(url, { headers: { 'x-forwarded-proto': proto } });
    server.closeAllConnections();
    server.close();
    return headers.get('strict-transport-security');
  };
  expect(await told(parse('127.0.0.1'), 'https')).toBe('max-age=31536000');
  expect(await told(parse('127.0.0.1'), 'http')).toBeNull();
  expect(await told(parse('10.0.0.1'), 'https')).toBeNull();
});
