import type { ServerResponse } from 'node:http';
import type { Session } from 'chdb';
import type { Lane } from './lane.ts';
import { quoteSql } from './sql-words.ts';

const RETRY_MS = 100;

/**
 * Kills the lane's statement when its client goes away. Returns what to call when the statement has ended: the lane
 * must not be given on before that settles, or the kill could meet the next statement.
 */
export function cancelOnClose(control: Session, lane: Lane, response: ServerResponse): () => Promise<void> {
  let running = true;
  let killing: Promise<void> = Promise.resolve();
  const kill = async () => {
    const query = `KILL QUERY WHERE Settings['log_comment'] = ${quoteSql(lane.name)} ASYNC`;
    // The statement may not have begun when it is first looked for.
    while (running) {
      await control.queryAsync(query);
      await new Promise((next) => setTimeout(next, RETRY_MS));
    }
  };
  const onClose = () => {
    if (!response.writableFinished) killing = kill();
  };
  response.once('close', onClose);
  return async () => {
    running = false;
    response.removeListener('close', onClose);
    await killing;
  };
}
