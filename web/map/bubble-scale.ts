/** Sizes of bubbles whose areas are as their counts, in letters of the map, so that the map and its legend agree. Pure. */

/** Radius of the largest bubble, em. */
const LARGEST_EM = 0.8;
/** One that can be seen, em. */
const LEAST_EM = 0.12;

/** Radius in em; undefined: no bubble at 0. `most`: the count of the largest bubble. */
export function bubbleEm(count: number, most: number): number | undefined {
  return count <= 0 || most <= 0 ? undefined : Math.max(LEAST_EM, LARGEST_EM * Math.sqrt(count / most));
}

/** For a legend: the largest and, when it tells more, one of about a quarter of it, so half as wide. */
export function legendCounts(most: number): number[] {
  const quarter = Math.round(most / 4);
  return most <= 0 ? [] : quarter >= 1 && quarter < most ? [quarter, most] : [most];
}
