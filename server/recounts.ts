/** Recounts each hour and on demand; a difference is an alarm. */
import type { ClickHouseClient } from '@clickhouse/client';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { abortable } from '../clickhouse/client.ts';
import { readLanes } from '../clickhouse/lanes-table.ts';
import { askForCheck, countStateMends } from '../clickhouse/ledger-checks-table.ts';
import type { Asker, Turnstile } from './admission/turnstile.ts';
import { errorKind } from '../errors/error-kind.ts';
import type { Ticker } from './ticker.ts';
import type { ServerFaults } from './server-faults.ts';
import { recount, type RecountResult } from './state/log/recount.ts';

const EVERY_MS = 3_600_000;
const TICK_WAIT_MS = 30_000;
/** What ingest has not mended by then is told as it is. */
const CHECK_WAIT_MS = 30_000;
const LOOK_EVERY_MS = 250;

interface RecountClients {
  report: ClickHouseClient;
  /** Writes the question to ingest. */
  ask: ClickHouseClient;
}

export class Recounts {
  #timer: NodeJS.Timeout | undefined;
  readonly #ticker: Ticker;
  readonly #clients: RecountClients;
  readonly #reads: Turnstile;
  readonly #faults: ServerFaults;
  readonly #log: Logger;
  readonly #stopping = new AbortController();

  constructor(ticker: Ticker, clients: RecountClients, reads: Turnstile, faults: ServerFaults, log: Logger) {
    this.#ticker = ticker;
    this.#clients = clients;
    this.#reads = reads;
    this.#faults = faults;
    this.#log = log;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.run({ identity: 'the hourly recount', signal: this.#stopping.signal }).catch((error: unknown) => {
        const what = 'the recount did not come through';
        if (errorKind(error) === 'refusal') this.#log.warn({ err: error }, what);
        else this.#faults.failed(error, 'recount', what);
      });
    }, EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#stopping.abort();
  }

  /**
   * Compares the figures of the current year as of the next tick, while ingest holds the ledger against Kafka; who asks
   * meanwhile gets the same answer.
   */
  run(asker: Asker): Promise<RecountResult> {
    return this.#reads.run(asker, 'recount', (signal) =>
      this.#check(abortable(this.#clients.report, signal)),
    );
  }

  async #check(client: ClickHouseClient): Promise<RecountResult> {
    const askedAtMs = await askForCheck(this.#clients.ask);
    const found = await this.#compare(client);
    const result = found.equal ? found : await this.#afterMending(client, found, askedAtMs);
    this.#ticker.feedWatch.recounted(result);
    if (result.equal)
      this.#log.info({ dossiers: result.dossiers, tookMs: result.tookMs }, 'the recount is equal');
    else this.#log.error({ recount: result }, 'the figures shown differ from a recount');
    return result;
  }

  /** Ingest reads again what the store has lost: the figures are compared once more when it has answered. */
  async #afterMending(
    client: ClickHouseClient,
    found: RecountResult,
    askedAtMs: number,
  ): Promise<RecountResult> {
    const { differences, differenceCount, ledger } = found;
    this.#log.error(
      { recount: found },
      'the figures shown differ from a recount; ingest is asked to mend it',
    );
    if (!(await this.#isAnswered(client, askedAtMs))) return found;
    const mends = await countStateMends(client, 'dossier');
    while (this.#ticker.boards.dossiers.mends < mends) await this.#nextTick();
    // What was read again is in the log by now: the tick after this one counts it.
    await this.#nextTick();
    return { ...(await this.#compare(client)), mended: { differences, differenceCount, gaps: ledger.gaps } };
  }

  async #isAnswered(client: ClickHouseClient, askedAtMs: number): Promise<boolean> {
    for (
      const startedAt = performance.now();
      performance.now() - startedAt < CHECK_WAIT_MS;
      await sleep(LOOK_EVERY_MS)
    ) {
      const lanes = await readLanes(client, 'dossier');
      if (lanes.length > 0 && lanes.every((lane) => lane.checkedAtMs >= askedAtMs)) return true;
    }
    return false;
  }

  async #compare(client: ClickHouseClient): Promise<RecountResult> {
    const boards = this.#ticker.boards.all;
    do {
      await this.#nextTick();
    } while (boards.some(({ isChanging }) => isChanging));
    return recount(client, new Map(boards.map((board) => [board, board.mark()])));
  }

  async #nextTick(): Promise<void> {
    await once(this.#ticker, 'tick', { signal: AbortSignal.timeout(TICK_WAIT_MS) });
  }
}
