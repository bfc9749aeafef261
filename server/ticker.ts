/** The heartbeat of the server: ticks the boards four to ten times a second and tells who listens. */
import type { ClickHouseClient } from '@clickhouse/client';
import { EventEmitter } from 'node:events';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { countStateMends } from '../clickhouse/ledger-checks-table.ts';
import { errorKind } from '../errors/error-kind.ts';
import { FAULT_TOLD, type ServerFaults } from './server-faults.ts';
import type { Board } from './state/board.ts';
import type { Boards } from './state/boards.ts';
import { FaultBound } from './state/fault-bound.ts';
import type { Tick } from './state/tick.ts';
import { FeedWatch } from './state/log/feed-watch.ts';

/** From tick to tick while events come, and at rest or while ticks are dear. */
const TICK_EVERY_MS = { least: 100, most: 250 };
/** So much of the time a tick and its broadcast may take before ticks come less often. */
const BUSY_SHARE = 0.25;
/** Events have come within this time: more are likely. */
const LIVELY_MS = 2_000;
const LOOK_EVERY_MS = 1_000;
const RETRY_AFTER_MS = 1_000;

interface TickerEvents {
  /** The boards of a log have been brought up to date. */
  tick: [Tick];
}

export class Ticker extends EventEmitter<TickerEvents> {
  readonly boards: Boards;
  readonly feedWatch: FeedWatch;
  /** The board has been loaded and brought up to date, so that figures can be shown. */
  loaded = false;
  /** Settles then. */
  readonly whenLoaded: Promise<void>;
  #hasStates = false;
  #hasLoaded: () => void = () => undefined;
  /** Cases whose figures were wrong until states that the store had lost were joined again. */
  mendedCases = 0;
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

  constructor(client: ClickHouseClient, boards: Boards, faults: ServerFaults, log: Logger) {
    super();
    this.#client = client;
    this.boards = boards;
    this.feedWatch = new FeedWatch(client, (nowMs) => boards.logs.some((log) => log.isAheadOf(nowMs)));
    this.#faults = faults;
    this.#log = log;
    this.whenLoaded = new Promise((resolve) => (this.#hasLoaded = resolve));
  }

  /** Of the dossiers. */
  get board(): Board {
    return this.boards.dossier;
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
      else if (this.boards.logs.some(({ mends }) => this.#mends > mends)) await this.#loadAgain();
      if (this.#isInDoubt) await this.#recover();
      else if (this.#isAheadOf(Date.now())) await this.#countAgain();
      const looks = startedAt >= this.#lookAt;
      if (looks) this.#lookAt = startedAt + LOOK_EVERY_MS;
      if (await this.#tick(looks)) this.#eventsAt = startedAt;
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

  /** True when events came. */
  async #tick(looks: boolean): Promise<boolean> {
    const startedAt = performance.now();
    const nowMs = Date.now();
    const ticks = this.boards.logs.map((log) => log.tick(nowMs));
    const ticked = Promise.allSettled(ticks).finally(
      () => (this.tickMs = Math.round(performance.now() - startedAt)),
    );
    // All are awaited whatever one of them does: two ticks at a time would read a log twice.
    const [told, [look]] = await Promise.all([
      ticked,
      Promise.allSettled([looks ? this.#look() : undefined]),
    ]);
    // What a tick changed is told once: what failed beside it must not keep it back.
    for (const tick of told) if (tick.status === 'fulfilled') this.emit('tick', tick.value);
    for (const part of [...told, look]) if (part.status === 'rejected') throw part.reason;
    this.trouble = undefined;
    this.feedWatch.recovered();
    return told.some((tick) => tick.status === 'fulfilled' && tick.value.events > 0);
  }

  #isAheadOf(nowMs: number): boolean {
    return this.boards.logs.some((log) => log.isAheadOf(nowMs));
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
    this.#faults.note(error, 'tick', 'a tick failed; the figures are counted again');
    return this.#bound.struck(performance.now());
  }

  /** Counts all figures again from the cases in memory; the log is read again from where the last whole tick ended. */
  async #recover(): Promise<void> {
    const startedAt = performance.now();
    for (const log of this.boards.logs) await log.countAgain(Date.now());
    this.#isInDoubt = false;
    const tookMs = Math.round(performance.now() - startedAt);
    this.#log.warn({ tookMs }, 'all figures are counted again after a fault');
  }

  async #loadAgain(): Promise<void> {
    const startedAt = Date.now();
    let cases = 0;
    for (const log of this.boards.logs) cases += await log.loadAgain(startedAt);
    this.mendedCases += cases;
    const tookMs = Date.now() - startedAt;
    this.#log.error({ cases, tookMs }, 'the store had lost states of cases; they are loaded again');
  }

  /** The time between two ticks belongs to the cases that a changed calendar moves. */
  async #placeAgain(untilMs: number): Promise<void> {
    for (const board of this.boards.all) {
      while (board.isPlacing) {
        board.placeAgain();
        await nextTurn();
        if (performance.now() >= untilMs) return;
      }
    }
  }

  async #load(): Promise<void> {
    const startedAt = performance.now();
    for (const log of this.boards.logs) await log.load(Date.now());
    this.#hasStates = true;
    const tookMs = Math.round(performance.now() - startedAt);
    const cases = Object.fromEntries(this.boards.all.map(({ kind, store }) => [kind, store.size]));
    this.#log.info({ cases, tookMs }, 'the boards are loaded');
  }

  /**
   * What was loaded is of no one instant and behind the log: the first tick has brought the figures up to what was shown
   * before a restart.
   */
  #show(): void {
    this.loaded = true;
    this.#hasLoaded();
  }

  async #countAgain(): Promise<void> {
    const [startedAt, nowMs] = [performance.now(), Date.now()];
    const aheadMs = Math.max(...this.boards.all.map(({ asOfMs }) => asOfMs)) - nowMs;
    for (const log of this.boards.logs) await log.countAgain(nowMs);
    const tookMs = Math.round(performance.now() - startedAt);
    this.#log.warn({ aheadMs, tookMs }, 'the clock was put back: all figures are counted again');
  }

  async #pause(ms: number): Promise<void> {
    if (ms > 0) await sleep(ms, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}
