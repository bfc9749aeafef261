/** The rooms of the watched scopes and periods: a snapshot for who comes, then what each tick changed. */
import type { Logger } from 'pino';
import type { Namespace, Socket } from 'socket.io';
import type { ClientToServer, ServerToClient, WatchPeriod, WatchRequest } from '../../contract/live.ts';
import { watchKey } from '../../contract/watch-period.ts';
import { errorKind } from '../../errors/error-kind.ts';
import type { Monitor } from '../monitor.ts';
import type { ServerFaults } from '../server-faults.ts';
import type { Tick } from '../state/tick.ts';
import type { Visitor } from '../access/visitors.ts';
import type { Lane } from '../admission/lane.ts';
import type { Scope } from '../state/figures.ts';
import type { PeriodBoard } from '../state/period-board.ts';
import { isNamed } from '../state/period-boards.ts';
import type { FrameAdapter } from './frame-adapter.ts';
import type { LiveMessage } from './live-message.ts';
import { Room } from './room.ts';

interface ViewerData {
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
  periodBoard: PeriodBoard;
  message: LiveMessage;
  madeAtMs: number;
}

export class Rooms {
  readonly #rooms = new Map<string, Room>();
  /** Room -> who waits for its figures to be built. */
  readonly #entering = new Map<string, Set<LiveSocket>>();
  /** Room -> its snapshot since the last tick: after a restart thousands come back, and it is made once for all. */
  readonly #snapshots = new Map<string, KeptSnapshot>();
  /** A room that is made anew counts on from here: within an epoch no number comes twice for different deltas. */
  #lastSeq = 0;
  readonly #live: LiveNamespace;
  readonly #monitor: Monitor;
  readonly #epoch: string;
  /** Where periods that are not kept are counted. */
  readonly #scans: Lane;
  readonly #faults: ServerFaults;
  readonly #log: Logger;

  constructor(
    live: LiveNamespace,
    monitor: Monitor,
    scans: Lane,
    epoch: string,
    faults: ServerFaults,
    log: Logger,
  ) {
    this.#live = live;
    this.#scans = scans;
    this.#monitor = monitor;
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
    scope: Scope,
    watch: WatchPeriod,
    isLetIn: (viewer: LiveSocket, key: string) => boolean,
  ): Promise<void> {
    const key = roomKey(scope, watch);
    const waiting = this.#entering.get(key) ?? new Set();
    this.#entering.set(key, waiting.add(viewer));
    try {
      const periodBoard = await this.#periodBoard(watch, viewer.data);
      // Joined and told in one turn, so no delta falls between the two.
      if (!waiting.has(viewer) || !isLetIn(viewer, key)) return;
      void viewer.join(key);
      this.#adapter.tellOne(viewer.id, this.#snapshotMessage(key, scope, watch, periodBoard));
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
    const { board, feedWatch } = this.#monitor;
    const byKey = new Map(
      [...tick.changes.keys()].map((periodBoard) => [watchKey(periodBoard.watch), periodBoard]),
    );
    const told = new Map<string, LiveMessage>();
    this.#snapshots.clear();
    for (const [key, room] of this.#rooms) {
      const periodBoard = byKey.get(watchKey(room.watch));
      const empty = !this.#live.adapter.rooms.has(key);
      if (empty || !periodBoard) {
        // Nobody is there: whoever comes next begins with a snapshot.
        this.#remove(key, room);
        if (!empty) this.#renew(key, room, tick.nowMs);
        continue;
      }
      periodBoard.lastUsedAt = tick.nowMs;
      periodBoard.lastWatchedAt = tick.nowMs;
      if (tick.renewed.has(periodBoard)) {
        told.set(key, this.#message('scope:snapshot', room.snapshot(board, periodBoard, feedWatch.feed)));
        continue;
      }
      const delta = room.delta(board, periodBoard, tick);
      if (delta) told.set(key, this.#message('scope:delta', delta));
    }
    this.#adapter.tell(told);
  }

  #periodBoard(watch: WatchPeriod, { visitor, gone }: ViewerData): Promise<PeriodBoard> {
    const { board } = this.#monitor;
    if (isNamed(watch) || board.keepsPeriod(watch)) return board.periodBoard(watch, board.asOfMs);
    const asker = { identity: visitor.identity, signal: gone };
    return this.#scans.run(asker, `watch ${watchKey(watch)}`, (signal) =>
      board.periodBoard(watch, board.asOfMs, signal),
    );
  }

  get #adapter(): FrameAdapter {
    return this.#live.adapter as FrameAdapter;
  }

  #message(name: keyof ServerToClient, value: object): LiveMessage {
    return this.#adapter.message(name, value);
  }

  #snapshotMessage(key: string, scope: Scope, watch: WatchPeriod, periodBoard: PeriodBoard): LiveMessage {
    const kept = this.#snapshots.get(key);
    const nowMs = performance.now();
    if (kept?.periodBoard === periodBoard && nowMs - kept.madeAtMs < SNAPSHOT_KEPT_MS) return kept.message;
    let room = this.#rooms.get(key);
    if (!room) this.#rooms.set(key, (room = new Room(scope, watch, this.#epoch, this.#lastSeq + 1)));
    const { board, feedWatch } = this.#monitor;
    const message = this.#message('scope:snapshot', room.snapshot(board, periodBoard, feedWatch.feed));
    this.#snapshots.set(key, { periodBoard, message, madeAtMs: nowMs });
    return message;
  }

  #remove(key: string, room: Room): void {
    this.#rooms.delete(key);
    this.#lastSeq = Math.max(this.#lastSeq, room.seq);
  }

  /** Another period took the place of this one's figures while the ticks stood still: build them again. */
  #renew(key: string, { scope, watch }: Room, nowMs: number): void {
    this.#monitor.board.periodBoard(watch, nowMs).then(
      (periodBoard) =>
        this.#adapter.tell(new Map([[key, this.#snapshotMessage(key, scope, watch, periodBoard)]])),
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

export function roomKey(scope: Scope, watch: WatchPeriod): string {
  return JSON.stringify({ scope: scope.name, period: watch });
}

/** The request that a room's key was made of. */
export function watchOf(key: string): WatchRequest {
  return JSON.parse(key) as WatchRequest;
}
