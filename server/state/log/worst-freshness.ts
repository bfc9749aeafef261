/** Of how fresh each stream is, how fresh all are together: the feed is as good as the worst of them. */
import { STREAMS, type StreamName } from '../../../contract/streams.ts';
import type { Freshness } from './freshness-watch.ts';

const STATES = ['live', 'delayed', 'stale'];

/** The reason is that of the first stream in the worst state; that of dossiers needs no name. At least one is given. */
export function worstOf(streams: readonly ({ stream: StreamName } & Freshness)[]): Freshness {
  const rank = ({ state }: Freshness) => STATES.indexOf(state);
  const worst = Math.max(...streams.map(rank));
  const { stream, state, reason } = streams.find((one) => rank(one) === worst) as (typeof streams)[number];
  const lagMs = Math.max(...streams.map((one) => one.lagMs));
  if (reason === undefined || stream === 'dossier')
    return { lagMs, state, ...(reason !== undefined && { reason }) };
  return { lagMs, state, reason: `${reason} (${STREAMS[stream].topic})` };
}
