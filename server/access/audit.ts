/** Writes the audit log: who did what. */
import type { ClickHouseClient } from '@clickhouse/client';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IncomingMessage } from 'node:http';
import { insertAuditRows, type AuditRow } from '../../clickhouse/audit-log-table.ts';
import type { AuditAction } from '../../contract/audit.ts';
import type { ServerFaults } from '../server-faults.ts';
import type { Visitor } from './visitors.ts';

/** Rows that wait for ClickHouse; more are dropped and counted. */
export const MAX_WAITING = 10_000;
const ROWS_OF_ONE_INSERT = 1_000;
const RETRY_AFTER_MS = 1_000;
/** What a row quotes of what was sent. */
const MAX_TEXT = 200;

export class Audit {
  /** Rows that found no room while ClickHouse was away. */
  dropped = 0;
  #waiting: AuditRow[] = [];
  #writing: Promise<void> | undefined;
  readonly #stopping = new AbortController();
  readonly #client: ClickHouseClient;
  readonly #addressOf: (request: IncomingMessage) => string;
  readonly #faults: ServerFaults;

  constructor(
    client: ClickHouseClient,
    addressOf: (request: IncomingMessage) => string,
    faults: ServerFaults,
  ) {
    this.#client = client;
    this.#addressOf = addressOf;
    this.#faults = faults;
  }

  addressOf(request: IncomingMessage): string {
    return this.#addressOf(request);
  }

  /** `visitor`: undefined when nobody is known. Never rejects: what was done stands, and the row is written as soon as can be. */
  note(
    request: IncomingMessage,
    visitor: Pick<Visitor, 'kind' | 'name'> | undefined,
    action: AuditAction,
    target = '',
    detail = '',
  ): void {
    const [kind, name] = [visitor?.kind ?? '', visitor?.name ?? ''];
    this.add({ kind, name, address: this.#addressOf(request), action, target, detail });
  }

  /** As {@link note}, for who has no request at hand. */
  add(row: AuditRow): void {
    if (this.#waiting.length >= MAX_WAITING) {
      this.dropped++;
      return;
    }
    const [target, detail] = [row.target.slice(0, MAX_TEXT), row.detail.slice(0, MAX_TEXT)];
    this.#waiting.push({ ...row, target, detail });
    this.#writing ??= this.#write().finally(() => (this.#writing = undefined));
  }

  /** Resolves when what waits is written, or could not be once more. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#writing;
  }

  /** Tries until everything is written; while ClickHouse is away once a second. */
  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const rows = this.#waiting.slice(0, ROWS_OF_ONE_INSERT);
      try {
        await insertAuditRows(this.#client, rows);
        this.#waiting.splice(0, rows.length);
      } catch (error) {
        this.#faults.failed(error, 'identities', 'the audit log could not be written; trying again');
        if (this.#stopping.signal.aborted) return;
        await sleep(RETRY_AFTER_MS, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      }
    }
  }
}
