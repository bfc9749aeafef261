/**
 * Where the log that Kafka has departs from the one that was stored. A broker that comes back with a shorter log (a power cut,
 * an unclean election, an older copy of its data) gives out the offsets from there on a second time. What was stored last
 * shows that it did, even when the new end has passed the old one; a binary search finds where.
 */
import type { Standing } from '../../clickhouse/ledger.ts';

/** Does Kafka have at the offset what the store says stands there? `unknown`: they cannot be compared. */
export type Verdict = 'same' | 'other' | 'unknown';

export interface DivergenceSearch {
  /** Below it Kafka has nothing to compare. */
  start: number;
  /** What the store says stands last in [from, before). */
  lastStanding: (from: number, before: number) => Promise<Standing | undefined>;
  judge: (standing: Standing) => Promise<Verdict>;
  /** Too many could not be judged: the log is taken for the one that was stored. */
  gaveUp: () => void;
}

/** At most this many standings that cannot be judged are passed over in a row. */
export const MAX_UNKNOWN = 100;

/** The first stored offset at which Kafka has something else; undefined: Kafka has what was stored. */
export async function findDivergence(search: DivergenceSearch): Promise<number | undefined> {
  const last = await judgeLast(search, search.start, Number.MAX_SAFE_INTEGER);
  if (last?.verdict !== 'other') return undefined;
  // What lies below `from` is the same, what stands at `other` is not.
  let [from, other] = [search.start, last.offset];
  while (from < other) {
    const middle = Math.floor((from + other) / 2);
    const judged = await judgeLast(search, from, middle + 1);
    if (judged?.verdict === 'other') other = judged.offset;
    else from = middle + 1;
  }
  return other;
}

/** The last offset in [from, before) that can be judged. */
async function judgeLast(
  { lastStanding, judge, gaveUp }: DivergenceSearch,
  from: number,
  before: number,
): Promise<{ offset: number; verdict: Verdict } | undefined> {
  let end = before;
  for (let tries = 0; tries < MAX_UNKNOWN; tries++) {
    const standing = await lastStanding(from, end);
    if (!standing) return undefined;
    const verdict = await judge(standing);
    if (verdict !== 'unknown') return { offset: standing.offset, verdict };
    end = standing.offset;
  }
  gaveUp();
  return undefined;
}
