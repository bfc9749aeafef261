import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { REPOSITORY } from '../runtime/repository.ts';

export interface ChildOptions {
  command: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Appended to. */
  logFile: string;
}

/** A running child process; stop and kill settle when it is gone. */
export interface Child {
  readonly pid: number;
  /** Settles with the exit code, 128 and the signal's number after a signal, as a shell reports it. */
  readonly exited: Promise<number>;
  /** Asks it to end with SIGTERM, and kills it when it does not. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/**
 * No child outlives its parent, however that ended, and no program has to know: the shell's input is a pipe that
 * only the parent holds. When it closes, the program is asked to end, and killed when it does not within ten
 * seconds, be it ever so stuck. The watch is a process of its own, so killing the shell does not free the program.
 */
const GUARD = `
exec 4<&0
"$@" </dev/null 3>&- 4<&- &
program=$!
echo $program >&3
exec 3>&-
(
  while read -r _ <&4; do :; done
  kill -TERM $program
  waited=0
  while kill -0 $program && [ $waited -lt 50 ]; do sleep 0.2; waited=$((waited + 1)); done
  kill -KILL $program
) >/dev/null 2>&1 &
watch=$!
wait $program
code=$?
kill $watch 2>/dev/null
exit $code
`;
/** For the case that the guard itself is stuck. */
const STOP_MS = 15_000;

/**
 * Starts a program as the head of its own process group: a Ctrl-C at the terminal reaches only this process, which
 * stops its children in order.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, 'a');
  const shell = spawn('/bin/sh', ['-c', GUARD, 'guard', ...options.command], {
    cwd: REPOSITORY,
    env: options.env,
    stdio: ['pipe', log, log, 'pipe'],
    detached: true,
  });
  closeSync(log);
  let ended = false;
  const killGroup = () => {
    if (shell.pid === undefined || ended) return;
    try {
      process.kill(-shell.pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };
  const exited = new Promise<number>((resolveExit, reject) => {
    shell.once('error', reject);
    shell.once('exit', (code) => {
      // The shell may have been killed alone.
      killGroup();
      ended = true;
      shell.stdin?.destroy();
      resolveExit(code ?? 137);
    });
  });
  shell.stdin?.on('error', () => shell.stdin?.destroy());
  return {
    pid: await readPid(shell.stdio[3] as Readable),
    exited,
    kill: async () => {
      killGroup();
      await exited;
    },
    stop: async () => {
      shell.stdin?.end();
      const timer = setTimeout(killGroup, STOP_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** The command that runs a TypeScript program of this repository. */
export function nodeCommand(script: string, args: readonly string[] = []): readonly string[] {
  return [process.execPath, '--import', 'tsx', script, ...args];
}

const PROGRAMS = {
  migrate: 'dist/clickhouse/main.js',
  ingest: 'dist/ingest/main.js',
  server: 'dist/server/main.js',
  dlq: 'dist/ingest/dlq-main.js',
  missing: 'dist/ingest/missing-main.js',
  alert: 'dist/server/alerts/alert-main.js',
  account: 'dist/identity/account-main.js',
  device: 'dist/identity/device-main.js',
  token: 'dist/identity/token-main.js',
} as const;

export type Program = keyof typeof PROGRAMS;

/** The command that runs a program as it was built (builds.ts). */
export function programCommand(program: Program, args: readonly string[] = []): readonly string[] {
  return [process.execPath, PROGRAMS[program], ...args];
}

async function readPid(pipe: Readable): Promise<number> {
  let text = '';
  for await (const chunk of pipe) text += String(chunk);
  return Number(text);
}
