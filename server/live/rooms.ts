/** The rooms of the watched kinds, scopes and periods: a snapshot for who comes, then what each tick changed. */
import type { Logger } from 'pino';
import type { Namespace, Socket } from 'socket.io';
import type { ClientToServer, ServerToClient, WatchPeriod, WatchRequest } from '../../contract/live.ts';
import { DOSSIER } from '../../contract/dossier-kind.ts';
import { watchKey } from '../../contract/watch-period.ts';
import { errorKind } from '../../errors/error-kind.ts';
import type { Ticker } from '../ticker.ts';
import type { ServerFaults } from '../server-faults.ts';
import type { Tick } from '../state/tick.ts';
import type { Visitor } from '../access/visitors.ts';
import type { Turnstile } from '../admission/turnstile.ts';
import type { Board } from '../state/board.ts';
import type { Scope } from '../state/periods/figures.ts';
import type { PeriodFigures } from '../state/periods/period-figures.ts';
import { isNamed } from '../state/periods/kept-periods.ts';
import type { FrameAdapter } from './frame-adapter.ts';
import type { LiveMessage } from './live-message.ts';
import { Room } from './room.ts';

export interface ViewerData {
  visitor: Visitor;
  /** Aborts when the connection has gone. */
  gone: AbortSignal;
}
type NoEvents = Record<string, never>;

export type LiveNamespace = Namespace<ClientToServer, ServerToClient, NoEvents, ViewerData>;
export type LiveSocket = Socket<ClientToServer, ServerToClient, NoEvents, ViewerData>;

/** While there are no ticks the figures stand, but the state of the feed does not. */
const SNAPSHOT_KEPT_MS = 250;

interface KeptSnapshot {
  periodFigures: PeriodFigures;
  message: LiveMessage;
  madeAtMs: number;
}

export class Rooms {
  readonly #rooms = new Map<string, Room>();
  /** Room -> who waits for its figures to be built. */
  readonly #entering = new Map<string, Set<LiveSocket>>();
  /** Room -> its snapshot since the last tick: after a restart thousands come back, and it is made once for all. */
  readonly #snapshots = new Map<string, KeptSnapshot>();
  /** A room that is made again counts on from here: within an epoch no number comes twice for different deltas. */
  #lastSeq = 0;
  readonly #live: LiveNamespace;
  readonly #ticker: Ticker;
  readonly #epoch: string;
  /** Where periods that are not kept are counted. */
  readonly #scans: Turnstile;
  readonly #faults: ServerFaults;
  readonly #log: Logger;

  constructor(
    live: LiveNamespace,
    ticker: Ticker,
    scans: Turnstile,
    epoch: string,
    faults: ServerFaults,
    log: Logger,
  ) {
    this.#live = live;
    this.#scans = scans;
    this.#ticker = ticker;
    this.#epoch = epoch;
    this.#faults = faults;
    this.#log = log;
  }

  get sentBytes(): number {
    return this.#adapter.sentBytes;
  }

  /**
   * Lets a viewer in and tells it the snapshot; settles then. `isLetIn` is asked last, in the turn of the joining.
   *
   * @throws PeriodsExhausted, TooMuchAsked, GivenUp
   */
  async enter(
    viewer: LiveSocket,
    { board, scope, watch }: Watched,
    isLetIn: (viewer: LiveSocket, key: string) => boolean,
  ): Promise<void> {
    const key = roomKey({ board, scope, watch });
    const waiting = this.#entering.get(key) ?? new Set();
    this.#entering.set(key, waiting.add(viewer));
    try {
      const periodFigures = await this.#periodFigures(board, watch, viewer.data);
      // Joined and told in one turn, so no delta falls between the two.
      if (!waiting.has(viewer) || !isLetIn(viewer, key)) return;
      void viewer.join(key);
      this.#adapter.tellOne(viewer.id, this.#snapshotMessage(key, { board, scope, watch }, periodFigures));
    } finally {
      waiting.delete(viewer);
      if (waiting.size === 0) this.#entering.delete(key);
    }
  }

  leave(viewer: LiveSocket, key: string): void {
    this.#entering.get(key)?.delete(viewer);
    void viewer.leave(key);
  }

  broadcast(tick: Tick): void {
    const { feed } = this.#ticker.feedWatch;
    const told = new Map<string, LiveMessage>();
    this.#snapshots.clear();
    const byKey = new Map<Board, Map<string, PeriodFigures>>();
    for (const [board, { changes }] of tick.boards)
      byKey.set(board, new Map([...changes.keys()].map((one) => [watchKey(one.watch), one])));
    for (const [key, room] of this.#rooms) {
      const changed = tick.boards.get(room.board);
      // Of another log.
      if (!changed) continue;
      const periodFigures = byKey.get(room.board)?.get(watchKey(room.watch));
      const empty = !this.#live.adapter.rooms.has(key);
      if (empty || !periodFigures) {
        // Nobody is there: whoever comes next begins with a snapshot.
        this.#remove(key, room);
        if (!empty) this.#renew(key, room, changed.nowMs);
        continue;
      }
      periodFigures.lastUsedAt = changed.nowMs;
      periodFigures.lastWatchedAt = changed.nowMs;
      if (changed.renewed.has(periodFigures)) {
        told.set(key, this.#message('scope:snapshot', room.snapshot(periodFigures, feed)));
        continue;
      }
      const delta = room.delta(periodFigures, changed);
      if (delta) told.set(key, this.#message('scope:delta', delta));
    }
    this.#adapter.tell(told);
  }

  #periodFigures(board: Board, watch: WatchPeriod, { visitor, gone }: ViewerData): Promise<PeriodFigures> {
    if (isNamed(watch) || board.keepsPeriod(watch)) return board.periodFigures(watch, board.asOfMs);
    const asker = { identity: visitor.identity, signal: gone };
    return this.#scans.run(asker, `watch ${board.kind} ${watchKey(watch)}`, (signal) =>
      board.periodFigures(watch, board.asOfMs, signal),
    );
  }

  get #adapter(): FrameAdapter {
    return this.#live.adapter as FrameAdapter;
  }

  #message(name: keyof ServerToClient, value: object): LiveMessage {
    return this.#adapter.message(name, value);
  }

  #snapshotMessage(key: string, watched: Watched, periodFigures: PeriodFigures): LiveMessage {
    const kept = this.#snapshots.get(key);
    const nowMs = performance.now();
    if (kept?.periodFigures === periodFigures && nowMs - kept.madeAtMs < SNAPSHOT_KEPT_MS)
      return kept.message;
    let room = this.#rooms.get(key);
    const { board, scope, watch } = watched;
    if (!room) this.#rooms.set(key, (room = new Room(board, scope, watch, this.#epoch, this.#lastSeq + 1)));
    const message = this.#message(
      'scope:snapshot',
      room.snapshot(periodFigures, this.#ticker.feedWatch.feed),
    );
    this.#snapshots.set(key, { periodFigures, message, madeAtMs: nowMs });
    return message;
  }

  #remove(key: string, room: Room): void {
    this.#rooms.delete(key);
    this.#lastSeq = Math.max(this.#lastSeq, room.seq);
  }

  /** Another period took the place of this one's figures while the ticks stood still: build them again. */
  #renew(key: string, room: Room, nowMs: number): void {
    room.board.periodFigures(room.watch, nowMs).then(
      (periodFigures) =>
        this.#adapter.tell(new Map([[key, this.#snapshotMessage(key, room, periodFigures)]])),
      (error: unknown) => {
        const what = 'a watched period could not be kept';
        if (errorKind(error) === 'refusal') this.#log.warn({ err: error, room: key }, what);
        else this.#faults.failed(error, 'live', what, { room: key });
        // They come back, ask again and are told why not.
        this.#live.in(key).disconnectSockets(true);
      },
    );
  }
}

/** What a viewer watches. */
export interface Watched {
  board: Board;
  scope: Scope;
  watch: WatchPeriod;
}

export function roomKey({ board, scope, watch }: Watched): string {
  return JSON.stringify({
    scope: scope.name,
    period: watch,
    ...(board.kind !== DOSSIER && { kind: board.kind }),
  });
}

/** The request that a room's key was made of. */
export function watchOf(key: string): WatchRequest {
  return JSON.parse(key) as WatchRequest;
}
