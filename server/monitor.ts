/** The heartbeat of the server: ticks the board four to ten times a second and tells who listens. */
import type { ClickHouseClient } from '@clickhouse/client';
import { EventEmitter } from 'node:events';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { countStateMends } from '../clickhouse/ledger-checks-table.ts';
import { errorKind } from '../errors/error-kind.ts';
import { FAULT_TOLD, type ServerFaults } from './server-faults.ts';
import type { Board } from './state/board.ts';
import { FaultBound } from './state/fault-bound.ts';
import type { Tick } from './state/tick.ts';
import { FeedWatch } from './state/feed-watch.ts';

/** From tick to tick while events come, and at rest or while ticks are dear. */
const TICK_EVERY_MS = { least: 100, most: 250 };
/** So much of the time a tick and its broadcast may take before ticks come less often. */
const BUSY_SHARE = 0.25;
/** Events have come within this time: more are likely. */
const LIVELY_MS = 2_000;
const LOOK_EVERY_MS = 1_000;
const RETRY_AFTER_MS = 1_000;

interface MonitorEvents {
  /** The board has been brought up to date. */
  tick: [Tick];
}

export class Monitor extends EventEmitter<MonitorEvents> {
  readonly board: Board;
  readonly feedWatch: FeedWatch;
  /** The board has been loaded and brought up to date, so that figures can be shown. */
  loaded = false;
  /** Settles then. */
  readonly whenLoaded: Promise<void>;
  #hasStates = false;
  #hasLoaded: () => void = () => undefined;
  /** Dossiers whose figures were wrong until states that the store had lost were joined again. */
  mendedDossiers = 0;
  /** How often ingest has mended the states. */
  #mends = 0;
  /** How long the last tick took, ms. */
  tickMs = 0;
  /** Why the last tick failed; undefined when it did not. */
  trouble: string | undefined;
  readonly #client: ClickHouseClient;
  readonly #faults: ServerFaults;
  readonly #bound = new FaultBound();
  /** A fault may have left the figures half counted. */
  #isInDoubt = false;
  /** When the feed is looked at next, and when events came last, by performance.now(). */
  #lookAt = 0;
  #eventsAt = -Infinity;
  readonly #log: Logger;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;

  constructor(client: ClickHouseClient, board: Board, faults: ServerFaults, log: Logger) {
    super();
    this.#client = client;
    this.board = board;
    this.feedWatch = new FeedWatch(client, (nowMs) => board.isAheadOf(nowMs));
    this.#faults = faults;
    this.#log = log;
    this.whenLoaded = new Promise((resolve) => (this.#hasLoaded = resolve));
  }

  /** `crashed`: faults do not end, so that the process must. */
  start(crashed: (error: unknown) => void): void {
    this.#running = this.#run(crashed);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(crashed: (error: unknown) => void): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#turn();
      } catch (error) {
        const waitMs = this.#faulted(error);
        if (waitMs === undefined) return crashed(error);
        await this.#pause(waitMs);
      }
    }
  }

  /** A tick, and the time until the next one. @throws what is no outage */
  async #turn(): Promise<void> {
    const startedAt = performance.now();
    try {
      if (!this.#hasStates) await this.#load();
      else if (this.#mends > this.board.mends) await this.#loadAgain();
      if (this.#isInDoubt) await this.#recover();
      else if (this.board.isAheadOf(Date.now())) await this.#countAnew();
      const looks = startedAt >= this.#lookAt;
      if (looks) this.#lookAt = startedAt + LOOK_EVERY_MS;
      const tick = await this.#tick(looks);
      if (tick.events > 0) this.#eventsAt = startedAt;
      if (!this.loaded) this.#show();
    } catch (error) {
      this.#lookAt = 0;
      if (errorKind(error) !== 'outage') throw error;
      await this.#away(error as Error);
    }
    const tookMs = performance.now() - startedAt;
    const { least, most } = TICK_EVERY_MS;
    const isLively = startedAt - this.#eventsAt < LIVELY_MS;
    const everyMs = isLively ? Math.min(most, Math.max(least, tookMs / BUSY_SHARE)) : most;
    await this.#placeAgain(startedAt + everyMs);
    await this.#pause(startedAt + everyMs - performance.now());
  }

  async #tick(looks: boolean): Promise<Tick> {
    const startedAt = performance.now();
    // The look is awaited whatever the tick does: two ticks at a time would read the log twice.
    const [tick, look] = await Promise.allSettled([
      this.board.tick(Date.now()).finally(() => (this.tickMs = Math.round(performance.now() - startedAt))),
      looks ? this.#look() : undefined,
    ]);
    // What a tick changed is told once: a look that failed beside it must not keep it back.
    if (tick.status === 'fulfilled') this.emit('tick', tick.value);
    if (tick.status === 'rejected') throw tick.reason;
    if (look.status === 'rejected') throw look.reason;
    this.trouble = undefined;
    this.feedWatch.recovered();
    return tick.value;
  }

  async #look(): Promise<void> {
    const [mends] = await Promise.all([countStateMends(this.#client, 'dossier'), this.feedWatch.look()]);
    this.#mends = mends;
  }

  async #away(error: Error): Promise<void> {
    this.trouble = error.message;
    this.#log.warn({ err: error }, 'ClickHouse does not answer; the last figures stand');
    this.feedWatch.lost(this.trouble);
    await this.#pause(RETRY_AFTER_MS);
  }

  /** Returns how long to wait, ms; undefined: there were too many faults. */
  #faulted(error: unknown): number | undefined {
    this.trouble = FAULT_TOLD;
    this.#isInDoubt = this.#hasStates;
    this.feedWatch.faulted(FAULT_TOLD);
    this.#faults.note(error, 'tick', 'a tick failed; the figures are counted anew');
    return this.#bound.struck(performance.now());
  }

  /** Counts all figures anew from the dossiers in memory; the log is read again from where the last whole tick ended. */
  async #recover(): Promise<void> {
    const startedAt = performance.now();
    await this.board.countAnew(Date.now());
    this.#isInDoubt = false;
    const tookMs = Math.round(performance.now() - startedAt);
    this.#log.warn({ tookMs }, 'all figures are counted anew after a fault');
  }

  async #loadAgain(): Promise<void> {
    const startedAt = Date.now();
    const dossiers = await this.board.loadAgain(startedAt);
    this.mendedDossiers += dossiers;
    const tookMs = Date.now() - startedAt;
    this.#log.error({ dossiers, tookMs }, 'the store had lost states of dossiers; they are loaded again');
  }

  /** The time between two ticks belongs to the dossiers that a changed calendar moves. */
  async #placeAgain(untilMs: number): Promise<void> {
    while (this.board.isPlacing) {
      this.board.placeAgain();
      await nextTurn();
      if (performance.now() >= untilMs) return;
    }
  }

  async #load(): Promise<void> {
    const startedAt = performance.now();
    await this.board.load(Date.now());
    this.#hasStates = true;
    const tookMs = Math.round(performance.now() - startedAt);
    this.#log.info({ dossiers: this.board.store.size, tookMs }, 'the board is loaded');
  }

  /**
   * What was loaded is of no one instant and behind the log: the first tick has brought the figures up to what was shown
   * before a restart.
   */
  #show(): void {
    this.loaded = true;
    this.#hasLoaded();
  }

  async #countAnew(): Promise<void> {
    const [startedAt, nowMs] = [performance.now(), Date.now()];
    const aheadMs = this.board.asOfMs - nowMs;
    await this.board.countAnew(nowMs);
    const tookMs = Math.round(performance.now() - startedAt);
    this.#log.warn({ aheadMs, tookMs }, 'the clock was put back: all figures are counted anew');
  }

  async #pause(ms: number): Promise<void> {
    if (ms > 0) await sleep(ms, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}
