/** Recounts each hour and on demand; a difference is an alarm. */
import type { ClickHouseClient } from '@clickhouse/client';
import { once } from 'node:events';
import type { Logger } from 'pino';
import { abortable } from '../clickhouse/client.ts';
import type { Asker, Lane } from './admission/lane.ts';
import type { Monitor } from './monitor.ts';
import { recount, type RecountResult } from './state/recount.ts';

const EVERY_MS = 3_600_000;

export class Recounts {
  private timer: NodeJS.Timeout | undefined;
  private readonly monitor: Monitor;
  private readonly client: ClickHouseClient;
  private readonly reads: Lane;
  private readonly log: Logger;
  private readonly stopping = new AbortController();

  constructor(monitor: Monitor, client: ClickHouseClient, reads: Lane, log: Logger) {
    this.monitor = monitor;
    this.client = client;
    this.reads = reads;
    this.log = log;
  }

  start(): void {
    this.timer = setInterval(() => {
      this.run({ identity: 'the hourly recount', signal: this.stopping.signal }).catch((error: unknown) =>
        this.log.warn({ err: error }, 'the recount did not come through'),
      );
    }, EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    this.stopping.abort();
  }

  /** Compares the figures of the current year as of the next tick; who asks meanwhile gets the same answer. */
  run(asker: Asker): Promise<RecountResult> {
    return this.reads.run(asker, 'recount', (signal) => this.compare(signal));
  }

  private async compare(signal: AbortSignal): Promise<RecountResult> {
    const { board } = this.monitor;
    do {
      await once(this.monitor, 'tick', { signal: AbortSignal.timeout(30_000) });
    } while (board.isChanging);
    const result = await recount(abortable(this.client, signal), board, board.mark());
    this.monitor.feedWatch.recounted(result.differenceCount);
    if (result.equal)
      this.log.info({ dossiers: result.dossiers, tookMs: result.tookMs }, 'the recount is equal');
    else this.log.error({ recount: result }, 'the figures shown differ from a recount');
    return result;
  }
}
