import { execFileSync } from 'node:child_process';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './data-path.ts';

/** A pid alone may belong to another program by now; with its start it names one process. */
function identityOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // Field 22, counted from behind the name, which may contain anything.
    return `${pid} ${boot} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return identityFromPs(pid);
  }
}

/** For systems without /proc, such as macOS. */
function identityFromPs(pid: number): string | undefined {
  try {
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return `${pid} ${started.trim()}`;
  } catch {
    // ps says by its exit code that there is no such process.
    return undefined;
  }
}

function readLock(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Released meanwhile.
    return undefined;
  }
}

/** How long a rival that read the same stale lock may take to replace it; the last writer wins. */
const SETTLE_MS = 100;

/**
 * Makes this process the only one on the data folder and returns how to let go. A lock whose process is gone,
 * killed or switched off, is taken over.
 * @throws Error with one line when another start uses the folder.
 */
export async function lockDataDir(dir: string): Promise<() => void> {
  try {
    makeFolder(dir);
  } catch (error) {
    throw new Error(`the data folder ${dir} cannot be made: ${(error as Error).message}`, { cause: error });
  }
  const file = join(dir, 'lock');
  const mine = identityOf(process.pid) ?? String(process.pid);
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, mine);
  try {
    while (!tryLink(draft, file)) {
      const owner = readLock(file);
      if (owner === undefined) continue;
      const pid = Number.parseInt(owner, 10);
      if (identityOf(pid) === owner) throw inUse(dir, pid);
      rmSync(file, { force: true });
      await new Promise((next) => setTimeout(next, SETTLE_MS));
    }
  } finally {
    rmSync(draft, { force: true });
  }
  await new Promise((next) => setTimeout(next, SETTLE_MS));
  const owner = readLock(file) ?? '';
  if (owner !== mine) throw inUse(dir, Number.parseInt(owner, 10));
  return () => {
    if (readLock(file) === mine) rmSync(file, { force: true });
  };
}

function inUse(dir: string, pid: number): Error {
  return new Error(
    `the data folder ${dir} is in use by a running start (process ${pid}): stop it, or use --data`,
  );
}

/** A link appears with its content at once, and only one of two links of the same name succeeds. */
function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
