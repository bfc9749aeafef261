/**
 * The state of every case of a kind, as far as figures and lists rest on it, packed: about 180 bytes a dossier.
 *
 * A field is a pair (when it was told, value) joined by the greater pair, as in the table of states; so the store may
 * be given the same event or row any number of times, in any order.
 *
 * A corrected case is not joined here: a join cannot take back what a revoked event told. Its state is read from the
 * log, whole, each time that something comes of it.
 */
import type { CaseFacts } from '../../../contract/counting.ts';
import { NO_AMOUNT, type FieldTable } from '../../../contract/field-types.ts';
import { isCorrection } from '../../../contract/fields.ts';
import type { KindCounting } from '../../../contract/kind-counting.ts';
import type { CaseMoment } from '../../../contract/kind.ts';
import type { JoinedField } from '../../../clickhouse/field-packing.ts';
import type { Span } from '../../../clickhouse/row-binary.ts';
import { ByteIndex } from '../memory/byte-index.ts';
import { float64 } from '../memory/growable.ts';
import { HeldColumn, type LogEvent } from '../memory/held-column.ts';
import { Interner, type TextTuple } from '../memory/interner.ts';

/** Received, of a case without an event that counts: later than any instant, so it stands in no figure. */
const NEVER_MS = Date.UTC(9999, 11, 31);

/** Room for what comes until the next start. */
const HEADROOM = 1.1;

/** A part of a case's state: rows of one code join field by field. Every held field stands under its name. */
export interface LogState {
  code: Span;
  firstEventAt: number;
}

/** What is known of a case. */
export interface StoredFacts extends CaseFacts {
  /** As stored. */
  status: number;
  /** Its place among those of its kind from 1, 0 = none. */
  channel: number;
  /** As stored. */
  amountVnd: number;
  score: number;
}

export interface CaseStoreSettings {
  table: FieldTable;
  counting: KindCounting;
  /** Field -> what counts as its texts do, told in fewer ways (Interner); of others nothing is kept past the bound. */
  reductions: Readonly<Record<string, (told: TextTuple) => TextTuple>>;
  /** The due date that counts, ms; 0: none. */
  dueAt: (row: number) => number;
  /** What the texts of one field may take before they are reduced, bytes. */
  maxNameBytes?: number;
}

export class CaseStore {
  readonly codes = new ByteIndex();
  readonly counting: KindCounting;
  /** The last joined state told something that was not known. */
  lastWasNews = false;
  /** Cases (row numbers) that a correction names. */
  readonly corrected = new Set<number>();
  /** Those of which something came since their state was read. */
  readonly outdated = new Set<number>();
  /** The case that was seen last was not known, or not from so early on. */
  #movedFirst = false;
  readonly #firstEventAt = float64();
  readonly #effectiveDue = float64();
  readonly #columns: readonly HeldColumn[];
  readonly #byName: ReadonlyMap<string, HeldColumn>;
  readonly #status: HeldColumn;
  readonly #unit: HeldColumn;
  readonly #channel: HeldColumn;
  readonly #received: HeldColumn;
  /** The fields that end the clock, the first told counts. */
  readonly #ends: readonly HeldColumn[];
  readonly #tellsDue: readonly HeldColumn[];
  readonly #amountVnd: HeldColumn | undefined;
  readonly #score: HeldColumn | undefined;
  /** [number of a channel's text]: its place among those of the kind from 1. */
  readonly #channelPlaces: number[] = [0];
  readonly #dueAt: (row: number) => number;

  constructor({ table, counting, reductions, dueAt, maxNameBytes }: CaseStoreSettings) {
    this.counting = counting;
    this.#dueAt = dueAt;
    const held = table.stored.filter(({ line }) => line.held);
    this.#columns = held.map((field) => {
      const { columns, name, line } = field;
      const isText =
        'members' in line || columns.some(({ value: { type } }) => type === 'term' || type === 'text');
      const nothing = columns.map(() => '');
      const reduce = reductions[name] ?? (() => nothing);
      return new HeldColumn(field, isText ? new Interner(columns.length, reduce, maxNameBytes) : undefined);
    });
    this.#byName = new Map(this.#columns.map((column) => [column.field.name, column]));
    this.#status = this.column('status');
    this.#unit = this.column('unit');
    this.#channel = this.column('channel');
    this.#received = this.column('receivedAt');
    const ends: CaseMoment[] = counting.kind.clock?.to ?? ['finishedAt'];
    this.#ends = ends.map((name) => this.column(name));
    this.#tellsDue = ['extendedTo', 'dueAt'].flatMap((name) => this.#byName.get(name) ?? []);
    this.#amountVnd = this.#byName.get('amountVnd');
    this.#score = this.#byName.get('score');
  }

  get size(): number {
    return this.codes.size;
  }

  /** A held field. */
  column(name: string): HeldColumn {
    const column = this.#byName.get(name);
    if (!column) throw new Error(`no field ${name} is held`);
    return column;
  }

  /** The texts of a held field: [code, name] of a unit, [id, name] of an officer. */
  namesOf(name: string): Interner {
    return this.column(name).names as Interner;
  }

  /** Of all held fields that are texts. */
  get names(): { field: string; names: Interner }[] {
    return this.#columns.flatMap(({ field, names }) => (names ? [{ field: field.name, names }] : []));
  }

  /** Makes room for so many cases, and some more, at once: growing step by step costs twice the time and memory. */
  reserve(cases: number): void {
    const rows = Math.ceil(cases * HEADROOM);
    this.codes.reserve(rows);
    this.#reserveColumns(rows);
  }

  /** Joins a part of a case's state, unless it is corrected; returns its row number. */
  joinState(state: Readonly<LogState>): number {
    const row = this.#rowOf(state);
    this.lastWasNews = !this.corrected.has(row) && this.#joinParts(row, state);
    return row;
  }

  /** From now on the case's state is read from the log; returns its row number. */
  markCorrected(code: string): number {
    const row = this.#known(this.codes.add(code));
    this.corrected.add(row);
    this.outdated.add(row);
    return row;
  }

  /** The state of a corrected case, whole. */
  replaceState(state: Readonly<LogState>): void {
    const row = this.#rowOf(state);
    this.clear(row);
    this.#joinParts(row, state);
    this.outdated.delete(row);
  }

  /** No event of a corrected case counts. */
  clear(row: number): void {
    this.#firstEventAt.data[row] = 0;
    for (const column of this.#columns) column.clear(row);
    this.#effectiveDue.data[row] = 0;
    this.outdated.delete(row);
  }

  /** An event of it counts. */
  exists(row: number): boolean {
    return this.#firstEventAt.data[row] !== 0;
  }

  #rowOf({ code: { bytes, start, end } }: Readonly<LogState>): number {
    return this.codes.addBytes(bytes, start, end);
  }

  /** True when that told something that was not known. */
  #joinParts(row: number, state: Readonly<LogState>): boolean {
    this.#seen(row, state.firstEventAt);
    let news = this.#movedFirst;
    const fields = state as unknown as Record<string, JoinedField>;
    for (const column of this.#columns)
      if (column.joinState(row, fields[column.field.name] as JoinedField)) news = true;
    this.settleDue(row);
    return news;
  }

  /** Joins what an event tells, unless its case is corrected; returns the case's row number. */
  joinEvent(event: LogEvent): number {
    const { told } = event;
    const row = this.codes.add(event.code);
    if (isCorrection(told) || this.corrected.has(row)) return this.markCorrected(event.code);
    this.#seen(row, event.eventTime);
    for (const column of this.#columns)
      if (((told >>> column.field.bit) & 1) === 1) column.joinEvent(row, event);
    this.settleDue(row);
    return row;
  }

  /** Fills `facts` with what is known of a case; one object serves a whole scan. */
  factsOf(row: number, facts: StoredFacts): StoredFacts {
    const { counting } = this;
    facts.status = this.#status.value.data[row] as number;
    facts.group = counting.groupOf(facts.status);
    facts.statusAt = this.#status.at.data[row] as number;
    facts.receivedAt = this.receivedAt(row);
    facts.finishedAt = this.#finishedAt(row);
    facts.dueAt = this.#effectiveDue.data[row] as number;
    facts.hasClock = counting.kind.clock !== null;
    facts.channel = this.#channelOf(row);
    facts.origin = counting.originOf(facts.channel);
    facts.amountVnd = amountOf(this.#amountVnd, row);
    facts.score = amountOf(this.#score, row);
    return facts;
  }

  /** Number of the unit as told, among the names of `unit`. */
  unitOf(row: number): number {
    return this.#unit.value.data[row] as number;
  }

  /** The due date that counts was computed, not told. */
  isDueComputed(row: number): boolean {
    return this.#effectiveDue.data[row] !== 0 && this.#tellsDue.every((column) => column.numberOf(row) === 0);
  }

  /** Finds the due date again. */
  settleDue(row: number): void {
    this.#effectiveDue.data[row] = this.#dueAt(row);
  }

  /** When it was received, ms; not told: its first event. */
  receivedAt(row: number): number {
    return this.#received.numberOf(row) || (this.#firstEventAt.data[row] as number) || NEVER_MS;
  }

  #finishedAt(row: number): number {
    for (const column of this.#ends) {
      const at = column.numberOf(row);
      if (at !== 0) return at;
    }
    return 0;
  }

  #channelOf(row: number): number {
    const { names } = this.#channel;
    const stored = this.#channel.numberOf(row);
    if (!names) return stored;
    return (this.#channelPlaces[stored] ??=
      this.counting.kind.channels.findIndex(({ code }) => code === names.valueOf(stored)[0]) + 1);
  }

  /** Something of the case was told at `at`. */
  #seen(row: number, at: number): void {
    // Before the column is taken, which is another one once it has grown.
    this.#known(row);
    const known = this.#firstEventAt.data[row] as number;
    this.#movedFirst = known === 0 || at < known;
    if (this.#movedFirst) this.#firstEventAt.data[row] = at;
  }

  /** There is room for the row. */
  #known(row: number): number {
    if (row >= this.#firstEventAt.data.length) this.#reserveColumns(row + 1);
    return row;
  }

  #reserveColumns(rows: number): void {
    this.#firstEventAt.reserve(rows);
    // All as long as the first, so that it alone is looked at for each row.
    const { length } = this.#firstEventAt.data;
    this.#effectiveDue.reserve(length);
    for (const { at, value } of this.#columns) {
      at.reserve(length);
      value.reserve(length);
    }
  }
}

function amountOf(column: HeldColumn | undefined, row: number): number {
  return column === undefined || column.at.data[row] === 0 ? NO_AMOUNT : column.numberOf(row);
}

export function emptyFacts(): StoredFacts {
  return {
    ...{
      group: 'inProgress',
      statusAt: 0,
      receivedAt: 0,
      finishedAt: 0,
      dueAt: 0,
      origin: 0,
      hasClock: true,
    },
    ...{ status: 0, channel: 0, amountVnd: NO_AMOUNT, score: NO_AMOUNT },
  };
}
