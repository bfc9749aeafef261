/** The live feed: watches scopes over socket.io, asks for a snapshot on any gap and tells how fresh the figures are. */
/* eslint-disable svelte/prefer-svelte-reactivity -- these values are replaced whole, never changed in place. */
import { io } from 'socket.io-client';
import { LIVE_NAMESPACE, type LiveHeartbeat } from '../../contract/live.ts';
import type { LivePosition, WatchRequest } from '../../contract/live.ts';
import { atRoot } from '../routing/root.ts';
import { AlertStream } from './alert-stream.svelte.ts';
import { streamKey } from './apply-delta.ts';
import type { FigureFeed } from './figure-feed.ts';
import { freshnessOf, LINK_TIMEOUT_MS, type Received, type TileState } from './freshness.ts';
import { Link, type LiveSocket } from './link.ts';
import { ScopeStream } from './scope-stream.svelte.ts';

/** A snapshot that has not come after this long is asked for again, ms. */
const SNAPSHOT_RETRY_MS = 3_000;
/** A server that is still loading refuses everything for a moment. */
const REFUSED_RETRY_MS = 1_000;

interface Watched {
  stream: ScopeStream;
  users: number;
  /** When it is asked for again, unless its snapshot comes. */
  retryAtMs: number;
}

export interface LiveFeedOptions {
  onNewVersion: () => void;
}

export class LiveFeed implements FigureFeed {
  readonly atMs = undefined;
  readonly alerts = new AlertStream();
  readonly #socket: LiveSocket;
  readonly #onNewVersion: () => void;
  readonly #streams = new Map<string, Watched>();
  #beat = $state.raw<{ beat: LiveHeartbeat; atMs: number }>();
  #connected = $state(false);
  /** The page's own time, which goes on evenly however the device's clock is set; ms since the page opened. */
  #steadyMs = $state(performance.now());
  #lostSinceMs = $state<number>();
  #version: string | undefined;

  constructor(options: LiveFeedOptions) {
    this.#onNewVersion = options.onNewVersion;
    this.#socket = liveSocket();
  }

  /** The server's clock, which is also the clock that the screen shows; ticks each second. */
  get nowMs(): number {
    return this.#onServerClock(this.#steadyMs);
  }

  /** The page's own time, which goes on evenly however clocks are set; ticks each second. */
  get steadyMs(): number {
    return this.#steadyMs;
  }

  get beat(): LiveHeartbeat | undefined {
    return this.#beat?.beat;
  }

  /** When the link was lost, on the server's clock; undefined while it is up. */
  get lostSinceMs(): number | undefined {
    return this.#lostSinceMs === undefined ? undefined : this.#onServerClock(this.#lostSinceMs);
  }

  /** Time since the stream's figures were known to be complete, ms. */
  ageMs(stream: Received): number {
    const confirmedAtMs = stream.synced && this.#beat ? this.#beat.atMs : stream.appliedAtMs;
    return Math.max(0, this.#steadyMs - confirmedAtMs) + (this.beat?.lagMs ?? 0);
  }

  freshness(stream: Received): TileState {
    const freshness = freshnessOf({
      hasFigures: stream.hasFigures,
      linkLost: this.#lostSinceMs !== undefined,
      ageMs: this.ageMs(stream),
      feedState: this.beat?.state ?? 'live',
    });
    return freshness === 'live' && this.beat?.silentSources?.length ? 'silent' : freshness;
  }

  /** Starts watching, or shares a watch that runs. `release` ends it. */
  watch(request: WatchRequest): { stream: ScopeStream; release: () => void } {
    const key = streamKey(request);
    let entry = this.#streams.get(key);
    if (!entry) {
      entry = { stream: new ScopeStream(request), users: 0, retryAtMs: 0 };
      this.#streams.set(key, entry);
      this.#ask(entry);
    }
    entry.users += 1;
    const { stream } = entry;
    return { stream, release: () => this.#release(key) };
  }

  /** Connects and keeps time; returns the clean-up. */
  listen(): () => void {
    const link = new Link(this.#socket, (up) => this.#onLink(up));
    this.#socket.on('scope:snapshot', (snapshot) => this.#find(snapshot)?.stream.takeSnapshot(snapshot));
    this.#socket.on('scope:delta', (delta) => {
      const entry = this.#find(delta);
      if (entry?.stream.takeDelta(delta)) this.#ask(entry);
    });
    this.#socket.on('alerts:changed', (changed) => this.alerts.take(changed));
    this.#socket.on('feed:heartbeat', (beat) => this.#takeBeat(beat));
    const disconnect = link.listen();
    const timer = setInterval(() => this.#tick(), 1_000);
    return () => {
      clearInterval(timer);
      disconnect();
      this.#socket.removeAllListeners();
    };
  }

  #onLink(up: boolean): void {
    this.#connected = up;
    if (!up) this.alerts.markUnsynced();
    if (up) for (const entry of this.#streams.values()) this.#ask(entry);
    this.#tick();
  }

  /** The device's own clock serves until the server has told its time. */
  #onServerClock(steadyMs: number): number {
    if (!this.#beat) return performance.timeOrigin + steadyMs;
    return Date.parse(this.#beat.beat.serverTime) + steadyMs - this.#beat.atMs;
  }

  #find({ scope, watch, kind }: LivePosition) {
    return this.#streams.get(streamKey({ scope, period: watch, ...(kind !== undefined && { kind }) }));
  }

  #takeBeat(beat: LiveHeartbeat): void {
    const before = this.#beat?.beat;
    this.#beat = { beat, atMs: performance.now() };
    // Another epoch: a restarted server counts its deltas from the start.
    if (before && before.epoch !== beat.epoch) for (const entry of this.#streams.values()) this.#ask(entry);
    if (this.#version !== undefined && this.#version !== beat.version) this.#onNewVersion();
    this.#version = beat.version;
    this.#tick();
  }

  #tick(): void {
    this.#steadyMs = performance.now();
    const silentMs = this.#steadyMs - (this.#beat?.atMs ?? 0);
    const lost = silentMs > LINK_TIMEOUT_MS || (!this.#connected && this.#beat !== undefined);
    this.#lostSinceMs = lost ? (this.#lostSinceMs ?? this.#beat?.atMs ?? 0) : undefined;
    for (const entry of this.#streams.values()) {
      if (this.#connected && !entry.stream.synced && this.#steadyMs >= entry.retryAtMs) this.#ask(entry);
    }
  }

  #ask(entry: Watched): void {
    entry.stream.markUnsynced();
    if (!this.#socket.connected) return;
    entry.retryAtMs = performance.now() + SNAPSHOT_RETRY_MS;
    this.#socket.emit('scope:watch', entry.stream.request, (answer) => {
      if (!('error' in answer)) return;
      entry.stream.takeRefusal(answer);
      entry.retryAtMs = performance.now() + REFUSED_RETRY_MS;
    });
  }

  #release(key: string): void {
    const entry = this.#streams.get(key);
    if (!entry || --entry.users > 0) return;
    this.#streams.delete(key);
    const request: WatchRequest = entry.stream.request;
    if (this.#socket.connected) this.#socket.emit('scope:leave', request, () => undefined);
  }
}

function liveSocket(): LiveSocket {
  return io(LIVE_NAMESPACE, {
    path: atRoot('socket.io'),
    autoConnect: false,
    reconnection: false,
    // Where a proxy refuses WebSockets.
    tryAllTransports: true,
    timeout: 5_000,
  });
}
