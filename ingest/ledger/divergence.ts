/**
 * Where the log that Kafka has parts from the one that was stored: a broker that comes back with a shorter log (a power cut,
 * an unclean election, an older copy of its data) gives the offsets from there on a second time. What stands last tells that
 * it did, also when the new end has passed the old one; a search by halves tells where.
 */
import type { Standing } from '../../clickhouse/ledger.ts';

/** Does Kafka have at its offset what the store says stands there? `unknown`: that cannot be told. */
export type Verdict = 'same' | 'other' | 'unknown';

export interface DivergenceSearch {
  /** Below it Kafka has nothing to compare. */
  start: number;
  /** What the store says stands last in [from, before). */
  lastStanding: (from: number, before: number) => Promise<Standing | undefined>;
  judge: (standing: Standing) => Promise<Verdict>;
  /** So many could not be judged that the log passes for the one that was stored. */
  gaveUp: () => void;
}

/** Standings that cannot be judged are passed over, so many at a time at most. */
export const MAX_UNKNOWN = 100;

/** The first stored offset that Kafka gives otherwise; undefined: Kafka has what was stored. */
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
