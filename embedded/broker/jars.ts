import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolder } from '../data-path.ts';
import { missingMaven, runLines } from './java.ts';

const POM = fileURLToPath(new URL('../pom.xml', import.meta.url));
const PROGRESS_MS = 2_000;

/** Where the jars are kept between starts and between clones; its name changes with the pom. */
export function jarsDir(env: NodeJS.ProcessEnv): string {
  const version = createHash('sha256').update(readFileSync(POM)).digest('hex').slice(0, 8);
  return join(cacheOf(env).dir, `kafka-4.3.1-${version}`);
}

/** The folder for the jars, and the variable that says so. */
function cacheOf(env: NodeJS.ProcessEnv): { dir: string; variable: string } {
  const { KAFKA_CACHE, XDG_CACHE_HOME } = env;
  if (KAFKA_CACHE) return { dir: resolve(KAFKA_CACHE), variable: 'KAFKA_CACHE' };
  const own = 'dossier-live-monitor';
  if (XDG_CACHE_HOME) return { dir: resolve(XDG_CACHE_HOME, own), variable: 'XDG_CACHE_HOME' };
  return { dir: resolve(env['HOME'] || homedir(), '.cache', own), variable: 'HOME' };
}

/**
 * Has Maven fetch the broker's jars unless they are there, and returns their folder. They appear there all at
 * once, so an interrupted download leaves nothing half done, and two starts at the same time do not disturb each
 * other.
 */
export async function ensureJars(env: NodeJS.ProcessEnv, log: (line: string) => void): Promise<string> {
  const dir = jarsDir(env);
  const { variable } = cacheOf(env);
  // Java parts a list of jars at colons.
  if (dir.includes(':')) throw unusable(dir, variable, 'its path has a colon');
  if (existsSync(dir)) return dir;
  const partial = makePartial(dir, variable);
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

/** Of each download's own: two starts within one process must not write the same files. */
function makePartial(dir: string, variable: string): string {
  try {
    makeFolder(dirname(dir));
    return mkdtempSync(`${dir}.partial-`);
  } catch (error) {
    throw unusable(dir, variable, (error as Error).message);
  }
}

function unusable(dir: string, variable: string, reason: string): Error {
  return new Error(
    `the Kafka broker's jars cannot be kept in ${dirname(dir)} (${variable}): ${reason}; set KAFKA_CACHE to a folder that can be written`,
  );
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
