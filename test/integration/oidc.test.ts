/** Signing in by a sign-in service, a real one: who is let in as what, and what happens when it is wrong or away. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Me } from '../../contract/identity.ts';
import type { SignInWays } from '../../contract/sign-in.ts';
import { programCommand } from '../../embedded/child.ts';
import { freePort } from '../../embedded/ports.ts';
import { REPOSITORY } from '../../runtime/repository.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';
import { SignInService } from '../support/sign-in-service.ts';

const PASSWORD = 'seven lanterns over Bu Dop';
const UNIT = 'unit:H10.2.03';
const OUTSIDE = 'unit:H10.2.01';

let product: Product;
let service: SignInService;
let nameOf: (subject: string) => string;
/** Each test's browsers come from an address of their own: what fails in one makes no other wait. */
let tests = 0;

class Browser {
  readonly cookies = new Map<string, string>();
  readonly #from: string;

  constructor(from = `10.0.${tests}.${++tests}`) {
    this.#from = from;
  }

  async ask(path: string, server = product.serverUrl, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(server + path, {
      ...init,
      redirect: 'manual',
      headers: {
        connection: 'close',
        'content-type': 'application/json',
        'x-forwarded-for': this.#from,
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...init.headers,
      },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';')[0] as string).split('=');
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  /** The address at the service. */
  async begin(page = '/', server = product.serverUrl): Promise<string> {
    const response = await this.ask(`/auth/oidc?${new URLSearchParams({ page })}`, server);
    expect(response.status).toBe(303);
    return response.headers.get('location') as string;
  }

  /** The way there and back; what the server answers then. */
  async signIn(subject: string, page = '/'): Promise<Response> {
    const back = await service.visit(await this.begin(page), subject);
    return this.ask(back.pathname + back.search);
  }

  async ways(): Promise<SignInWays> {
    return (await (await this.ask('/auth/ways')).json()) as SignInWays;
  }

  async me(): Promise<Me> {
    return (await (await this.ask('/auth/me')).json()) as Me;
  }

  async status(path: string, server?: string): Promise<number> {
    return (await this.ask(path, server)).status;
  }
}

async function account(words: string[]): Promise<string> {
  const [node = '', ...args] = programCommand('account', words);
  const { url, user, database } = product.clickHouse;
  const env = {
    ...process.env,
    ...{ CLICKHOUSE_URL: url, CLICKHOUSE_USER: user, CLICKHOUSE_DATABASE: database },
    OIDC_ISSUER: service.issuer,
  };
  const running = promisify(execFile)(node, args, { cwd: REPOSITORY, env });
  running.child.stdin?.end(PASSWORD);
  return (await running).stdout.trim();
}

/** What the sign-in page is told, once. */
async function refusalOf(subject: string): Promise<SignInWays['refusal']> {
  const browser = new Browser();
  const response = await browser.signIn(subject);
  expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
  expect([...browser.cookies.keys()]).toEqual(['ioc-refused']);
  const { refusal } = await browser.ways();
  expect((await browser.ways()).refusal).toBeNull();
  return refusal;
}

const auditRows = () =>
  product.query<Record<'kind' | 'name' | 'action' | 'target' | 'detail', string>>(
    'SELECT kind, name, action, target, detail FROM audit_log ORDER BY at',
  );

beforeAll(async () => {
  product = await Product.create({ TRUSTED_PROXIES: 'loopback' });
  service = new SignInService(await freePort(), product.serverUrl);
  nameOf = (subject) => `${service.issuer}/#${subject}`;
  const env = { PUBLIC_URL: product.serverUrl, ...service.env };
  await account(['add', 'admin', '--role', 'administrator', '--scope', 'province', '--password-stdin']);
  await Promise.all([product.startServer(env), product.startServer(env, 'second')]);
});
afterAll(async () => {
  await service?.stop();
  await product?.stop();
});

describe('a service that is away at the start', () => {
  it('keeps nobody from starting; the sign-in page says it, and local accounts work', async () => {
    const browser = new Browser();
    expect(await browser.ways()).toEqual({ password: true, oidc: true, refusal: null });
    expect(await browser.begin('/areas/692')).toBe('/areas/692');
    expect((await browser.ways()).refusal).toEqual({ code: 'away', value: '' });
    const body = JSON.stringify({ name: 'admin', password: PASSWORD });
    expect((await browser.ask('/auth/login', undefined, { method: 'POST', body })).status).toBe(200);
  });

  it('is asked again at the next sign-in, whether it fails or hangs', async () => {
    await service.start();
    for (const fault of ['fail', 'hang'] as const) {
      service.fault = fault;
      const browser = new Browser();
      expect(await browser.begin()).toBe('/');
      expect((await browser.ways()).refusal?.code).toBe('away');
    }
    service.fault = undefined;
    expect(await new Browser().begin()).toMatch(`${service.issuer}/auth?`);
  });
});

describe('with a role and scopes of the service', () => {
  it('a person is signed in as the service says, for as long as the session lasts', async () => {
    service.people['lan'] = { name: 'Nguyễn Thị Lan', role: 'leader', scope_ioc: [UNIT] };
    const browser = new Browser();
    const response = await browser.signIn('lan', '/kinds/feedback?lang=en');
    expect([response.status, response.headers.get('location')]).toEqual([303, '/kinds/feedback?lang=en']);
    expect([...browser.cookies.keys()]).toEqual(['ioc-session']);
    expect(response.headers.getSetCookie()[0]).toMatch(
      /^ioc-session=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/,
    );
    expect(await browser.me()).toMatchObject({
      ...{ name: nameOf('lan'), title: 'Nguyễn Thị Lan', kind: 'person', role: 'leader', scopes: [UNIT] },
      hasPassword: false,
    });
    expect(await browser.status(`/api/v1/snapshot?scope=${UNIT}`)).toBe(200);
    expect(await browser.status(`/api/v1/snapshot?scope=${OUTSIDE}`)).toBe(403);
    await eventually(async () =>
      (await auditRows()).some(({ action, name }) => action === 'signedIn' && name === nameOf('lan')),
    );
  });

  it('a text of several scopes counts as a list, a list of one role as a role', async () => {
    service.people['minh'] = { role: ['operator'], scope_ioc: `${UNIT}, area:692` };
    const browser = new Browser();
    await browser.signIn('minh');
    expect(await browser.me()).toMatchObject({ role: 'operator', scopes: [UNIT, 'area:692'] });
  });

  it('are read from the userinfo endpoint when the token has none', async () => {
    service.people['oanh'] = { role: 'viewer', scope_ioc: 'province' };
    service.onlyAtUserinfo.add('oanh');
    const browser = new Browser();
    await browser.signIn('oanh');
    expect(await browser.me()).toMatchObject({ role: 'viewer', scopes: ['province'] });
  });

  it('another server finishes what one has begun, and knows the session', async () => {
    service.people['phuc'] = { role: 'viewer', scope_ioc: 'province' };
    const [browser, second] = [new Browser(), product.serverUrlOf('second')];
    const back = await service.visit(await browser.begin(), 'phuc');
    expect((await browser.ask(back.pathname + back.search, second)).headers.get('location')).toBe('/');
    expect(await browser.status('/auth/me')).toBe(200);
    expect(await browser.status('/auth/me', second)).toBe(200);
  });

  it('behind TLS the cookies are this host’s alone', async () => {
    const browser = new Browser();
    const init = { headers: { 'x-forwarded-proto': 'https' } };
    const response = await browser.ask('/auth/oidc', undefined, init);
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Host-ioc-sign-in=[\w-]+; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/,
      ),
    ]);
  });

  it.each(['//evil.example/', '/\\evil.example', 'https://evil.example/', 'evil', '/a b'])(
    'nobody is sent on to %s',
    async (page) => {
      const browser = new Browser();
      expect((await browser.signIn('lan', page)).headers.get('location')).toBe('/');
      expect(await browser.status('/auth/me')).toBe(200);
    },
  );

  it.each([
    ['an unknown role', { role: 'boss', scope_ioc: 'province' }, { code: 'role', value: 'boss' }],
    [
      'several roles',
      { role: ['viewer', 'administrator'], scope_ioc: 'province' },
      { code: 'role', value: 'viewer, administrator' },
    ],
    [
      'a scope outside of the pack',
      { role: 'viewer', scope_ioc: [UNIT, 'unit:X'] },
      { code: 'scope', value: 'unit:X' },
    ],
    ['a scope that is none', { role: 'viewer', scope_ioc: 'all' }, { code: 'scope', value: 'all' }],
    ['a role without a scope', { role: 'leader' }, { code: 'noScope', value: '' }],
    ['a claim of another type', { role: { name: 'leader' } }, { code: 'untrusted', value: '' }],
  ])('%s is refused by name, not taken for a wider or narrower one', async (_what, claims, refusal) => {
    service.people['odd'] = claims;
    expect(await refusalOf('odd')).toEqual(refusal);
  });
});

describe('without a role of the service', () => {
  it('who was given none here is refused, and told what to tell the administrator', async () => {
    expect(await refusalOf('nobody-77')).toEqual({ code: 'unknown', value: 'nobody-77' });
    await eventually(async () =>
      (await auditRows()).some(
        ({ action, detail }) => action === 'signInRefused' && detail.includes('nobody-77 has no role'),
      ),
    );
    expect(await account(['list'])).not.toContain('nobody-77');
  });

  it('a subject that is called as a local account is not that account', async () => {
    expect(await refusalOf('admin')).toEqual({ code: 'unknown', value: 'admin' });
  });

  it('who was given one here has it, and no password', async () => {
    const words = ['add', 'Bà Cúc', '--role', 'operator', '--scope', UNIT, '--subject', 'cuc'];
    expect(await account(words)).toBe(nameOf('cuc'));
    const browser = new Browser();
    await browser.signIn('cuc');
    expect(await browser.me()).toMatchObject({
      ...{ name: nameOf('cuc'), title: 'Bà Cúc', role: 'operator', scopes: [UNIT], hasPassword: false },
    });
    await expect(account(['password', nameOf('cuc'), '--password-stdin'])).rejects.toThrow(
      'a person of a sign-in service has none here',
    );
  });

  it('an administrator gives one, and another, in the pages', async () => {
    service.people['chief'] = { role: 'administrator', scope_ioc: 'province' };
    const chief = new Browser();
    await chief.signIn('chief');
    const post = (path: string, body: object) =>
      chief.ask(path, product.serverUrl, { method: 'POST', body: JSON.stringify(body) });
    const person = { name: 'Ông Đào', role: 'viewer', scopes: [UNIT], subject: 'dao' };
    expect((await post('/api/v1/accounts', { ...person, password: 'sông Bé chảy xiết' })).status).toBe(400);
    const added = await post('/api/v1/accounts', person);
    expect([added.status, await added.json()]).toEqual([201, { name: nameOf('dao'), password: null }]);
    const browser = new Browser();
    await browser.signIn('dao');
    expect(await browser.me()).toMatchObject({ title: 'Ông Đào', role: 'viewer', scopes: [UNIT] });
    const name = nameOf('dao');
    const change = await post('/api/v1/accounts/change', { name, role: 'leader', scopes: ['province'] });
    expect(change.status).toBe(204);
    expect(await browser.me()).toMatchObject({ role: 'leader', scopes: ['province'] });
    const refused = await post('/api/v1/accounts/password', { name });
    expect([refused.status, await refused.json()]).toMatchObject([409, { reason: 'ofSignInService' }]);
  });

  it('a role that the service has taken away is not kept', async () => {
    service.people['tam'] = { role: 'administrator', scope_ioc: 'province' };
    const browser = new Browser();
    await browser.signIn('tam');
    expect((await browser.me()).role).toBe('administrator');
    service.people['tam'] = {};
    expect(await refusalOf('tam')).toEqual({ code: 'unknown', value: 'tam' });
  });
});

it('who is disabled here is out within seconds, and stays out with a role of the service', async () => {
  service.people['hai'] = { role: 'leader', scope_ioc: 'province' };
  const browser = new Browser();
  await browser.signIn('hai');
  await account(['disable', nameOf('hai')]);
  await eventually(async () => (await browser.status('/auth/me')) === 401, 5_000);
  expect(await refusalOf('hai')).toEqual({ code: 'disabled', value: '' });
  await account(['enable', nameOf('hai')]);
  await browser.signIn('hai');
  expect(await browser.status('/auth/me')).toBe(200);
});

describe('an answer that is not of what was begun', () => {
  const codeOf = async (browser: Browser) => (await browser.ways()).refusal?.code;

  it('in another browser, with another state, or once more is refused', async () => {
    const browser = new Browser();
    const back = await service.visit(await browser.begin(), 'lan');
    const path = back.pathname + back.search;
    const other = new Browser();
    await other.ask(path);
    expect(await codeOf(other)).toBe('expired');
    await other.begin();
    await other.ask(path);
    expect(await codeOf(other)).toBe('expired');
    const begun = new Map(browser.cookies);
    await browser.ask(path);
    expect(await browser.status('/auth/me')).toBe(200);
    for (const [name, value] of begun) other.cookies.set(name, value);
    await other.ask(path);
    expect(await codeOf(other)).toBe('expired');
    expect(await other.status('/auth/me')).toBe(401);
  });

  it('with another nonce, or signed with a key that is not the service’s, is refused', async () => {
    const browser = new Browser();
    const back = await service.visit(await browser.begin(), 'lan');
    const begun = JSON.parse(
      Buffer.from(browser.cookies.get('ioc-sign-in') as string, 'base64url').toString(),
    ) as object;
    const changed = Buffer.from(JSON.stringify({ ...begun, nonce: 'another' })).toString('base64url');
    browser.cookies.set('ioc-sign-in', changed);
    await browser.ask(back.pathname + back.search);
    expect(await codeOf(browser)).toBe('untrusted');
    service.fault = 'foreignKeys';
    // Asked again at each sign-in: keys change.
    await browser.signIn('lan');
    service.fault = undefined;
    expect(await codeOf(browser)).toBe('untrusted');
    expect(await browser.status('/auth/me')).toBe(401);
  });

  it('of somebody who gives up at the service says so', async () => {
    const browser = new Browser();
    const back = await service.visit(await browser.begin(), 'lan', true);
    await browser.ask(back.pathname + back.search);
    expect(await codeOf(browser)).toBe('denied');
  });

  it('many times from an address has to wait, and no other address has', async () => {
    const browser = new Browser();
    await browser.begin();
    const begun = browser.cookies.get('ioc-sign-in') as string;
    for (let tries = 0; tries < 21; tries++) {
      browser.cookies.set('ioc-sign-in', begun);
      await browser.ask('/auth/oidc/callback?code=x&state=y');
    }
    expect(await browser.begin()).toBe('/');
    expect(await codeOf(browser)).toBe('wait');
    expect(await new Browser().begin()).toMatch(service.issuer);
  });

  it('where nothing was begun, as another site can make a browser ask, keeps nobody from signing in', async () => {
    const browser = new Browser();
    for (let tries = 0; tries < 21; tries++) await browser.ask('/auth/oidc/callback?code=x&state=y');
    expect(await codeOf(browser)).toBe('expired');
    expect(await browser.begin()).toMatch(service.issuer);
  });
});

it('a service that goes away keeps nobody who is signed in out', async () => {
  const browser = new Browser();
  const waiting = new Browser();
  await browser.signIn('lan');
  const back = await service.visit(await waiting.begin(), 'lan');
  await service.stop();
  expect(await browser.status('/auth/me')).toBe(200);
  const late = new Browser();
  expect(await late.begin('/indicators')).toBe('/indicators');
  expect((await late.ways()).refusal?.code).toBe('away');
  await waiting.ask(back.pathname + back.search);
  expect((await waiting.ways()).refusal?.code).toBe('away');
});

it('no log has the secret, a code or a token', async () => {
  const log = await product.logOf('server');
  for (const secret of [service.env['OIDC_CLIENT_SECRET'] as string, 'code=', 'eyJ'])
    expect(log).not.toContain(secret);
});
