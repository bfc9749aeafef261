import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** Runs a program that ends by itself. */
function run(program: string): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const source = `
    import { pino } from 'pino';
    import { endOnUncaught } from './errors/end-on-uncaught.ts';
    endOnUncaught(pino({ name: 'trial' }, { write: (line) => void process.stdout.write(line) }));
    setInterval(() => undefined, 1_000);
    ${program}`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', source];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: ROOT }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

describe('an error that nothing catches', () => {
  it.each([
    ['is thrown', `setImmediate(() => { throw new TypeError('thrown'); });`, 'thrown', 'uncaughtException'],
    ['is rejected', `void Promise.reject(new TypeError('rejected'));`, 'rejected', 'unhandledRejection'],
  ])(
    'and %s ends the process with code 1 and one line with the stack',
    async (_how, program, message, origin) => {
      const { code, stdout, stderr } = await run(program);
      expect([code, stderr]).toEqual([1, '']);
      const [line, ...more] = stdout.trim().split('\n');
      expect(more).toEqual([]);
      expect(JSON.parse(line as string)).toMatchObject({
        level: 60,
        origin,
        err: { type: 'TypeError', message, stack: expect.stringMatching(/TypeError: .*\n +at /) },
      });
    },
  );
});
