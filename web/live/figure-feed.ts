/** What pages need of a feed of figures: the live one (live-feed.svelte.ts), or of an instant (past-feed.svelte.ts). */
import type { ScopeFigures } from '../../contract/api.ts';
import type { LiveHeartbeat, WatchAnswer, WatchRequest } from '../../contract/live.ts';
import type { AlertStream } from './alert-stream.svelte.ts';
import type { Received, TileState } from './freshness.ts';

export type Refused = Extract<WatchAnswer, { error: string }>;

/** The figures of one scope, period and kind. */
export interface FigureStream extends Received {
  readonly figures: ScopeFigures | undefined;
  /** Why the server refuses this scope, if it does. */
  readonly refused: Refused | undefined;
}

export interface FigureFeed {
  readonly alerts: AlertStream;
  /** The instant in the past that is shown, ms; undefined: now. */
  readonly atMs: number | undefined;
  /** The clock that the screen shows, ms. */
  readonly nowMs: number;
  /** The page's own time, which goes on evenly however clocks are set; ticks each second. */
  readonly steadyMs: number;
  readonly beat: LiveHeartbeat | undefined;
  /** When the link was lost, by the same clock; undefined while it is up or none is needed. */
  readonly lostSinceMs: number | undefined;
  /** Time since the stream's figures were known to be complete, ms. */
  ageMs(stream: Received): number;
  freshness(stream: Received): TileState;
  /** Starts watching, or shares a watch that runs. `release` ends it. */
  watch(request: WatchRequest): { stream: FigureStream; release: () => void };
}
