/** `npm run check`: everything that needs no broker and no engine, two at a time, each one's output in one piece. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** The longest first: the others run beside it. */
const CHECKS = ['unit', 'types', 'format', 'lint', 'unused'];
const AT_A_TIME = 2;

/** Settles with whether `npm run check:NAME` passed. */
async function passes(name: string): Promise<boolean> {
  const startedAt = Date.now();
  // One pipe for both outputs keeps their order.
  const child = spawn('/bin/sh', ['-c', `npm run --silent check:${name} 2>&1`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  const [output, code] = await Promise.all([text(child.stdout), exited]);
  const seconds = ((Date.now() - startedAt) / 1_000).toFixed(0);
  process.stdout.write(`${output}check:${name} ${code === 0 ? 'passed' : 'FAILED'} after ${seconds} s\n`);
  return code === 0;
}

const waiting = [...CHECKS];
const failed: string[] = [];

async function runWaiting(): Promise<void> {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    if (!(await passes(name))) failed.push(name);
  }
}

await Promise.all(Array.from({ length: AT_A_TIME }, runWaiting));
if (failed.length > 0) console.error(`failed: ${failed.map((name) => `check:${name}`).join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;
