/** Writes the audit log: who did what. */
import type { ClickHouseClient } from '@clickhouse/client';
import type { Request } from 'express';
import { insertAuditRows, type AuditRow } from '../../clickhouse/audit-log-table.ts';
import type { AuditAction } from '../../contract/audit.ts';
import type { ServerFaults } from '../server-faults.ts';
import type { Visitor } from './visitors.ts';

/** Rows that wait for ClickHouse; more are dropped and counted. */
export const MAX_WAITING = 10_000;
/** What a row quotes of what was sent. */
const MAX_TEXT = 200;

export class Audit {
  /** Rows that found no room while ClickHouse was away. */
  dropped = 0;
  #waiting: AuditRow[] = [];
  #writing: Promise<void> | undefined;
  readonly #client: ClickHouseClient;
  readonly #addressOf: (request: Request) => string;
  readonly #faults: ServerFaults;

  constructor(client: ClickHouseClient, addressOf: (request: Request) => string, faults: ServerFaults) {
    this.#client = client;
    this.#addressOf = addressOf;
    this.#faults = faults;
  }

  /** `visitor`: undefined when nobody is known. Never rejects: what was done stands, and the row is written as soon as can be. */
  note(
    request: Request,
    visitor: Pick<Visitor, 'kind' | 'name'> | undefined,
    action: AuditAction,
    target = '',
    detail = '',
  ): void {
    if (this.#waiting.length >= MAX_WAITING) {
      this.dropped++;
      return;
    }
    const [kind, name] = [visitor?.kind ?? '', visitor?.name ?? ''];
    this.#waiting.push({
      ...{ kind, name, address: this.#addressOf(request), action },
      ...{ target: target.slice(0, MAX_TEXT), detail: detail.slice(0, MAX_TEXT) },
    });
    this.#writing ??= this.write().finally(() => (this.#writing = undefined));
  }

  /** Writes what waits; it stays waiting when ClickHouse is away. */
  async write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const rows = this.#waiting.slice(0, 1_000);
      try {
        await insertAuditRows(this.#client, rows);
      } catch (error) {
        this.#faults.failed(error, 'identities', 'the audit log could not be written; trying again');
        return;
      }
      this.#waiting.splice(0, rows.length);
    }
  }
}
