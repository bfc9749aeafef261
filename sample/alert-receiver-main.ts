/** `npm run alert-receiver -- [--port 9000] [--data .data]`: shows the alerts that come in, signature verified. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import {
  EnvironmentError,
  parseEnvironment,
  port,
  webhookSecret,
  webhookSecrets,
} from '../contract/environment.ts';
import { withSecretFiles } from '../runtime/secret-files.ts';
import { createAlertReceiver } from './alert-receiver.ts';

const HOST = '127.0.0.1';
const USAGE = 'npm run alert-receiver -- [--port 9000] [--data .data]';

class SecretMissing extends Error {}

function readOptions(): { port: number; secrets: string[] } {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '9000' },
      data: { type: 'string', default: '.data' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  const flags = parseEnvironment(z.object({ '--port': port(9000) }), { '--port': values.port });
  const secrets = z.object({ ALERT_WEBHOOK_SECRET: webhookSecrets.optional() });
  const env = parseEnvironment(secrets, withSecretFiles(process.env));
  return { port: flags['--port'], secrets: env.ALERT_WEBHOOK_SECRET ?? [keptSecret(values.data)] };
}

/** The secret that `npm start` made. */
function keptSecret(dataDir: string): string {
  const file = join(dataDir, 'alert-secret');
  try {
    return webhookSecret.parse(readFileSync(file, 'utf8').trim());
  } catch {
    throw new SecretMissing(
      `no secret: set ALERT_WEBHOOK_SECRET, or name with --data the data folder of npm start (${file} cannot be used)`,
    );
  }
}

try {
  const options = readOptions();
  const server = createAlertReceiver(options.secrets, (line) => console.log(line));
  server.on('error', (error) => {
    console.error(`--port ${options.port}: ${error.message}`);
    process.exit(1);
  });
  server.listen(options.port, HOST, () => {
    const url = `http://${HOST}:${options.port}`;
    console.log(`Chờ cảnh báo tại ${url} (chạy sản phẩm với ALERT_WEBHOOK_URL=${url})`);
  });
} catch (error) {
  const isUsage = error instanceof TypeError && 'code' in error;
  if (!isUsage && !(error instanceof EnvironmentError || error instanceof SecretMissing)) throw error;
  console.error(isUsage ? `${error.message.split('. ')[0]} (${USAGE})` : error.message);
  process.exit(isUsage ? 2 : 1);
}
