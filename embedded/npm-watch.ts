import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const LOOK_EVERY_MS = 500;

/**
 * Calls `onEnd` when the npm that runs this process as its script `start` has ended, however: npm passes no signal on
 * when it is killed, and none reaches this process when only npm, or the shell between, gets one. A start without npm
 * is watched by nobody, as under nohup or a supervisor of its own.
 */
export function watchNpm(env: NodeJS.ProcessEnv, onEnd: () => void): void {
  if (env['npm_lifecycle_event'] !== 'start' || env['npm_package_name'] !== 'dossier-live-monitor') return;
  // Some shells run the script in their own place, others wait for it: then npm is further up.
  const links = [{ pid: process.pid, parent: process.ppid }];
  for (let pid = process.ppid; describe(pid, 'command').includes('embedded/main.ts');) {
    const parent = parentOf(pid);
    links.push({ pid, parent });
    pid = parent;
  }
  const timer = setInterval(() => {
    if (links.every(({ pid, parent }) => parentOf(pid) === parent)) return;
    clearInterval(timer);
    onEnd();
  }, LOOK_EVERY_MS);
  timer.unref();
}

/** A process whose parent has ended gets another one; 0 when it has ended itself. */
function parentOf(pid: number): number {
  return pid === process.pid ? process.ppid : Number(describe(pid, 'ppid'));
}

/** What the system says of a process; empty when there is none. */
function describe(pid: number, what: 'ppid' | 'command'): string {
  try {
    if (what === 'command') return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';
  } catch {
    return describeByPs(pid, what);
  }
}

/** For systems without /proc, such as macOS. */
function describeByPs(pid: number, what: string): string {
  try {
    const stdio = ['ignore', 'pipe', 'ignore'] as const;
    return execFileSync('ps', ['-o', `${what}=`, '-p', String(pid)], {
      encoding: 'utf8',
      stdio: [...stdio],
    }).trim();
  } catch {
    // ps says by its exit code that there is no such process.
    return '';
  }
}
