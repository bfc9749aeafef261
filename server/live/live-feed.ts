/** The live feed over socket.io: viewers join the rooms of kinds, scopes and periods. */
import { randomUUID } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Server } from 'socket.io';
import { LIVE_NAMESPACE, type LiveHeartbeat, type WatchAnswer } from '../../contract/live.ts';
import { parseWatchPeriod, PeriodError } from '../../contract/watch-period.ts';
import { isForeign, type OwnOrigin } from '../../http/own-origin.ts';
import { errorKind } from '../../errors/error-kind.ts';
import type { Ticker } from '../ticker.ts';
import { FAULT_TOLD, type ServerFaults } from '../server-faults.ts';
import type { Tick } from '../state/tick.ts';
import { PeriodsExhausted } from '../state/periods/kept-periods.ts';
import { demandNeed, EVENTS, type EventName } from '../access/needs.ts';
import { openScope, ScopeRefused } from '../access/open-scopes.ts';
import type { Refusals } from '../access/refusals.ts';
import { VisitorRefused, type Visitors } from '../access/visitors.ts';
import { GivenUp, TooMuchAsked, type Turnstile } from '../admission/turnstile.ts';
import { Doorway, DoorwayFull, type Connection, type DoorwayBounds } from './doorway.ts';
import { FrameAdapter } from './frame-adapter.ts';
import { AlertNotices, type OpenAlerts } from './alert-notices.ts';
import { Heartbeat, type Sources } from './heartbeat.ts';
import { DeflateServer } from './live-message.ts';
import { PeriodShares, ShareUsedUp } from './period-shares.ts';
import { roomKey, Rooms, watchOf, type Watched, type LiveNamespace, type LiveSocket } from './rooms.ts';
import { SlowViewers } from './slow-viewers.ts';

type Refusal = Exclude<WatchAnswer, { ok: true }>;

/** A scope name and a period are short: more is not a request of ours. */
const MAX_REQUEST_BYTES = 4_096;
/** A request waits so long for the figures to be loaded; clients give up after 5 s. */
const LOADING_MS = 4_000;

export interface LiveFeedDeps {
  ticker: Ticker;
  visitors: Visitors;
  alerts: OpenAlerts;
  refusals: Refusals;
  ownOrigin: OwnOrigin;
  doorway: DoorwayBounds;
  /** Where periods that are not kept are counted. */
  scans: Turnstile;
  sources: Sources;
  version: string;
  faults: ServerFaults;
  log: Logger;
}

export class LiveFeed {
  readonly #http: HttpServer;
  readonly #io: Server;
  readonly #live: LiveNamespace;
  readonly #rooms: Rooms;
  readonly #heartbeat: Heartbeat;
  readonly #notices: AlertNotices;
  readonly #ticker: Ticker;
  readonly #faults: ServerFaults;
  readonly #visitors: Visitors;
  readonly #refusals: Refusals;
  readonly doorway: Doorway;
  readonly shares: PeriodShares;
  readonly #slow = new SlowViewers<LiveSocket>((socket, keys) => this.#tellAnew(socket, keys));

  constructor(http: HttpServer, deps: LiveFeedDeps) {
    const { ticker, visitors, version, faults } = deps;
    this.#ticker = ticker;
    this.#faults = faults;
    this.#visitors = visitors;
    this.#refusals = deps.refusals;
    this.shares = new PeriodShares((kind, period) => ticker.boards.of(kind)?.unwatchPeriod(period));
    this.doorway = new Doorway(deps.doorway, (request) => visitors.addressOf(request));
    this.#http = http;
    this.#io = new Server({
      serveClient: false,
      adapter: FrameAdapter,
      transports: ['websocket', 'polling'],
      wsEngine: DeflateServer,
      allowRequest: (request, answer) => {
        if (isForeign(request, deps.ownOrigin)) answer('a page of another site', false);
        else answer(null, true);
      },
      maxHttpBufferSize: MAX_REQUEST_BYTES,
      // The defaults notice a dead viewer after 45 s.
      pingInterval: 5_000,
      pingTimeout: 5_000,
    });
    this.#live = this.#io.of(LIVE_NAMESPACE) as LiveNamespace;
    const epoch = randomUUID();
    this.#rooms = new Rooms(this.#live, ticker, deps.scans, epoch, faults, deps.log);
    this.#notices = new AlertNotices(this.#live, deps.alerts, ticker.boards);
    this.#heartbeat = new Heartbeat(ticker, deps.sources, { epoch, version }, (beat) => this.#beat(beat));
  }

  get viewers(): number {
    return this.#live.sockets.size;
  }

  /** Viewers whose link cannot keep up now. */
  get slowViewers(): number {
    return this.#slow.count;
  }

  /** Times that a viewer could not keep up. */
  get drops(): number {
    return this.#slow.pauses;
  }

  get sentBytes(): number {
    return this.#rooms.sentBytes;
  }

  /** Call it when everything else answers requests already: who attaches last sees its own requests first. */
  start(): void {
    this.#io.attach(this.#http);
    this.#io.engine.on('connection', (connection: Connection) => this.doorway.came(connection));
    // Nothing is told there, and who stays there alone would not be counted.
    this.#io.use((socket, next) =>
      refuse(socket.conn, new Error(`accepted: the namespace ${LIVE_NAMESPACE}`), next),
    );
    this.doorway.start();
    this.#live.use((socket, next) => void this.#letIn(socket, next));
    this.#live.on('connection', (socket) => this.#serve(socket));
    this.#ticker.on('tick', (tick) => this.#broadcast(tick));
    this.#heartbeat.start();
    this.#notices.start();
  }

  async stop(): Promise<void> {
    this.#heartbeat.stop();
    this.#notices.stop();
    this.doorway.stop();
    await this.#io.close();
  }

  /** Who is let in may watch what is open to it. */
  async #letIn(socket: LiveSocket, next: (refusal?: Error) => void): Promise<void> {
    const told: unknown = socket.handshake.auth['token'];
    try {
      const visitor = await this.#visitors.admit(socket.request, typeof told === 'string' ? told : undefined);
      this.doorway.join(socket.conn, visitor.identity);
      socket.data.visitor = visitor;
    } catch (error) {
      if (error instanceof DoorwayFull) return refuse(socket.conn, error, next);
      if (!(error instanceof VisitorRefused)) {
        this.#faults.note(error, 'live', 'a viewer could not be let in');
        return refuse(socket.conn, new Error(`500: ${FAULT_TOLD}`), next);
      }
      return refuse(socket.conn, new Error(`${error.status}: ${error.message}`), next);
    }
    next();
  }

  /** Ends the connections of those of whom something has changed; they come again as what they are now, or are refused. */
  endChanged(): void {
    for (const socket of this.#live.sockets.values())
      if (!this.#visitors.isAsItWas(socket.data.visitor)) socket.disconnect(true);
  }

  #serve(socket: LiveSocket): void {
    socket.use(([event], next) => {
      if (!Object.hasOwn(EVENTS, event))
        return next(
          new Error(
            `400: there is no event ${JSON.stringify(String(event).slice(0, 50))}; accepted: ${Object.keys(EVENTS).join(', ')}`,
          ),
        );
      try {
        demandNeed(socket.data.visitor, EVENTS[event as EventName]);
        next();
      } catch (error) {
        next(error as Error);
      }
    });
    // An error that nobody hears would end the process.
    socket.on('error', () => undefined);
    const gone = new AbortController();
    socket.data.gone = gone.signal;
    socket.on('disconnect', () => {
      gone.abort();
      this.#slow.forget(socket);
      this.#notices.forget(socket);
      this.shares.free(socket.data.visitor.identity, socket.id);
      // Who has left the feed has no business on the connection.
      socket.conn.close();
    });
    this.#notices.greet(socket);
    socket.on('scope:watch', (request, callback) => {
      const answer = answerTo(callback);
      this.#watch(socket, request).then(answer, (error: unknown) => {
        if (error instanceof GivenUp) return;
        if (
          error instanceof PeriodsExhausted ||
          error instanceof ShareUsedUp ||
          error instanceof TooMuchAsked
        )
          return answer({ error: error.message });
        const kind = this.#faults.failed(error, 'live', 'a scope could not be watched');
        answer({
          error: kind === 'outage' ? 'the server could not read the figures; try again' : FAULT_TOLD,
        });
      });
    });
    socket.on('scope:leave', (request, callback) => {
      const answer = answerTo(callback);
      const asked = this.#read(socket, request, 'scope:leave');
      if ('error' in asked) return answer(asked);
      const key = roomKey(asked);
      this.#rooms.leave(socket, key);
      this.#slow.left(socket, key);
      this.shares.free(socket.data.visitor.identity, socket.id, key);
      answer({ ok: true });
    });
  }

  async #watch(socket: LiveSocket, request: unknown): Promise<WatchAnswer> {
    this.#slow.asked(socket);
    const asked = this.#read(socket, request, 'scope:watch');
    if ('error' in asked) return asked;
    const { identity } = socket.data.visitor;
    // All viewers come back at once after a restart, before the figures are read: they need not ask again.
    if (!this.#ticker.loaded) await Promise.race([this.#ticker.whenLoaded, sleep(LOADING_MS)]);
    if (!this.#ticker.loaded) return { error: 'the server is still loading; try again' };
    const key = roomKey(asked);
    this.shares.take(identity, asked.board.kind, asked.watch, socket.id, key);
    try {
      await this.#join(socket, asked);
    } catch (error) {
      if (!socket.rooms.has(key)) this.shares.free(identity, socket.id, key);
      throw error;
    }
    return { ok: true };
  }

  #join(socket: LiveSocket, watched: Watched): Promise<void> {
    return this.#rooms.enter(
      socket,
      watched,
      // Who is gone meanwhile would stay in the room by its id for ever.
      (viewer, key) => viewer.connected && !this.#slow.defers(viewer, key),
    );
  }

  /** A slow viewer has caught up: it is told its rooms as they stand now. */
  #tellAnew(socket: LiveSocket, keys: Iterable<string>): void {
    for (const key of keys) {
      const asked = this.#read(socket, watchOf(key), 'scope:watch');
      if ('error' in asked) continue;
      this.#join(socket, asked).catch((error: unknown) => {
        if (errorKind(error) !== 'refusal')
          this.#faults.failed(error, 'live', 'a viewer could not be told again', { room: key });
        // It comes back by itself and asks for all of its rooms.
        socket.disconnect(true);
      });
    }
  }

  #read(socket: LiveSocket, request: unknown, event: EventName): Watched | Refusal {
    const { scope: name, period, kind } = (request ?? {}) as Record<'scope' | 'period' | 'kind', unknown>;
    const { boards } = this.#ticker;
    const board = kind == null ? boards.dossier : typeof kind === 'string' ? boards.of(kind) : undefined;
    if (!board)
      return {
        error: `kind is ${JSON.stringify(kind)}; accepted: ${boards.all.map((one) => one.kind).join(', ')}`,
        reason: 'unknown',
      };
    const { visitor } = socket.data;
    try {
      const scope = typeof name === 'string' ? openScope(visitor.granted, boards.directory, name) : undefined;
      if (!scope)
        return {
          error: `scope is ${JSON.stringify(name) ?? 'missing'}; accepted: province, area:CODE, unit:CODE`,
          reason: 'unknown',
        };
      return { board, scope, watch: parseWatchPeriod(period) };
    } catch (error) {
      if (error instanceof PeriodError) return { error: error.message, reason: 'unknown' };
      if (error instanceof ScopeRefused) {
        this.#refusals.note(socket.request, visitor, event, error.message);
        return { error: `403: ${error.message}`, reason: 'notPermitted' };
      }
      this.#faults.note(error, 'live', 'a request could not be read');
      return { error: FAULT_TOLD };
    }
  }

  #broadcast(tick: Tick): void {
    this.#slow.look(this.#live.sockets.values());
    this.#rooms.broadcast(tick);
  }

  #beat(beat: LiveHeartbeat): void {
    // While ClickHouse is away there are no ticks, but slow viewers catch up.
    this.#slow.look(this.#live.sockets.values());
    // One that cannot go at once is of no use later.
    this.#live.volatile.emit('feed:heartbeat', beat);
  }
}

/** Tells why not, and lets the connection go when that is through. */
function refuse(connection: Connection, refusal: Error, next: (refusal: Error) => void): void {
  next(refusal);
  setImmediate(() => connection.close());
}

/** A client may send anything in the place of the callback. */
function answerTo(callback: unknown): (answer: WatchAnswer) => void {
  return typeof callback === 'function' ? (callback as (answer: WatchAnswer) => void) : () => undefined;
}
