/** Recounts each hour and on demand; a difference is an alarm. */
import type { ClickHouseClient } from '@clickhouse/client';
import { once } from 'node:events';
import type { Logger } from 'pino';
import type { Monitor } from './monitor.ts';
import { recount, type RecountResult } from './state/recount.ts';

const EVERY_MS = 3_600_000;

export class Recounts {
  private running: Promise<RecountResult> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly monitor: Monitor;
  private readonly client: ClickHouseClient;
  private readonly log: Logger;

  constructor(monitor: Monitor, client: ClickHouseClient, log: Logger) {
    this.monitor = monitor;
    this.client = client;
    this.log = log;
  }

  start(): void {
    this.timer = setInterval(() => {
      this.run().catch((error: unknown) => this.log.warn({ err: error }, 'the recount did not come through'));
    }, EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Compares the figures of the current year as of the next tick; who asks meanwhile gets the same answer. */
  run(): Promise<RecountResult> {
    this.running ??= this.compare().finally(() => (this.running = undefined));
    return this.running;
  }

  private async compare(): Promise<RecountResult> {
    const { board } = this.monitor;
    do {
      await once(this.monitor, 'tick', { signal: AbortSignal.timeout(30_000) });
    } while (board.isChanging);
    const result = await recount(this.client, board, board.mark());
    this.monitor.feedWatch.recounted(result.differenceCount);
    if (result.equal)
      this.log.info({ dossiers: result.dossiers, tookMs: result.tookMs }, 'the recount is equal');
    else this.log.error({ recount: result }, 'the figures shown differ from a recount');
    return result;
  }
}
