import { spawn } from 'node:child_process';
import { join } from 'node:path';

const ALTERNATIVES = 'or set KAFKA_BROKERS to a broker of your own, or use Docker: docker compose up';
const INSTALL = '`apt-get install maven` on Debian and Ubuntu brings both Java and Maven';
const OLDEST = 17;

/**
 * The environment for Java: in any other locale than a UTF-8 one it reads and writes paths with letters beyond ASCII as
 * question marks.
 */
export function javaEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, LC_ALL: 'C.UTF-8' };
}

/** A line of a child's output at a time, and its exit code; 127 when there is no such program. */
export function runLines(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  onLine: (line: string) => void,
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env: javaEnv(env), stdio: ['ignore', 'pipe', 'pipe'] });
    let rest = '';
    const read = (chunk: Buffer) => {
      const lines = (rest + chunk.toString('utf8')).split(/\r?\n/);
      rest = lines.pop() ?? '';
      lines.forEach(onLine);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', () => resolve(127));
    child.once('close', (code) => {
      if (rest) onLine(rest);
      resolve(code ?? 1);
    });
  });
}

/**
 * The Java that runs the broker: JAVA_HOME's, else the one on the path.
 * @throws Error with one line that says what to install and what else works.
 */
export async function findJava(env: NodeJS.ProcessEnv): Promise<string> {
  const java = env['JAVA_HOME'] ? join(env['JAVA_HOME'], 'bin', 'java') : 'java';
  const lines: string[] = [];
  const code = await runLines(java, ['-version'], env, (line) => lines.push(line));
  const major = Number(/version "(\d+)/.exec(lines.join('\n'))?.[1] ?? 0);
  if (code === 0 && major >= OLDEST) return java;
  const found = code === 0 ? `Java ${major} is too old` : 'Java is missing';
  throw new Error(`${found}; the Kafka broker needs Java ${OLDEST} or newer: ${INSTALL}; ${ALTERNATIVES}`);
}

export function missingMaven(): Error {
  return new Error(`Maven (mvn) is missing; it fetches the Kafka broker once: ${INSTALL}; ${ALTERNATIVES}`);
}
