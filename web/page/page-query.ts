/** The parameters of the address that a page's request takes, as one text that is equal for equal requests. */
export function pageQuery(
  address: URLSearchParams,
  names: readonly string[],
  period?: { from: string; to: string },
): string {
  const query = new URLSearchParams(period && { from: period.from, to: period.to });
  for (const name of names) {
    const value = address.get(name);
    if (value) query.set(name, value);
  }
  return query.toString();
}
