/** Long work in turns, so that other requests are answered meanwhile. */
import { setImmediate as nextTurn } from 'node:timers/promises';

const TURN_MS = 10;

/** Calls `work` with each item. */
export async function eachInTurns<Item>(
  items: readonly Item[],
  work: (item: Item, index: number) => void,
): Promise<void> {
  let startedAt = performance.now();
  for (const [index, item] of items.entries()) {
    work(item, index);
    if (performance.now() - startedAt < TURN_MS) continue;
    await nextTurn();
    startedAt = performance.now();
  }
}
