import type { ClickHouseClient } from '@clickhouse/client';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect } from '../../clickhouse/client.ts';
import { firstIdentities } from '../../embedded/first-identities.ts';
import { COMMAND } from '../../identity/command.ts';
import { Register } from '../../identity/register.ts';
import { Product } from '../support/product.ts';

const FILES = ['first-password', 'viewer-token', 'wall-link'];

let product: Product;
let client: ClickHouseClient;
let register: Register;
let dir: string;

const kept = async (file: string) => (await readFile(join(dir, file), 'utf8')).trim();
const start = () => firstIdentities(register, dir, product.serverUrl);

beforeAll(async () => {
  product = await Product.create();
  dir = await mkdtemp(join(tmpdir(), 'data-'));
  client = connect(product.clickHouse, 'identity');
  register = new Register(client, (scope) => scope === 'province');
  await product.startServer();
});
afterAll(async () => {
  await client?.close();
  await product?.stop();
  await rm(dir, { recursive: true, force: true });
});

it('a first start that was cut short goes on with the secrets that it had written', async () => {
  await writeFile(join(dir, 'viewer-token'), 'written-before-the-end\n', { mode: 0o600 });
  const { wall, made } = await start();
  expect(made).toHaveLength(FILES.length);
  expect(made.join('\n')).toContain('written-before-the-end');
  expect(wall).toBe(await kept('wall-link'));
  for (const file of FILES) expect([file, (await stat(join(dir, file))).mode & 0o777]).toEqual([file, 0o600]);
});

it('what it made lets in an administrator, a wall and a program', async () => {
  const signIn = await fetch(`${product.serverUrl}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'admin', password: await kept('first-password') }),
  });
  expect(await signIn.json()).toMatchObject({ name: 'admin', role: 'administrator', scopes: ['province'] });
  const opened = await fetch(await kept('wall-link'), { redirect: 'manual' });
  expect([opened.status, opened.headers.get('location')]).toEqual([303, '../wall']);
  const authorization = `Bearer ${await kept('viewer-token')}`;
  const asked = await fetch(`${product.serverUrl}/api/v1/snapshot`, { headers: { authorization } });
  expect(asked.status).toBe(200);
});

it('a later start makes nothing, and tells the same link where the pages are then', async () => {
  const before = await kept('wall-link');
  expect(await start()).toEqual({ wall: before, made: [] });
  const moved = await firstIdentities(register, dir, 'https://ioc.example.vn/ioc');
  expect(moved.wall).toBe(`https://ioc.example.vn/ioc/d/${before.split('/').at(-1)}`);
  expect(await kept('wall-link')).toBe(moved.wall);
});

it('tells the address of the wall alone when its link opens nothing any more', async () => {
  await register.change('device', 'wall', { isDisabled: true }, COMMAND, 'deviceRevoked');
  expect(await start()).toEqual({ wall: `${product.serverUrl}/wall`, made: [] });
});
