/** A scan of every dossier in turns with other work: it lets that run after so long, and looks at the clock each so many. */
import { setImmediate as nextTurn } from 'node:timers/promises';

const TURN_MS = 8;
const ROWS_PER_LOOK = 4_096;

/** Visits every row number; those that come meanwhile too. Throws the signal's reason when it aborts. */
export async function scanRows(
  store: { readonly size: number },
  visit: (row: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  let turnEndsAt = performance.now() + TURN_MS;
  for (let row = 0; row < store.size; row++) {
    visit(row);
    if (row % ROWS_PER_LOOK === ROWS_PER_LOOK - 1 && performance.now() > turnEndsAt) {
      await nextTurn();
      signal?.throwIfAborted();
      turnEndsAt = performance.now() + TURN_MS;
    }
  }
}
