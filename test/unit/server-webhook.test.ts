import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isPublic, Receivers } from '../../server/alerts/receivers.ts';
import { NotTaken, postWebhook, retryAfterMs } from '../../server/alerts/webhook.ts';

const SECRET = `whsec_${randomBytes(32).toString('base64')}`;
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.closeAllConnections();
});

/** Where a receiver listens that gives this answer, and what it was asked for. */
async function receiver(answer: number | RequestListener, headers: Record<string, string> = {}) {
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.url);
    if (typeof answer === 'number') response.writeHead(answer, headers).end('x'.repeat(1_000));
    else answer(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, seen };
}
const send = (target: string, allow: string[] = []) =>
  postWebhook({ id: 'msg_1', target, payload: {} }, SECRET, new Receivers(allow));

describe('where alerts go', () => {
  it.each(['8.8.8.8', '113.160.0.1', '2405:4800::1', '2606:4700:4700::1111'])('%s is public', (address) => {
    expect(isPublic(address)).toBe(true);
  });

  it.each(
    (
      '0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.168.1.1 198.18.0.1 224.0.0.1 ' +
      '255.255.255.255 :: ::1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 ::ffff:a00:1 64:ff9b::a00:1 fc00::1 fd12::1 fe80::1 fec0::1 ' +
      'ff02::1 2001::1 2001:db8::1 2002:a00:1:: 100::1 ::a00:1 nonsense'
    ).split(' '),
  )('%s is not', (address) => {
    expect(isPublic(address)).toBe(false);
  });

  it.each([
    'http://alerts.example.vn/hook',
    'http://8.8.8.8/',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://[::ffff:169.254.169.254]/',
    'https://[fd00::1]/',
    'https://0x0a000001/',
    'https://2852039166/',
    'http://0.0.0.0/',
    'https://[::]/',
  ])('nothing to %s', async (target) => {
    await expect(send(target)).rejects.toThrow('ALERT_WEBHOOK_ALLOW');
  });

  it.each(['127.0.0.1', 'localhost', 'localhost.localdomain'])(
    'a name is looked at where it leads: %s',
    async (host) => {
      const { port, seen } = await receiver(204);
      const isOwn = host !== 'localhost.localdomain';
      const sent = send(`http${isOwn ? '' : 's'}://${host}:${port}/own`);
      if (isOwn) await sent;
      else await expect(sent).rejects.toThrow(/is no public address|ENOTFOUND|EAI_AGAIN/);
      expect(seen).toEqual(isOwn ? ['/own'] : []);
    },
  );

  it('refuses a name that leads into the own network, at the connection', async () => {
    const lead = (allow: string[]) =>
      new Promise<string>((resolve) => {
        new Receivers(allow).lookup('127.0.0.1', { all: true }, (error) => resolve(error?.message ?? 'open'));
      });
    expect(await lead([])).toContain('is no public address');
    expect(await lead(['127.0.0.1'])).toBe('open');
  });

  it('a host that is allowed by name is reached over http', () => {
    expect(new Receivers(['alerts.example.vn']).objection('http://ALERTS.example.vn/')).toBeUndefined();
    expect(new Receivers(['10.1.0.7']).objection('http://10.1.0.7:8080/')).toBeUndefined();
    expect(new Receivers(['FD00:0::7']).objection('http://[fd00::7]/')).toBeUndefined();
    expect(new Receivers(['10.1.0.7']).objection('http://10.1.0.8:8080/')).toContain('ALERT_WEBHOOK_ALLOW');
  });

  it('follows no redirect', async () => {
    const { port: elsewhere, seen } = await receiver(204);
    const { port } = await receiver(307, { location: `http://127.0.0.1:${elsewhere}/` });
    await expect(send(`http://127.0.0.1:${port}/`)).rejects.toThrow('the receiver answered 307');
    expect(seen).toEqual([]);
  });
});

describe('what a receiver answers', () => {
  it('2xx takes the message, whatever else it says', async () => {
    const { port } = await receiver(202);
    await expect(send(`http://127.0.0.1:${port}/`)).resolves.toBeUndefined();
  });

  it('no more of an answer is read than its status', async () => {
    let isClosed = false;
    const { port } = await receiver((_request, response) => {
      response.on('close', () => (isClosed = true)).writeHead(200);
      const pour = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
        response.once('drain', pour);
      };
      pour();
    });
    await send(`http://127.0.0.1:${port}/`);
    await vi.waitFor(() => expect(isClosed).toBe(true));
    const { port: verbose } = await receiver(200, { 'x-long': 'x'.repeat(20_000) });
    await expect(send(`http://127.0.0.1:${verbose}/`)).rejects.toThrow('Header overflow');
  });

  it('none within ten seconds is waited for no longer', async () => {
    const { timeout } = AbortSignal;
    const hurried = vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => timeout(ms / 100));
    const { port } = await receiver(() => undefined);
    await expect(send(`http://127.0.0.1:${port}/`)).rejects.toThrow('aborted');
    expect(hurried).toHaveBeenCalledWith(10_000);
    hurried.mockRestore();
  });

  it('429 with the wait that it asks for', async () => {
    const { port } = await receiver(429, { 'retry-after': '7' });
    const error: unknown = await send(`http://127.0.0.1:${port}/`).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(NotTaken);
    expect(error).toMatchObject({ status: 429, retryAfterMs: 7_000 });
  });

  it('Retry-After in seconds or as a date, within a second and a day', () => {
    const now = Date.parse('2026-11-25T10:00:00Z');
    expect(retryAfterMs('120', now)).toBe(120_000);
    expect(retryAfterMs('Wed, 25 Nov 2026 10:00:30 GMT', now)).toBe(30_000);
    expect(retryAfterMs('0', now)).toBe(1_000);
    expect(retryAfterMs('Wed, 25 Nov 2026 09:00:00 GMT', now)).toBe(1_000);
    expect(retryAfterMs('99999999', now)).toBe(86_400_000);
    for (const nothing of [undefined, '', 'soon', '-5', '1.5'])
      expect(retryAfterMs(nothing, now)).toBeUndefined();
  });
});
