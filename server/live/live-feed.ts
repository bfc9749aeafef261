/** The live feed over socket.io: rooms of scopes and periods, deltas at each tick, a heartbeat each second. */
import { randomUUID } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import type { Logger } from 'pino';
import { Server, type Namespace, type Socket } from 'socket.io';
import {
  LIVE_NAMESPACE,
  type ClientToServer,
  type LiveHeartbeat,
  type ServerToClient,
  type WatchAnswer,
  type WatchPeriod,
  type WatchRequest,
} from '../../contract/live.ts';
import { formatTime } from '../../contract/time.ts';
import { parseWatchPeriod, watchKey } from '../../contract/watch-period.ts';
import type { Monitor } from '../monitor.ts';
import { PeriodsExhausted, type Tick } from '../state/board.ts';
import { findScope, type Scope } from '../state/figures.ts';
import { Room } from './room.ts';
import { SlowViewers } from './slow-viewers.ts';

type LiveNamespace = Namespace<ClientToServer, ServerToClient>;
type LiveSocket = Socket<ClientToServer, ServerToClient>;

const HEARTBEAT_EVERY_MS = 1_000;
/** A scope name and a period are short: more is not a request of ours. */
const MAX_REQUEST_BYTES = 4_096;

export class LiveFeed {
  private readonly io: Server;
  private readonly live: LiveNamespace;
  private readonly rooms = new Map<string, Room>();
  private readonly epoch = randomUUID();
  private readonly monitor: Monitor;
  private readonly version: string;
  private readonly log: Logger;
  private readonly slow = new SlowViewers<LiveSocket>((socket, keys) => this.tellAnew(socket, keys));
  private timer: NodeJS.Timeout | undefined;

  constructor(http: HttpServer, monitor: Monitor, version: string, log: Logger) {
    this.monitor = monitor;
    this.version = version;
    this.log = log;
    this.io = new Server(http, {
      serveClient: false,
      transports: ['websocket', 'polling'],
      // Deflate costs four times the CPU and fourteen times the memory of the bytes it saves.
      perMessageDeflate: false,
      maxHttpBufferSize: MAX_REQUEST_BYTES,
      // The defaults notice a dead viewer after 45 s.
      pingInterval: 5_000,
      pingTimeout: 5_000,
    });
    this.live = this.io.of(LIVE_NAMESPACE) as LiveNamespace;
  }

  get viewers(): number {
    return this.live.sockets.size;
  }

  /** Viewers whose link cannot keep up now. */
  get slowViewers(): number {
    return this.slow.count;
  }

  start(): void {
    this.live.on('connection', (socket) => this.serve(socket));
    this.monitor.on('tick', (tick) => this.broadcast(tick));
    // A heartbeat that cannot go at once is of no use later.
    const beat = () => this.live.volatile.emit('feed:heartbeat', this.heartbeat());
    this.timer = setInterval(beat, HEARTBEAT_EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.io.close();
  }

  private serve(socket: LiveSocket): void {
    socket.on('disconnect', () => this.slow.forget(socket));
    socket.on('scope:watch', (request, callback) => {
      const answer = answerTo(callback);
      this.watch(socket, request).then(answer, (error: unknown) => {
        if (error instanceof PeriodsExhausted) return answer({ error: error.message });
        this.log.error({ err: error }, 'a scope could not be watched');
        answer({ error: 'the server could not read the figures; try again' });
      });
    });
    socket.on('scope:leave', (request, callback) => {
      const answer = answerTo(callback);
      const asked = this.read(request);
      if ('error' in asked) return answer(asked);
      void socket.leave(roomKey(asked.scope, asked.watch));
      answer({ ok: true });
    });
  }

  private async watch(socket: LiveSocket, request: unknown): Promise<WatchAnswer> {
    const asked = this.read(request);
    if ('error' in asked) return asked;
    if (!this.monitor.loaded) return { error: 'the server is still loading; try again' };
    const { board, feedWatch } = this.monitor;
    const periodBoard = await board.periodBoard(asked.watch, board.asOfMs);
    const key = roomKey(asked.scope, asked.watch);
    let room = this.rooms.get(key);
    if (!room) this.rooms.set(key, (room = new Room(asked.scope, asked.watch, this.epoch)));
    // Joined and told in one turn, so no delta falls between the two.
    void socket.join(key);
    socket.emit('scope:snapshot', room.snapshot(board, periodBoard, feedWatch.feed));
    return { ok: true };
  }

  /** A slow viewer has caught up: it is told its rooms as they stand now. */
  private tellAnew(socket: LiveSocket, keys: string[]): void {
    for (const key of keys) {
      this.watch(socket, watchOf(key)).catch((error: unknown) => {
        this.log.error({ err: error }, 'a viewer could not be told anew');
      });
    }
  }

  private read(request: unknown): { scope: Scope; watch: WatchPeriod } | { error: string } {
    const { scope: name, period } = (request ?? {}) as { scope?: unknown; period?: unknown };
    const scope = typeof name === 'string' ? findScope(this.monitor.board.directory, name) : undefined;
    if (!scope)
      return {
        error: `scope is ${JSON.stringify(name) ?? 'missing'}; accepted: province, area:CODE, unit:CODE`,
      };
    try {
      return { scope, watch: parseWatchPeriod(period) };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }

  private broadcast(tick: Tick): void {
    this.slow.look(this.live.sockets.values());
    const { board, feedWatch } = this.monitor;
    const byKey = new Map(
      [...tick.changes.keys()].map((periodBoard) => [watchKey(periodBoard.watch), periodBoard]),
    );
    for (const [key, room] of this.rooms) {
      const periodBoard = byKey.get(watchKey(room.watch));
      if (!periodBoard || !this.live.adapter.rooms.has(key)) {
        // Nobody is there: whoever comes next begins with a snapshot.
        this.rooms.delete(key);
        continue;
      }
      periodBoard.lastUsedAt = tick.nowMs;
      if (tick.renewed.has(periodBoard)) {
        this.live.to(key).emit('scope:snapshot', room.snapshot(board, periodBoard, feedWatch.feed));
        continue;
      }
      const delta = room.delta(board, periodBoard, tick);
      if (delta) this.live.to(key).emit('scope:delta', delta);
    }
  }

  private heartbeat(): LiveHeartbeat {
    const { board, feedWatch, tickMs } = this.monitor;
    return {
      epoch: this.epoch,
      serverTime: formatTime(Date.now()),
      dataTime: board.dataTimeMs === 0 ? null : formatTime(board.dataTimeMs),
      lagMs: feedWatch.feed.lagMs,
      state: feedWatch.feed.state,
      deadLetters: feedWatch.feed.deadLetters,
      differences: feedWatch.feed.differences,
      tickMs,
      version: this.version,
    };
  }
}

/** A client may send anything in the place of the callback. */
function answerTo(callback: unknown): (answer: WatchAnswer) => void {
  return typeof callback === 'function' ? (callback as (answer: WatchAnswer) => void) : () => undefined;
}

function roomKey(scope: Scope, watch: WatchPeriod): string {
  return JSON.stringify({ scope: scope.name, period: watch });
}

/** The request that a room's key was made of. */
function watchOf(key: string): WatchRequest {
  return JSON.parse(key) as WatchRequest;
}
