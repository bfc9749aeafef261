import { EnvironmentError } from '../contract/environment.ts';
import { withSecretFiles } from '../runtime/secret-files.ts';
import { readConfig, USAGE, UsageError, type Config } from './config.ts';
import { lockDataDir } from './data-lock.ts';
import { watchNpm } from './npm-watch.ts';
import { Stack } from './stack.ts';

/** `npm start`: the whole product on the embedded stack. */
const started = performance.now();
const log = (line: string) => {
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${seconds.padStart(6)} s  ${line}`);
};

/** `env`: what the processes of the stack get. */
function configOrExit(): { config: Config; env: NodeJS.ProcessEnv } {
  try {
    const env = withSecretFiles(process.env);
    return { config: readConfig(process.argv.slice(2), env), env };
  } catch (error) {
    const isUsage = error instanceof UsageError;
    if (!isUsage && !(error instanceof EnvironmentError)) throw error;
    console.error(error.message);
    process.exit(isUsage ? 2 : 1);
  }
}

const { config, env } = configOrExit();
if (config.help) {
  console.log(USAGE);
  process.exit(0);
}

let stack: Stack | undefined;
let stopping = false;
async function onSignal(): Promise<void> {
  if (stopping) {
    await stack?.kill();
    process.exit(130);
  }
  stopping = true;
  log('stopping; once more to stop at once');
  await stack?.stop();
  process.exit(0);
}
// Whoever read the output may be gone before the stack has stopped.
for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);
watchNpm(process.env, () => {
  if (stopping) return;
  log('npm has ended');
  void onSignal();
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void onSignal());

try {
  const unlock = await lockDataDir(config.dataDir);
  process.on('exit', unlock);
  stack = new Stack(config, env, log);
  const wall = await stack.start();
  console.log(wall);
} catch (error) {
  // While stopping, what does not come up any more is no failure.
  if (!stopping) {
    console.error((error as Error).message);
    stopping = true;
    await stack?.stop();
    process.exit(1);
  }
}
