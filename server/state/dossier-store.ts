/**
 * The state of every dossier that the counting rules need, packed: about 180 bytes each.
 *
 * A field is a pair (when it was told, value) joined by the greater pair, as in the view `dossiers`; so the store may
 * be given the same event or row any number of times, in any order.
 *
 * A corrected dossier is not joined here: a join cannot take back what a revoked event told. Its state is read from the
 * log, whole, each time that something comes of it.
 */
import type { DossierFacts } from '../../contract/counting.ts';
import type { StatusCode } from '../../contract/status.ts';
import { isCorrection, isTold, type FieldName } from '../../contract/fields.ts';
import { compareNumbers, isGreater } from '../../contract/join.ts';
import { unpackPair, unpackProcedure, type DossierState } from '../../clickhouse/states-table.ts';
import type { FollowedEvent } from '../../clickhouse/events-table.ts';
import { ByteIndex } from './byte-index.ts';
import { float64, int32, uint8, type Growable } from './growable.ts';
import { Interner, type TextTuple } from './interner.ts';

/** Received, of a dossier without an event that counts: later than any instant, so it stands in no figure. */
const NEVER_MS = Date.UTC(9999, 11, 31);

/** Room for what comes until the next start. */
const HEADROOM = 1.1;

/** One field of all dossiers: when it was told (0 = never) and the value. */
class TimedColumn<Data extends Float64Array | Int32Array | Uint8Array> {
  readonly at = float64();
  readonly value: Growable<Data>;
  readonly #compare: (a: number, b: number) => number;

  constructor(value: Growable<Data>, compare = compareNumbers) {
    this.value = value;
    this.#compare = compare;
  }

  reserve(rows: number): void {
    this.at.reserve(rows);
    this.value.reserve(rows);
  }

  /** Keeps the greater of what is known and (at, value); true when that changed something. */
  join(row: number, at: number, value: number): boolean {
    const [knownAt, known] = [this.at.data[row] as number, this.value.data[row] as number];
    if (!isGreater(at, value, knownAt, known, this.#compare)) return false;
    this.at.data[row] = at;
    this.value.data[row] = value;
    return true;
  }

  clear(row: number): void {
    this.at.data[row] = 0;
    this.value.data[row] = 0;
  }
}

/**
 * The due date of a dossier that was told none, 0 when there is none either: the procedure's legal time. `told` is the
 * number of its unit in {@link DossierStore.units}.
 */
type ComputeDueAt = (procedureCode: string, receivedAt: number, channel: number, told: number) => number;

/** What counts as a unit or a procedure does, told in fewer ways (Interner). */
export interface Reductions {
  reduceUnit(told: TextTuple): TextTuple;
  reduceProcedure(told: TextTuple): TextTuple;
  /** What the names of one kind may take before they are reduced, bytes. */
  maxNameBytes?: number;
}

export class DossierStore {
  readonly codes = new ByteIndex();
  /** [code, name]. */
  readonly units: Interner;
  /** [code, name, field, online level code]. */
  readonly procedures: Interner;
  /** [id, name]; past the bound nobody: no figure rests on it. */
  readonly officers: Interner;
  /** The last joined state told something that was not known. */
  lastWasNews = false;
  /** Dossiers (row numbers) that a correction names. */
  readonly corrected = new Set<number>();
  /** Those of which something came since their state was read. */
  readonly outdated = new Set<number>();
  /** The dossier that was seen last was not known, or not from so early on. */
  #movedFirst = false;
  readonly #firstEventAt = float64();
  readonly #status = new TimedColumn(uint8());
  readonly #unit = new TimedColumn(int32(), (a, b) => this.units.compare(a, b));
  readonly #channel = new TimedColumn(uint8());
  readonly #procedure = new TimedColumn(int32(), (a, b) => this.procedures.compare(a, b));
  readonly #officer = new TimedColumn(int32(), (a, b) => this.officers.compare(a, b));
  readonly #received = new TimedColumn(float64());
  readonly #due = new TimedColumn(float64());
  readonly #finished = new TimedColumn(float64());
  /** Due date that counts: told, or computed. */
  readonly #effectiveDue = float64();
  readonly #computeDueAt: ComputeDueAt;

  constructor(computeDueAt: ComputeDueAt, { reduceUnit, reduceProcedure, maxNameBytes }: Reductions) {
    this.#computeDueAt = computeDueAt;
    this.units = new Interner(2, reduceUnit, maxNameBytes);
    this.procedures = new Interner(4, reduceProcedure, maxNameBytes);
    this.officers = new Interner(2, () => ['', ''], maxNameBytes);
  }

  get size(): number {
    return this.codes.size;
  }

  /** Makes room for so many dossiers, and some more, at once: growing step by step costs twice the time and memory. */
  reserve(dossiers: number): void {
    const rows = Math.ceil(dossiers * HEADROOM);
    this.codes.reserve(rows);
    this.#reserveColumns(rows);
  }

  /** Joins a part of a dossier's state, unless it is corrected; returns its row number. */
  joinState(state: Readonly<DossierState>): number {
    const row = this.#rowOf(state);
    this.lastWasNews = !this.corrected.has(row) && this.#joinParts(row, state);
    return row;
  }

  /** From now on the dossier's state is read from the log; returns its row number. */
  markCorrected(code: string): number {
    const row = this.#known(this.codes.add(code));
    this.corrected.add(row);
    this.outdated.add(row);
    return row;
  }

  /** The state of a corrected dossier, whole. */
  replaceState(state: Readonly<DossierState>): void {
    const row = this.#rowOf(state);
    this.clear(row);
    this.#joinParts(row, state);
    this.outdated.delete(row);
  }

  /** No event of a corrected dossier counts. */
  clear(row: number): void {
    this.#firstEventAt.data[row] = 0;
    for (const column of this.#timedColumns) column.clear(row);
    this.#effectiveDue.data[row] = 0;
    this.outdated.delete(row);
  }

  /** An event of it counts. */
  exists(row: number): boolean {
    return this.#firstEventAt.data[row] !== 0;
  }

  #rowOf({ code: { bytes, start, end } }: Readonly<DossierState>): number {
    return this.codes.addBytes(bytes, start, end);
  }

  /** True when that told something that was not known. */
  #joinParts(row: number, state: Readonly<DossierState>): boolean {
    this.#seen(row, state.firstEventAt);
    let news = this.#movedFirst;
    const joined = (isNews: boolean) => (news = isNews || news);
    const { status, unit, channel, procedure, officer, receivedAt, dueAt, finishedAt } = state;
    joined(this.#status.join(row, status.at, status.value));
    joined(this.#unit.join(row, unit.at, this.units.idOfBytes(unit.texts, unpackPair)));
    joined(this.#channel.join(row, channel.at, channel.value));
    joined(
      this.#procedure.join(row, procedure.at, this.procedures.idOfBytes(procedure.texts, unpackProcedure)),
    );
    joined(this.#officer.join(row, officer.at, this.officers.idOfBytes(officer.texts, unpackPair)));
    joined(this.#received.join(row, receivedAt.at, receivedAt.value));
    joined(this.#due.join(row, dueAt.at, dueAt.value));
    joined(this.#finished.join(row, finishedAt.at, finishedAt.value));
    this.settleDue(row);
    return news;
  }

  /** Joins what an event tells, unless its dossier is corrected; returns the dossier's row number. */
  joinEvent(event: FollowedEvent): number {
    const at = event.eventTime;
    const row = this.codes.add(event.code);
    if (isCorrection(event.told) || this.corrected.has(row)) return this.markCorrected(event.code);
    this.#seen(row, at);
    const told = (field: FieldName) => isTold(event.told, field);
    if (told('status')) this.#status.join(row, at, event.status);
    if (told('unit')) this.#unit.join(row, at, this.units.idOf([event.unitCode, event.unitName]));
    if (told('channel')) this.#channel.join(row, at, event.channel);
    if (told('procedure')) this.#procedure.join(row, at, this.#procedureId(event));
    if (told('officer'))
      this.#officer.join(row, at, this.officers.idOf([event.officerId, event.officerName]));
    if (told('receivedAt')) this.#received.join(row, at, event.receivedAt);
    if (told('dueAt')) this.#due.join(row, at, event.dueAt);
    if (told('finishedAt')) this.#finished.join(row, at, event.finishedAt);
    this.settleDue(row);
    return row;
  }

  /** Fills `facts` with what the counting rules need; one object serves a whole scan. */
  factsOf(row: number, facts: DossierFacts): DossierFacts {
    facts.status = this.#status.value.data[row] as StatusCode;
    facts.statusAt = this.#status.at.data[row] as number;
    facts.receivedAt = this.receivedAt(row);
    facts.finishedAt = this.#finished.value.data[row] as number;
    facts.dueAt = this.#effectiveDue.data[row] as number;
    facts.channel = this.#channel.value.data[row] as number;
    return facts;
  }

  /** Number of the unit as told, in {@link DossierStore.units}. */
  unitOf(row: number): number {
    return this.#unit.value.data[row] as number;
  }

  procedureOf(row: number): number {
    return this.#procedure.value.data[row] as number;
  }

  officerOf(row: number): number {
    return this.#officer.value.data[row] as number;
  }

  /** The due date that counts was computed, not told. */
  isDueComputed(row: number): boolean {
    return this.#effectiveDue.data[row] !== 0 && this.#due.value.data[row] === 0;
  }

  /** Computes the due date again of a dossier that was told none. */
  settleDue(row: number): void {
    const told = this.#due.value.data[row] as number;
    this.#effectiveDue.data[row] =
      told !== 0
        ? told
        : this.#computeDueAt(
            this.procedures.valueOf(this.procedureOf(row))[0] as string,
            this.receivedAt(row),
            this.#channel.value.data[row] as number,
            this.unitOf(row),
          );
  }

  /** When it was received, ms; not told: its first event. */
  receivedAt(row: number): number {
    return (this.#received.value.data[row] as number) || (this.#firstEventAt.data[row] as number) || NEVER_MS;
  }

  #procedureId(event: FollowedEvent): number {
    const { procedureCode, procedureName, procedureField, procedureLevel } = event;
    return this.procedures.idOf([procedureCode, procedureName, procedureField, String(procedureLevel)]);
  }

  /** Something of the dossier was told at `at`. */
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

  get #timedColumns() {
    return [
      this.#status,
      this.#unit,
      this.#channel,
      this.#procedure,
      this.#officer,
      this.#received,
      this.#due,
      this.#finished,
    ];
  }

  #reserveColumns(rows: number): void {
    this.#firstEventAt.reserve(rows);
    // All as long as the first, so that it alone is looked at for each row.
    const length = this.#firstEventAt.data.length;
    for (const column of [this.#effectiveDue, ...this.#timedColumns]) column.reserve(length);
  }
}

export function emptyFacts(): DossierFacts {
  return { status: 0, statusAt: 0, receivedAt: 0, finishedAt: 0, dueAt: 0, channel: 0 };
}
