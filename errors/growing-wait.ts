/** How long to wait after the `count`th failure in a row, from 1 on: twice as long each time. */
export function growingWait(count: number, firstMs: number, mostMs: number): number {
  return Math.min(mostMs, firstMs * 2 ** Math.min(count - 1, 30));
}
