import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingMaven, runLines } from './java.ts';

const POM = fileURLToPath(new URL('../pom.xml', import.meta.url));
const PROGRESS_MS = 2_000;

/** Where the jars are kept between starts and between clones; its name changes with the pom. */
export function jarsDir(env: NodeJS.ProcessEnv): string {
  const version = createHash('sha256').update(readFileSync(POM)).digest('hex').slice(0, 8);
  const cache = env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(env['KAFKA_CACHE'] || join(cache, 'dossier-live-monitor'), `kafka-4.3.1-${version}`);
}

/**
 * Has Maven fetch the broker's jars unless they are there, and returns their folder. They appear there all at
 * once, so an interrupted download leaves nothing half done, and two starts at the same time do not disturb each
 * other.
 */
export async function ensureJars(env: NodeJS.ProcessEnv, log: (line: string) => void): Promise<string> {
  const dir = jarsDir(env);
  if (existsSync(dir)) return dir;
  mkdirSync(dirname(dir), { recursive: true });
  // Of its own: two starts within one process must not write the same files.
  const partial = mkdtempSync(`${dir}.partial-`);
  try {
    await download(partial, env, log);
    try {
      renameSync(partial, dir);
    } catch (error) {
      if (!existsSync(dir)) throw error;
    }
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return dir;
}

async function download(into: string, env: NodeJS.ProcessEnv, log: (line: string) => void): Promise<void> {
  const started = performance.now();
  const seconds = () => Math.round((performance.now() - started) / 1000);
  let jars = 0;
  const errors: string[] = [];
  log('Kafka: fetching the broker (44 MB, once) with Maven ...');
  const timer = setInterval(() => log(`Kafka: ${jars} jars fetched, ${seconds()} s`), PROGRESS_MS);
  try {
    const args = ['-B', '-f', POM, 'dependency:copy-dependencies', `-DoutputDirectory=${into}`];
    const code = await runLines('mvn', args, env, (line) => {
      if (/Downloaded.*\.jar/.test(line)) jars += 1;
      if (line.includes('ERROR')) errors.push(line);
    });
    if (code === 127) throw missingMaven();
    if (code !== 0)
      throw new Error(`Maven could not fetch the Kafka broker: ${errors[0] ?? `exit code ${code}`}`);
  } finally {
    clearInterval(timer);
  }
  log(`Kafka: the broker is there after ${seconds()} s`);
}
