import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { parseEnvironment } from '../../contract/environment.ts';
import { OWN_PATH } from '../../contract/page-path.ts';
import { providedName } from '../../identity/provided-name.ts';
import { boundedFetch, MAX_ANSWER_BYTES, ServiceAway } from '../../server/access/bounded-fetch.ts';
import { rightsOf } from '../../server/access/provided-person.ts';
import { serverConfig, serverEnv } from '../../server/config.ts';

const SET = {
  PUBLIC_URL: 'https://gateway.example.vn/ioc/',
  OIDC_ISSUER: 'https://id.example.vn/realms/province',
  OIDC_CLIENT_ID: 'monitor',
  OIDC_CLIENT_SECRET: 'a secret of the client',
};
const configOf = (env: Record<string, string>) => serverConfig(parseEnvironment(serverEnv, env)).oidc;

describe('the settings of the sign-in service', () => {
  it('are all of them or none, and send people back below PUBLIC_URL', () => {
    expect(configOf({})).toBeUndefined();
    expect(configOf(SET)).toMatchObject({
      ...{ roleClaim: 'role', scopeClaim: 'scope_ioc' },
      redirectUrl: 'https://gateway.example.vn/ioc/auth/oidc/callback',
    });
  });

  it.each(Object.keys(SET) as (keyof typeof SET)[])(
    'without %s alone the start is refused by its name',
    (name) => {
      const { [name]: _left, ...others } = SET;
      expect(() => configOf(others)).toThrow(
        new RegExp(`^${name}: .* is not accepted: expected one, since OIDC_`),
      );
    },
  );

  it.each([
    ['http://id.example.vn', false],
    ['http://127.0.0.1:9000', true],
    ['http://[::1]:9000/x', true],
    ['http://127.0.0.1.example.vn', false],
    ['https://id.example.vn/?tenant=1', false],
    ['https://user@id.example.vn', false],
    ['ldap://id.example.vn', false],
    ['id.example.vn', false],
  ])('the issuer %s is taken: %s', (issuer, isTaken) => {
    const config = () => configOf({ ...SET, OIDC_ISSUER: issuer });
    if (isTaken) expect(config()?.issuer).toBe(issuer);
    else expect(config).toThrow(/^OIDC_ISSUER: .*expected an https address/);
  });

  it('a wrong value does not show the secret', () => {
    expect(() => configOf({ ...SET, OIDC_ROLE_CLAIM: 'a b' })).toThrow(/^OIDC_ROLE_CLAIM: "a b"/);
    const { OIDC_CLIENT_ID: _id, ...others } = SET;
    expect(() => configOf(others)).not.toThrow(SET.OIDC_CLIENT_SECRET);
  });
});

it('a role holds only with scopes that there are, however often one is said', () => {
  const isScope = (name: string) => ['province', 'area:692'].includes(name);
  expect(rightsOf([], ['province'], isScope)).toEqual({ role: '', scopes: [] });
  expect(rightsOf(['viewer'], ['area:692', 'area:692'], isScope)).toEqual({
    role: 'viewer',
    scopes: ['area:692'],
  });
  expect(() => rightsOf(['viewer'], Array<string>(201).fill('province'), isScope)).toThrow('201 scopes');
  expect(() => rightsOf(['Administrator'], ['province'], isScope)).toThrow('the role Administrator');
});

it('a person of a service is named by issuer and subject, never as a local account', () => {
  expect(providedName('https://id.example.vn', 'An-1')).toBe('https://id.example.vn/#An-1');
  expect(providedName('https://id.example.vn/', 'An-1')).toBe('https://id.example.vn/#An-1');
  for (const subject of ['', 'a b', 'x'.repeat(256), 'ký'])
    expect(() => providedName('https://id.example.vn', subject)).toThrow(/^subject: /);
  expect(() => providedName('', 'An')).toThrow(/^issuer: ""; accepted: .*OIDC_ISSUER/);
});

it('takes no path of another host for one of ours', () => {
  for (const path of ['/', '/wall', '/areas/692?lang=en', `/${'x'.repeat(499)}`])
    expect([path, OWN_PATH.test(path)]).toEqual([path, true]);
  for (const path of [
    '//evil',
    '/\\evil',
    'evil',
    'https://evil',
    '/\tevil',
    '/a\n',
    '',
    `/${'x'.repeat(500)}`,
  ])
    expect([path, OWN_PATH.test(path)]).toEqual([path, false]);
});

describe('what a service answers', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });
  const answer = async (listener: RequestListener) => {
    server = createServer(listener);
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  };

  it('is taken whole up to the bound, and refused past it, however it is sent', async () => {
    const send = (bytes: number) =>
      answer((_request, response) => void response.end(Buffer.alloc(bytes, 97)));
    const whole = await boundedFetch(await send(MAX_ANSWER_BYTES), {});
    expect((await whole.text()).length).toBe(MAX_ANSWER_BYTES);
    await expect(boundedFetch(await send(MAX_ANSWER_BYTES + 1), {})).rejects.toThrow(
      `more than ${MAX_ANSWER_BYTES}`,
    );
    const endless = await answer((_request, response) => {
      const more = () => {
        while (response.write(Buffer.alloc(65_536)));
        response.once('drain', more);
      };
      more();
    });
    await expect(boundedFetch(endless, {})).rejects.toThrow(`more than ${MAX_ANSWER_BYTES}`);
  });

  it('counts as away when it is cut, late, or an error of the service', async () => {
    const cut = await answer((_request, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('{');
      setTimeout(() => response.destroy(), 10);
    });
    await expect(boundedFetch(cut, {})).rejects.toThrow(ServiceAway);
    const silent = await answer((_request, response) => void response.writeHead(200).write('{'));
    await expect(boundedFetch(silent, { signal: AbortSignal.timeout(50) })).rejects.toThrow(ServiceAway);
    const broken = await answer((_request, response) => void response.writeHead(502).end('<html>'));
    await expect(boundedFetch(broken, {})).rejects.toThrow('answers with 502');
  });
});
