/** A certificate for 127.0.0.1 that nobody has signed but itself, by the tool that comes with Java. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** As Node's TLS takes it. */
export interface Certificate {
  pfx: Buffer;
  passphrase: string;
}

export async function makeCertificate(): Promise<Certificate> {
  const passphrase = 'of-a-test-alone';
  const folder = await mkdtemp(join(tmpdir(), 'certificate-'));
  const store = join(folder, 'key.p12');
  try {
    await promisify(execFile)('keytool', [
      ...['-genkeypair', '-alias', 'test', '-keyalg', 'EC', '-validity', '2', '-dname', 'CN=127.0.0.1'],
      ...['-ext', 'san=ip:127.0.0.1', '-storetype', 'PKCS12', '-keystore', store, '-storepass', passphrase],
    ]);
    return { pfx: await readFile(store), passphrase };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
