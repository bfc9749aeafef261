import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { childOf, exitOf, killGroup, openLog, type Child } from '../child.ts';

/**
 * Runs a program that cannot watch its parent by itself. The shell's input is a pipe that only this process holds:
 * when it closes, by intent or because this process was killed, the program is asked to end, and killed when it
 * does not. The watch is a process of its own, so killing the shell does not free the program either.
 */
const SCRIPT = `
exec 3<&0
pid_file=$1; shift
"$@" </dev/null 3<&- &
program=$!
echo $program >"$pid_file"
(
  while read -r _ <&3; do :; done
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

/** Starts `command`; its own pid is written to `pidFile`. */
export function startGuarded(
  command: readonly string[],
  options: { env: NodeJS.ProcessEnv; logFile: string; pidFile: string },
): Child {
  const log = openLog(options.logFile);
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'guard', options.pidFile, ...command], {
    env: options.env,
    stdio: ['pipe', log, log],
    detached: true,
  });
  closeSync(log);
  const exited = exitOf(shell).then((exit) => {
    killGroup(shell.pid);
    shell.stdin?.destroy();
    return exit;
  });
  shell.stdin?.on('error', () => shell.stdin?.destroy());
  return childOf(shell, exited, () => shell.stdin?.end());
}
