/** `npm run server`: the figures over HTTP and socket.io, until it is told to stop. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { pino } from 'pino';
import { EnvironmentError, parseEnvironment } from '../contract/environment.ts';
import { Redactor } from '../contract/redactor.ts';
import { endOnUncaught } from '../errors/end-on-uncaught.ts';
import { PackError } from '../pack/pack-error.ts';
import { REPOSITORY } from '../runtime/repository.ts';
import { withSecretFiles } from '../runtime/secret-files.ts';
import { serverConfig, serverEnv, serverSecrets } from './config.ts';
import { Server } from './server.ts';

const redactor = new Redactor();

async function run(): Promise<void> {
  const env = parseEnvironment(serverEnv, withSecretFiles(process.env));
  const config = serverConfig(env);
  redactor.add(serverSecrets(config));
  const log = pino(
    { name: 'server', level: env.LOG_LEVEL },
    { write: (line) => void process.stdout.write(redactor.redact(line)) },
  );
  endOnUncaught(log);
  const server = await Server.create(config, await buildVersion(), log, redactor);
  const stop = (signal: string) => {
    log.info({ signal }, 'the server stops');
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'the server did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  await server.start((error) => {
    log.fatal({ err: error }, 'faults do not end: the server ends, its supervisor starts it again');
    process.exit(1);
  });
  log.info({ host: env.HOST, port: env.SERVER_PORT }, 'the server listens');
}

/** The version of the package and of the built pages: a page of another one reloads itself. */
async function buildVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(REPOSITORY, 'package.json'), 'utf8')) as {
    version: string;
  };
  // The page names its files by their content; without pages the server still serves the API.
  const page = await readFile(join(REPOSITORY, 'web', 'dist', 'index.html')).catch(() => '');
  return `${version}+${createHash('sha256').update(page).digest('hex').slice(0, 8)}`;
}

run().catch((error: unknown) => {
  const isExpected = error instanceof EnvironmentError || error instanceof PackError;
  console.error(redactor.redact(isExpected ? error.message : inspect(error)));
  process.exit(1);
});
