/** Lists and tables that have more rows than a tile has room for show them one page after the other. Pure. */

export interface RowPage {
  /** First row and the one behind the last. */
  from: number;
  to: number;
  /** From 1. */
  page: number;
  pages: number;
}

const PAGE_MS = 10_000;

/**
 * The rows that stand at an instant. Pages are about equally long, so that the last one is no rest.
 *
 * Example: of 43 rows in room for 12 the first of four pages has rows 0 to 10.
 */
export function rowPage(rows: number, room: number, timeMs: number): RowPage {
  const pages = Math.max(1, Math.ceil(rows / Math.max(1, Math.floor(room))));
  const length = Math.ceil(rows / pages);
  const at = Math.floor(timeMs / PAGE_MS) % pages;
  return { from: at * length, to: Math.min(rows, (at + 1) * length), page: at + 1, pages };
}
