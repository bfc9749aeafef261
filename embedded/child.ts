import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How a process ended. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A running child process; stop and kill settle when it is gone. */
export interface Child {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** Asks it to end, and kills it when it does not within `timeoutMs`. */
  stop(timeoutMs?: number): Promise<void>;
  kill(): Promise<void>;
}

export const REPOSITORY = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const DIE_WITH_PARENT = new URL('./die-with-parent.ts', import.meta.url).href;
const STOP_MS = 15_000;

export interface NodeChildOptions {
  /** Path from the repository's top folder. */
  script: string;
  args?: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Appended to. */
  logFile: string;
}

export interface NodeChild extends Child {
  /** Settles at the child's first message, or fails when it ends before. */
  readonly firstMessage: Promise<unknown>;
}

/**
 * A TypeScript program as a child that ends when this process ends. It is the head of its own process group, so a
 * Ctrl-C at the terminal reaches only the parent, which stops its children in order.
 */
export function startNodeChild(options: NodeChildOptions): NodeChild {
  const log = openLog(options.logFile);
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--import', DIE_WITH_PARENT, options.script, ...(options.args ?? [])],
    { cwd: REPOSITORY, env: options.env, stdio: ['ignore', log, log, 'ipc'], detached: true },
  );
  closeSync(log);
  const exited = exitOf(child);
  const firstMessage = new Promise<unknown>((resolveMessage, reject) => {
    child.once('message', resolveMessage);
    void exited.then((exit) => reject(new Error(`${options.script} ended at its start (${describe(exit)})`)));
  });
  firstMessage.catch(() => undefined);
  return { ...childOf(child, exited, () => child.kill('SIGTERM')), firstMessage };
}

/** Wraps a spawned group leader; `askToEnd` is how this one is told to end. */
export function childOf(child: ChildProcess, exited: Promise<Exit>, askToEnd: () => void): Child {
  const kill = async () => {
    killGroup(child.pid);
    await exited;
  };
  return {
    pid: child.pid ?? -1,
    exited,
    kill,
    stop: async (timeoutMs = STOP_MS) => {
      askToEnd();
      const timer = setTimeout(() => killGroup(child.pid), timeoutMs);
      await exited;
      clearTimeout(timer);
    },
  };
}

export function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolveExit) => {
    child.once('exit', (code, signal) => resolveExit({ code, signal }));
    child.once('error', () => resolveExit({ code: 127, signal: null }));
  });
}

/** What is left of a process group; nothing being left is fine. */
export function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

export function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  return openSync(file, 'a');
}

export function describe(exit: Exit): string {
  return exit.signal ? `signal ${exit.signal}` : `exit code ${exit.code}`;
}
