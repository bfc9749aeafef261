/** What administrators do over HTTP, and what the audit log tells of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../clickhouse/client.ts';
import type {
  AccountItem,
  AccountMade,
  DeviceItem,
  LinkMade,
  ScopeItem,
  SessionItem,
  TokenItem,
  TokenMade,
} from '../../contract/administration.ts';
import type { Problem } from '../../contract/api.ts';
import type { AuditItem, AuditPage } from '../../contract/audit.ts';
import { COMMAND } from '../../identity/command.ts';
import { Register } from '../../identity/register.ts';
import { ROWS_OF_ONE } from '../../server/access/refusals.ts';
import { ask as askUrl, type Asking as AskingUrl } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { Product } from '../support/product.ts';

const PASSWORD = 'seven lanterns over Bu Dop';
const UNIT = 'unit:H10.2.03';

let product: Product;
let admin: string;

interface Asking extends AskingUrl {
  server?: string;
}

const ask = <Body = Problem>(path: string, { server = product.serverUrl, ...asking }: Asking = {}) =>
  askUrl<Body>(`${server}${path}`, asking);

const read = async <Body>(path: string) => (await ask<Body>(`/api/v1${path}`, { cookie: admin })).body;
const change = <Body = Problem>(path: string, body: object) =>
  ask<Body>(`/api/v1${path}`, { cookie: admin, body });
const signIn = (name: string, password = PASSWORD, server?: string) =>
  ask('/auth/login', { body: { name, password }, ...(server && { server }) });
const isIn = async (asking: Asking) => (await ask('/auth/me', asking)).status === 200;

beforeAll(async () => {
  product = await Product.create();
  await product.command(
    'account',
    ['add', 'admin', '--role', 'administrator', '--scope', 'province', '--password-stdin'],
    PASSWORD,
  );
  await product.startServer();
  await eventually(async () => (await signIn('admin')).status === 200);
  admin = (await signIn('admin')).cookie as string;
});
afterAll(async () => {
  await product?.stop();
});

describe('accounts', () => {
  it('are added with a first password that is answered once, and listed without one', async () => {
    const { status, body } = await change<AccountMade>('/accounts', {
      ...{ name: 'lan', role: 'viewer', scopes: [UNIT] },
    });
    expect([status, body.name, body.password]).toEqual([
      201,
      'lan',
      expect.stringMatching(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/),
    ]);
    expect((await signIn('lan', body.password as string)).status).toBe(200);
    const { accounts } = await read<{ accounts: AccountItem[] }>('/accounts');
    expect(accounts.find(({ name }) => name === 'lan')).toEqual({
      ...{ name: 'lan', title: 'lan', role: 'viewer', scopes: [UNIT], isDisabled: false, issuer: null },
      ...{ sessions: 1, usedAt: expect.stringMatching(/\+07:00$/) as string },
    });
    const typed = await change<AccountMade>('/accounts', {
      ...{ name: 'viet', role: 'leader', scopes: ['province'], password: PASSWORD },
    });
    expect(typed.body).toEqual({ name: 'viet', password: null });
  });

  it('say what of a body is not accepted', async () => {
    for (const [path, body, status, told] of [
      ['/accounts', { name: 'x' }, 400, { field: 'role' }],
      ['/accounts', { name: 'x', role: 'viewer' }, 400, { field: 'scopes' }],
      ['/accounts', { name: 'x', role: 'viewer', scopes: [UNIT], subject: 'x' }, 400, { field: 'subject' }],
      [
        '/accounts',
        { name: 'x', role: 'viewer', scopes: [], wings: 2 },
        400,
        { field: 'body', value: 'wings' },
      ],
      ['/accounts', { name: 'x', role: 'viewer', scopes: ['area:nowhere'] }, 400, { reason: 'scope' }],
      ['/accounts', { name: 'LAN', role: 'viewer', scopes: [UNIT] }, 409, { reason: 'nameTaken' }],
      ['/accounts', { name: 'a b', role: 'viewer', scopes: [UNIT] }, 400, { reason: 'nameForm' }],
      [
        '/accounts',
        { name: 'x', role: 'viewer', scopes: [UNIT], password: 'short' },
        400,
        { reason: 'passwordLength' },
      ],
      ['/accounts/disable', { name: 'ghost' }, 404, { reason: 'nameUnknown' }],
      ['/tokens', { name: 'x', role: 'viewer', scopes: [UNIT], expires: 'soon' }, 400, { field: 'expires' }],
      ['/devices', { name: 'x', scopes: [UNIT], page: '//evil' }, 400, { reason: 'page' }],
      ['/devices', { name: 'x', scopes: [UNIT], lists: 'yes' }, 400, { field: 'lists' }],
    ] as const) {
      const answer = await change(path, body);
      expect([path, body, answer.status, answer.body]).toEqual([
        path,
        body,
        status,
        expect.objectContaining(told),
      ]);
    }
  });

  it('the only administrator can neither disable itself nor become something less', async () => {
    for (const [path, body] of [
      ['/accounts/disable', { name: 'admin' }],
      ['/accounts/change', { name: 'admin', role: 'leader', scopes: ['province'] }],
    ] as const) {
      const answer = await change(path, body);
      expect([answer.status, answer.body.reason]).toEqual([409, 'onlyAdministrator']);
    }
  });

  it('of two administrators whom two servers disable at once one stays', async () => {
    const client = connect(product.clickHouse, 'identity');
    const register = () => new Register(client, (scope) => scope === 'province');
    const disable = (name: string) =>
      register().change('person', name, { isDisabled: true }, COMMAND, 'accountDisabled').catch(String);
    expect(
      (await change('/accounts', { name: 'rival', role: 'administrator', scopes: ['province'] })).status,
    ).toBe(201);
    for (let round = 0; round < 5; round++) {
      await Promise.all(['admin', 'rival'].map(disable));
      const all = (await register().all()).filter(({ role }) => role === 'administrator');
      expect(all.some(({ isDisabled }) => !isDisabled)).toBe(true);
      for (const { name, isDisabled } of all)
        if (isDisabled)
          await register().change('person', name, { isDisabled: false }, COMMAND, 'accountEnabled');
    }
    await disable('rival');
    await client.close();
  });

  it('of a new role, a new password or disabled are so at once, in another server within seconds', async () => {
    await product.startServer({}, 'second');
    const second = product.serverUrlOf('second');
    const { cookie } = await signIn('viet');
    expect(await isIn({ cookie, server: second })).toBe(true);
    expect((await change('/accounts/change', { name: 'viet', role: 'viewer', scopes: [UNIT] })).status).toBe(
      204,
    );
    expect((await ask('/auth/me', { cookie })).body).toMatchObject({ role: 'viewer', scopes: [UNIT] });
    expect((await change('/accounts/disable', { name: 'viet' })).status).toBe(204);
    expect(await isIn({ cookie })).toBe(false);
    await eventually(async () => !(await isIn({ cookie, server: second })), 5_000);
    await change('/accounts/enable', { name: 'viet' });
    const { body } = await change<AccountMade>('/accounts/password', { name: 'viet' });
    expect((await signIn('viet')).status).toBe(401);
    expect((await signIn('viet', body.password as string)).status).toBe(200);
  });
});

describe('devices', () => {
  const deviceOf = async (wanted: string) =>
    (await read<{ devices: DeviceItem[] }>('/devices')).devices.find(({ name }) => name === wanted);

  it('wait for their link to be opened, are in, and are out when revoked; a revoked one gets no link', async () => {
    const { status, body } = await change<LinkMade>('/devices', { name: 'Sảnh A', scopes: ['province'] });
    expect([status, body.link]).toEqual([201, expect.stringMatching(/^\/d\/[\w-]{43}$/)]);
    expect(await deviceOf('Sảnh A')).toEqual({
      ...{ name: 'Sảnh A', scopes: ['province'], page: '/wall', hasLists: false },
      ...{ state: 'linkWaits', openedAt: null, usedAt: null, address: null },
    });
    const { cookie } = await ask(body.link);
    expect(await deviceOf('Sảnh A')).toMatchObject({ state: 'open', address: '127.0.0.1' });
    const anew = await change<LinkMade>('/devices/link', { name: 'Sảnh A' });
    expect(await isIn({ cookie })).toBe(false);
    expect((await ask(body.link)).status).toBe(403);
    expect((await ask(anew.body.link)).status).toBe(303);
    await change('/devices/revoke', { name: 'Sảnh A' });
    expect(await deviceOf('Sảnh A')).toMatchObject({ state: 'revoked' });
    expect((await change('/devices/link', { name: 'Sảnh A' })).body.reason).toBe('revoked');
  });
});

describe('tokens', () => {
  it('are answered once; the last use is kept, a row in five minutes, and known to another server', async () => {
    const { body } = await change<TokenMade>('/tokens', { name: 'gateway', role: 'viewer', scopes: [UNIT] });
    const tokenOf = async (server?: string) =>
      (
        await ask<{ tokens: TokenItem[] }>('/api/v1/tokens', { cookie: admin, ...(server && { server }) })
      ).body.tokens.find(({ name }) => name === 'gateway');
    expect(await tokenOf()).toEqual({
      ...{ name: 'gateway', role: 'viewer', scopes: [UNIT], state: 'inUse', expiresAt: null, usedAt: null },
    });
    for (let i = 0; i < 5; i++) expect(await isIn({ token: body.token })).toBe(true);
    expect((await tokenOf())?.usedAt).toMatch(/\+07:00$/);
    await eventually(async () => typeof (await tokenOf(product.serverUrlOf('second')))?.usedAt === 'string');
    const uses = await product.query<{ name: string }>("SELECT name FROM sessions WHERE kind = 'program'");
    expect(uses).toEqual([{ name: 'gateway' }]);
    expect((await change('/tokens/revoke', { name: 'gateway' })).status).toBe(204);
    expect(await isIn({ token: body.token })).toBe(false);
    expect(await tokenOf()).toMatchObject({ state: 'revoked' });
  });
});

describe('sessions', () => {
  it('are listed without what opens them, and end one by one', async () => {
    const [one, other] = [(await signIn('admin')).cookie, (await signIn('admin')).cookie as string];
    const { text, body } = await ask<{ sessions: SessionItem[] }>('/auth/sessions', { cookie: one });
    expect(text).not.toContain(other.split('=')[1]);
    expect(body.sessions.filter(({ isThis }) => isThis)).toHaveLength(1);
    const [newest] = body.sessions;
    expect((await ask('/auth/sessions/end', { cookie: one, body: { session: newest?.id } })).status).toBe(
      204,
    );
    expect([await isIn({ cookie: one }), await isIn({ cookie: other })]).toEqual([true, false]);
    const again = await ask('/auth/sessions/end', { cookie: one, body: { session: newest?.id } });
    expect(again.status).toBe(404);
  });
});

describe('who is no administrator', () => {
  it('is told 403, a few of which a minute stand in the audit log', async () => {
    await change('/accounts', { name: 'tam', role: 'leader', scopes: ['province'], password: PASSWORD });
    const { cookie } = await signIn('tam');
    const routes = ['scopes', 'accounts', 'devices', 'tokens', 'audit'];
    for (const route of [...routes, ...routes, ...routes])
      expect([route, (await ask(`/api/v1/${route}`, { cookie })).status]).toEqual([route, 403]);
    for (let day = 1; day < 20; day++) await ask(`/api/v1/audit?from=2026-01-${day}&name=${day}`, { cookie });
    await eventually(async () => (await refusedRows()).length >= routes.length);
    const rows = await refusedRows();
    expect(rows.map(({ target }) => target).sort()).toEqual(
      routes.map((route) => `GET /api/v1/${route}`).sort(),
    );
    expect(rows.length).toBeLessThanOrEqual(ROWS_OF_ONE);
  });

  const refusedRows = async () => (await read<AuditPage>('/audit?action=refused&name=tam')).items;
});

describe('the audit log', () => {
  it('is read by pages, the newest first, by day, name and action', async () => {
    const all = (await read<AuditPage>('/audit?limit=500')).items;
    expect(all.map(({ at }) => Date.parse(at))).toEqual(
      all.map(({ at }) => Date.parse(at)).sort((a, b) => b - a),
    );
    const has = (row: Partial<AuditItem>) => expect(all).toContainEqual(expect.objectContaining(row));
    const byAdmin = { kind: 'person', name: 'admin', address: '127.0.0.1' };
    has({ ...byAdmin, action: 'accountAdded', target: 'person lan', detail: `viewer, ${UNIT}` });
    has({ ...byAdmin, action: 'accountDisabled', target: 'person viet' });
    has({ ...byAdmin, action: 'tokenRevoked', target: 'program gateway' });
    has({ ...byAdmin, action: 'sessionEnded' });
    const paged: AuditItem[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: AuditPage = await read<AuditPage>(`/audit?limit=7&cursor=${cursor}`);
      paged.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(paged.slice(-all.length)).toEqual(all);
    const ofLan = (await read<AuditPage>('/audit?name=LAN&action=accountAdded')).items;
    expect(ofLan.map(({ target }) => target)).toEqual(['person lan']);
    expect((await read<AuditPage>('/audit?to=2020-01-01')).items).toEqual([]);
    expect(await read('/audit?cursor=nonsense')).toMatchObject({ status: 400, field: 'cursor' });
  });

  it('is a file that no spreadsheet runs, and notes that it was taken', async () => {
    await change('/devices', { name: '=1+1', scopes: ['province'] });
    await signIn('=cmd|calc', 'whatever it is');
    await eventually(async () => (await read<AuditPage>('/audit?action=signInRefused')).items.length > 0);
    const { status, text } = await ask('/api/v1/audit?format=csv', { cookie: admin });
    expect([status, text.split('\r\n')[0]]).toEqual([
      200,
      'Thời điểm,Loại,Tên,Địa chỉ,Việc,Đối tượng,Chi tiết',
    ]);
    expect(text).toContain('Đăng nhập không thành công,person =cmd|calc');
    expect(text).not.toMatch(/(^|,)"?[=+@-]/m);
    await eventually(async () => (await read<AuditPage>('/audit?action=exported')).items.length === 1);
  });

  it('notes reports that are taken as files', async () => {
    expect((await ask('/api/v1/reports/06a?format=csv', { cookie: admin })).status).toBe(200);
    await eventually(async () => (await read<AuditPage>('/audit?action=exported')).items.length === 2);
    const [taken] = (await read<AuditPage>('/audit?action=exported')).items;
    expect(taken?.target).toMatch(/^form-06a_.*_province_.*\.csv$/);
  });
});

it('names what can be open to somebody', async () => {
  const { scopes } = await read<{ scopes: ScopeItem[] }>('/scopes');
  expect(scopes).toContainEqual({
    scope: 'province',
    title: expect.stringContaining('Bình Phước') as string,
  });
  expect(scopes.map(({ scope }) => scope)).toEqual(expect.arrayContaining(['area:692', UNIT]));
});
