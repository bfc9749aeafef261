/** The heartbeat of the server: ticks the board about four times a second and tells who listens. */
import type { ClickHouseClient } from '@clickhouse/client';
import { EventEmitter } from 'node:events';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Board, Tick } from './state/board.ts';
import { FeedWatch } from './state/feed-watch.ts';

const TICK_EVERY_MS = 250;
const LOOK_EVERY_MS = 1_000;
const RETRY_AFTER_MS = 1_000;

interface MonitorEvents {
  /** The board has been brought up to date. */
  tick: [Tick];
}

export class Monitor extends EventEmitter<MonitorEvents> {
  readonly board: Board;
  readonly feedWatch: FeedWatch;
  /** The board has been loaded, so that figures can be shown. */
  loaded = false;
  /** Settles then. */
  readonly whenLoaded: Promise<void>;
  private hasLoaded: () => void = () => undefined;
  /** How long the last tick took, ms. */
  tickMs = 0;
  /** Why the last tick failed; undefined when it did not. */
  trouble: string | undefined;
  private readonly log: Logger;
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(client: ClickHouseClient, board: Board, log: Logger) {
    super();
    this.board = board;
    this.feedWatch = new FeedWatch(client);
    this.log = log;
    this.whenLoaded = new Promise((resolve) => (this.hasLoaded = resolve));
  }

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    let lookAt = 0;
    while (!this.stopping.signal.aborted) {
      const startedAt = Date.now();
      try {
        if (!this.loaded) await this.load();
        if (startedAt >= lookAt) {
          lookAt = startedAt + LOOK_EVERY_MS;
          await this.feedWatch.look();
        }
        const tick = await this.board.tick(Date.now());
        this.tickMs = Date.now() - startedAt;
        this.trouble = undefined;
        this.emit('tick', tick);
      } catch (error) {
        this.trouble = error instanceof Error ? error.message : String(error);
        this.log.warn({ err: error }, 'ClickHouse does not answer; the last figures stand');
        this.feedWatch.lost(this.trouble);
        lookAt = 0;
        await this.pause(RETRY_AFTER_MS);
      }
      await this.placeAgain(startedAt + TICK_EVERY_MS);
      await this.pause(TICK_EVERY_MS - (Date.now() - startedAt));
    }
  }

  /** The time between two ticks belongs to the dossiers that a changed calendar moves. */
  private async placeAgain(untilMs: number): Promise<void> {
    do {
      this.board.placeAgain();
      await nextTurn();
    } while (this.board.isPlacing && Date.now() < untilMs);
  }

  private async load(): Promise<void> {
    const startedAt = Date.now();
    await this.board.load(startedAt);
    this.loaded = true;
    this.hasLoaded();
    this.log.info({ dossiers: this.board.store.size, tookMs: Date.now() - startedAt }, 'the board is loaded');
  }

  private async pause(ms: number): Promise<void> {
    if (ms > 0) await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
