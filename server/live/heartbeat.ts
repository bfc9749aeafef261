/** Tells how fresh the figures are: each second, and at once when the feed's state changes. */
import type { LiveHeartbeat } from '../../contract/live.ts';
import { formatTime } from '../../contract/time.ts';
import type { Ticker } from '../ticker.ts';

/** Names of sources of events that have fallen silent. */
export interface Sources {
  readonly silent: string[];
}

const BEAT_EVERY_MS = 1_000;
/** The state also changes by time passing, without any event. */
const LOOK_EVERY_MS = 100;

export class Heartbeat {
  readonly #ticker: Ticker;
  readonly #sources: Sources;
  readonly #epoch: string;
  readonly #version: string;
  readonly #send: (beat: LiveHeartbeat) => void;
  #timer: NodeJS.Timeout | undefined;
  #beatAtMs = 0;
  #toldState: LiveHeartbeat['state'] | undefined;

  constructor(
    ticker: Ticker,
    sources: Sources,
    { epoch, version }: Pick<LiveHeartbeat, 'epoch' | 'version'>,
    send: (beat: LiveHeartbeat) => void,
  ) {
    this.#ticker = ticker;
    this.#sources = sources;
    this.#epoch = epoch;
    this.#version = version;
    this.#send = send;
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(performance.now()), LOOK_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** `nowMs` is of a clock that only goes forward. */
  #look(nowMs: number): void {
    const { state } = this.#ticker.feedWatch.feed;
    if (state === this.#toldState && nowMs < this.#beatAtMs) return;
    // Counted from the last one due, so that looks between do not make the seconds longer.
    const isDue = nowMs >= this.#beatAtMs;
    if (isDue)
      this.#beatAtMs = Math.max(this.#beatAtMs + BEAT_EVERY_MS, nowMs + BEAT_EVERY_MS - LOOK_EVERY_MS);
    this.#toldState = state;
    this.#send(this.#beat(Date.now()));
  }

  #beat(nowMs: number): LiveHeartbeat {
    const { board, feedWatch, tickMs } = this.#ticker;
    const { lagMs, state, deadLetters, differences, missing, calendarTrouble, clockTrouble } = feedWatch.feed;
    const silentSources = this.#sources.silent;
    return {
      epoch: this.#epoch,
      serverTime: formatTime(nowMs),
      dataTime: board.dataTimeMs === 0 ? null : formatTime(board.dataTimeMs),
      lagMs,
      state,
      deadLetters,
      differences,
      missing,
      ...(calendarTrouble !== undefined && { calendarTrouble }),
      ...(clockTrouble !== undefined && { clockTrouble }),
      ...(silentSources.length > 0 && { silentSources }),
      tickMs,
      version: this.#version,
    };
  }
}
