/** A viewer of the live feed, written apart from the web: keeps what it was told and applies deltas to snapshots. */
import { io, type Socket } from 'socket.io-client';
import type { Figures } from '../../contract/api.ts';
import {
  LIVE_NAMESPACE,
  type ClientToServer,
  type LiveDelta,
  type LiveHeartbeat,
  type LiveSnapshot,
  type ServerToClient,
  type WatchAnswer,
  type WatchPeriod,
} from '../../contract/live.ts';
import { VIEWER_TOKEN } from './viewer-fetch.ts';

/** What is known of one scope and period. */
export interface Stream {
  figures: LiveSnapshot;
  snapshots: number;
  deltas: LiveDelta[];
  /** Deltas whose seq did not follow. */
  gaps: number;
}

export class Viewer {
  readonly socket: Socket<ServerToClient, ClientToServer>;
  readonly beats: { beat: LiveHeartbeat; atMs: number }[] = [];
  readonly #streams = new Map<string, Stream>();

  constructor(serverUrl: string, transport: 'websocket' | 'polling' = 'websocket', token = VIEWER_TOKEN) {
    const options = { transports: [transport], reconnectionDelay: 100, forceNew: true, auth: { token } };
    this.socket = io(`${serverUrl}${LIVE_NAMESPACE}`, options);
    this.socket.on('feed:heartbeat', (beat) => this.beats.push({ beat, atMs: Date.now() }));
    this.socket.on('scope:snapshot', (snapshot) => {
      const key = keyOf(snapshot.scope, snapshot.watch, snapshot.kind);
      const known = this.#streams.get(key);
      this.#streams.set(key, {
        figures: snapshot,
        snapshots: (known?.snapshots ?? 0) + 1,
        deltas: known?.deltas ?? [],
        gaps: known?.gaps ?? 0,
      });
    });
    this.socket.on('scope:delta', (delta) => {
      const stream = this.#streams.get(keyOf(delta.scope, delta.watch, delta.kind));
      if (!stream) return;
      stream.deltas.push(delta);
      const follows = delta.epoch === stream.figures.epoch && delta.seq === stream.figures.seq + 1;
      if (!follows) stream.gaps++;
      stream.figures = apply(stream.figures, delta);
    });
  }

  async connected(): Promise<void> {
    if (!this.socket.connected) await new Promise<void>((done) => this.socket.once('connect', () => done()));
  }

  async watch(scope: unknown, period?: unknown, kind?: unknown): Promise<WatchAnswer> {
    const request = { scope, ...(period !== undefined && { period }), ...(kind !== undefined && { kind }) };
    return (await this.socket.timeout(5_000).emitWithAck('scope:watch', request as never)) as WatchAnswer;
  }

  async leave(scope: string, period?: WatchPeriod): Promise<WatchAnswer> {
    const request = period === undefined ? { scope } : { scope, period };
    return (await this.socket.timeout(5_000).emitWithAck('scope:leave', request)) as WatchAnswer;
  }

  /** @throws Error before the first snapshot. */
  stream(scope: string, period: WatchPeriod = 'year', kind?: string): Stream {
    const stream = this.#streams.get(keyOf(scope, period, kind));
    if (!stream) throw new Error(`no snapshot of ${scope} yet`);
    return stream;
  }

  get lastBeat(): LiveHeartbeat {
    const last = this.beats.at(-1);
    if (!last) throw new Error('no heartbeat yet');
    return last.beat;
  }

  close(): void {
    this.socket.disconnect();
  }
}

/** What of the figures a delta can change, without the times, which move on when nothing else does. */
export function shown({ scope, period, counts, areas, units, trend }: Figures): object {
  const byCode = <T extends { code: string }>(list: T[]) =>
    Object.fromEntries(list.map((one) => [one.code, one]));
  return { scope, period, counts, areas: byCode(areas), units: byCode(units), trend };
}

function apply(figures: LiveSnapshot, { seq, epoch, changes }: LiveDelta): LiveSnapshot {
  const { areas, units, feed: _feed, ...whole } = changes;
  const replaced = <T extends { code: string }>(list: T[], news: T[] = []) => [
    ...list.filter((one) => !news.some((next) => next.code === one.code)),
    ...news,
  ];
  return {
    ...figures,
    ...(whole as Partial<LiveSnapshot>),
    seq,
    epoch,
    areas: replaced(figures.areas, areas),
    units: replaced(figures.units, units),
  };
}

function keyOf(scope: string, period: WatchPeriod, kind = 'dossier'): string {
  return `${kind} ${scope} ${JSON.stringify(period)}`;
}
