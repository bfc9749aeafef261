import type { Logger } from 'pino';

/** An error that nothing caught, thrown or rejected, ends the process with one line in its log, and exit code 1. */
export function endOnUncaught(log: Logger): void {
  process.on('uncaughtException', (error, origin) => {
    log.fatal({ err: error, origin }, 'a fault of ours that nothing caught: the process ends');
    process.exit(1);
  });
}
