/**
 * The acts of the alerts: writes them and tells the book of them, those of this server and of others alike, once each and in
 * order. What a call of {@link ActLog.write} wrote is in the book when it resolves.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { randomUUID } from 'node:crypto';
import {
  insertAlertActs,
  readActInstants,
  readActsAt,
  readOpenActs,
  type Act,
  type AlertActRow,
  type StoredAct,
} from '../../../clickhouse/alert-acts-table.ts';
import { Turn } from '../turn.ts';
import { AlertBook, type BookChange } from './alert-book.ts';

/**
 * An insert gets its time when it begins and is seen when it has ended, so later ones may be seen before: looked for within
 * the first time at each look, within the second one now and then.
 */
const OVERLAP_MS = 3_000;
const LONG_OVERLAP_MS = 60_000;
const LONG_LOOK_EVERY_MS = 10_000;
/** Of one read. */
const INSTANTS_AT_ONCE = 500;

const EMPTY: Omit<AlertActRow, 'id' | 'act'> = {
  ...{
    term: 0,
    alert: '',
    message: '',
    rule: '',
    condition: '',
    severity: '',
    kind: '',
    code: '',
    subject: '',
  },
  ...{ dueAt: 0, unit: '', channel: '', address: '', template: '', recipient: '', audience: '', alerts: [] },
  ...{ who: '', note: '', until: 0 },
};

/** An act that is to be written; what is not said is none. */
export function newAct(act: Act, of: Partial<Omit<AlertActRow, 'id' | 'act'>>): AlertActRow {
  return { ...EMPTY, ...of, id: randomUUID(), act };
}

export class ActLog {
  readonly book = new AlertBook();
  /** The book holds what was written before the start. */
  isLoaded = false;
  readonly #client: ClickHouseClient;
  readonly #changed: (change: BookChange) => void;
  /** Id -> when, of acts that may be read again. */
  readonly #seen = new Map<string, number>();
  /** Instant -> how many acts of it were read, of those that may be read again. */
  readonly #known = new Map<number, number>();
  #latestMs = 0;
  #longLookAt = 0;
  #following: Promise<void> = Promise.resolve();

  /** `changed`: the book has been loaded, or is another one. */
  constructor(client: ClickHouseClient, changed: (change: BookChange) => void) {
    this.#client = client;
    this.#changed = changed;
  }

  /** All or none; the book knows them afterwards. */
  async write(acts: readonly AlertActRow[]): Promise<void> {
    if (acts.length === 0) return;
    await insertAlertActs(this.#client, acts);
    await this.follow();
  }

  /** Brings the book up to what stands in the table now. One after the other. */
  follow(): Promise<void> {
    const next = this.#following.catch(() => undefined).then(() => this.#follow());
    this.#following = next;
    return next;
  }

  async #follow(): Promise<void> {
    if (!this.isLoaded) return this.#load();
    const isLong = performance.now() >= this.#longLookAt;
    const fromMs = this.#latestMs - (isLong ? LONG_OVERLAP_MS : OVERLAP_MS);
    const found = await readActInstants(this.#client, fromMs);
    const news = found.filter(({ at, acts }) => acts > (this.#known.get(at) ?? 0)).map(({ at }) => at);
    news.sort((a, b) => a - b);
    for (let first = 0; first < news.length; first += INSTANTS_AT_ONCE) {
      await this.#take(await readActsAt(this.#client, news.slice(first, first + INSTANTS_AT_ONCE)));
      const change = this.book.takeChange();
      if (change.alerts.size > 0) this.#changed(change);
    }
    if (!isLong) return;
    this.#longLookAt = performance.now() + LONG_LOOK_EVERY_MS;
    for (const [id, at] of this.#seen) if (at <= fromMs - LONG_OVERLAP_MS) this.#seen.delete(id);
    for (const at of this.#known.keys()) if (at <= fromMs - LONG_OVERLAP_MS) this.#known.delete(at);
  }

  async #load(): Promise<void> {
    // Of the latest also those that changed nothing that is open, so that they count as seen.
    await this.#take(await readOpenActs(this.#client, LONG_OVERLAP_MS));
    this.isLoaded = true;
    this.#changed(this.book.takeChange());
  }

  /** All acts of the instants that they are of, in turns with other work. */
  async #take(acts: readonly StoredAct[]): Promise<void> {
    for (const { at } of acts) this.#known.set(at, 0);
    const turn = new Turn();
    for (const act of acts) {
      if (turn.isOver) await turn.rest();
      this.#known.set(act.at, (this.#known.get(act.at) ?? 0) + 1);
      if (this.#seen.has(act.id)) continue;
      this.#seen.set(act.id, act.at);
      this.#latestMs = Math.max(this.#latestMs, act.at);
      this.book.apply(act);
    }
  }
}
