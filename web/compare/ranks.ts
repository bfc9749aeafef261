/** Places in a ranking: equal ones share a place, as 1, 2, 2, 4. Pure. */

/** Of each value the place from 1, the greatest first; of what is not known none. */
export function ranksOf(values: readonly (number | undefined)[]): (number | undefined)[] {
  const known = values.filter((value) => value !== undefined);
  return values.map((value) =>
    value === undefined ? undefined : 1 + known.filter((other) => other > value).length,
  );
}
