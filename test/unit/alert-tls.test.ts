import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { makeCertificate } from '../support/certificate.ts';
import { MailServer } from '../support/mail-server.ts';

const stops: (() => unknown)[] = [];
afterAll(() => Promise.all(stops.map((stop) => stop())));

it('sends by TLS to receivers and mail servers whose authority NODE_EXTRA_CA_CERTS names', async () => {
  const certificate = await makeCertificate();
  const seen: (string | undefined)[] = [];
  const server = createServer(certificate, (request, response) => {
    seen.push(request.headers.host);
    response.writeHead(204).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  stops.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const mails = new MailServer({ ...certificate, disabledCommands: [] });
  const mailPort = await mails.start();
  stops.push(() => mails.stop());

  const folder = await mkdtemp(join(tmpdir(), 'authority-'));
  stops.push(() => rm(folder, { recursive: true, force: true }));
  const authority = join(folder, 'ca.pem');
  await writeFile(authority, await certificateOf(port));
  const args = ['--import', 'tsx', 'test/support/send-test-alerts-main.ts', `https://127.0.0.1:${port}/`];
  await promisify(execFile)(process.execPath, [...args, String(mailPort)], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: authority },
  });
  expect(seen).toEqual([`127.0.0.1:${port}`]);
  expect(mails.taken).toHaveLength(1);
  expect(mails.isSecure).toBe(true);
});

/** The one that a server shows, as PEM. */
function certificateOf(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(new X509Certificate(socket.getPeerCertificate().raw).toString());
      socket.destroy();
    }).on('error', reject);
  });
}
