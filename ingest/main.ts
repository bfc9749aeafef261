/** `npm run ingest`: streams events from Kafka into ClickHouse until it is told to stop. */
import { inspect } from 'node:util';
import { pino } from 'pino';
import { EnvironmentError, parseEnvironment } from '../contract/environment.ts';
import { Redactor } from '../contract/redactor.ts';
import { endOnUncaught } from '../errors/end-on-uncaught.ts';
import { PackError } from '../pack/pack-error.ts';
import { withSecretFiles } from '../runtime/secret-files.ts';
import { ingestConfig, ingestEnv, ingestSecrets } from './config.ts';
import { Ingest } from './ingest.ts';

/** Told to stop: what fails from then on, as a start that is cut short, is no failure. */
let isStopping = false;
const redactor = new Redactor();

async function run(): Promise<void> {
  const env = parseEnvironment(ingestEnv, withSecretFiles(process.env));
  const config = ingestConfig(env);
  redactor.add(ingestSecrets(config));
  const log = pino(
    { name: 'ingest', level: env.LOG_LEVEL },
    { write: (line) => void process.stdout.write(redactor.redact(line)) },
  );
  endOnUncaught(log);
  const ingest = await Ingest.create(config, log);
  const stop = (signal: string) => {
    isStopping = true;
    log.info({ signal }, 'ingest stops');
    ingest.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'ingest did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  await ingest.start((error) => {
    if (isStopping) return;
    // What is committed is in ClickHouse, so the supervisor's restart goes on from there.
    log.fatal({ err: error }, 'ingest cannot go on and ends; its supervisor starts it again');
    process.exit(1);
  });
}

run().catch((error: unknown) => {
  if (isStopping) return;
  const isExpected = error instanceof EnvironmentError || error instanceof PackError;
  console.error(redactor.redact(isExpected ? error.message : inspect(error)));
  process.exit(1);
});
