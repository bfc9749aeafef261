/**
 * The state of every dossier that the counting rules need, packed: about 150 bytes each.
 *
 * A field is a pair (when it was told, value) joined by the greater pair, as in the table `dossiers`; so the store may
 * be given the same event or row any number of times, in any order.
 */
import type { DossierFacts } from '../../contract/counting.ts';
import type { StatusCode } from '../../contract/status.ts';
import { isTold, type Field } from '../../contract/fields.ts';
import type { DossierStateRow } from '../../clickhouse/dossiers-table.ts';
import type { FollowedEvent } from '../../clickhouse/events-table.ts';
import { CodeIndex } from './code-index.ts';
import { float64, int32, uint8, type Growable } from './growable.ts';
import { Interner } from './interner.ts';

/** One field of all dossiers: when it was told (0 = never) and the value. */
class TimedColumn<Data extends Float64Array | Int32Array | Uint8Array> {
  readonly at = float64();
  readonly value: Growable<Data>;
  private readonly compare: (a: number, b: number) => number;

  constructor(value: Growable<Data>, compare = (a: number, b: number) => a - b) {
    this.value = value;
    this.compare = compare;
  }

  reserve(rows: number): void {
    this.at.reserve(rows);
    this.value.reserve(rows);
  }

  /** Keeps the greater of what is known and (at, value); true when that changed something. */
  join(row: number, at: number, value: number): boolean {
    const known = this.at.data[row] as number;
    if (at < known || at === 0) return false;
    if (at === known && this.compare(value, this.value.data[row] as number) <= 0) return false;
    this.at.data[row] = at;
    this.value.data[row] = value;
    return true;
  }
}

/**
 * The due date of a dossier that was told none, 0 when there is none either: the procedure's legal time. `unit` is a
 * number in {@link DossierStore.units}.
 */
type ComputeDueAt = (procedureCode: string, receivedAt: number, channel: number, unit: number) => number;

export class DossierStore {
  readonly codes = new CodeIndex();
  /** [code, name]. */
  readonly units = new Interner(2);
  /** [code, name, field, online level code]. */
  readonly procedures = new Interner(4);
  /** [id, name]. */
  readonly officers = new Interner(2);
  private readonly firstEventAt = float64();
  private readonly status = new TimedColumn(uint8());
  private readonly unit = new TimedColumn(int32(), (a, b) => this.units.compare(a, b));
  private readonly channel = new TimedColumn(uint8());
  private readonly procedure = new TimedColumn(int32(), (a, b) => this.procedures.compare(a, b));
  private readonly officer = new TimedColumn(int32(), (a, b) => this.officers.compare(a, b));
  private readonly received = new TimedColumn(float64());
  private readonly due = new TimedColumn(float64());
  private readonly finished = new TimedColumn(float64());
  /** Due date that counts: told, or computed. */
  private readonly effectiveDue = float64();
  private readonly computeDueAt: ComputeDueAt;

  constructor(computeDueAt: ComputeDueAt) {
    this.computeDueAt = computeDueAt;
  }

  get size(): number {
    return this.codes.size;
  }

  /** Joins a part of a dossier's state; returns its row number. */
  joinState(state: DossierStateRow): number {
    const row = this.rowOf(state.code, state.firstEventAt);
    this.status.join(row, ...state.status);
    this.unit.join(row, state.unit[0], this.units.idOf(state.unit[1]));
    this.channel.join(row, ...state.channel);
    this.procedure.join(row, state.procedure[0], this.procedures.idOf(state.procedure[1]));
    this.officer.join(row, state.officer[0], this.officers.idOf(state.officer[1]));
    this.received.join(row, ...state.receivedAt);
    this.due.join(row, ...state.dueAt);
    this.finished.join(row, ...state.finishedAt);
    this.settleDue(row);
    return row;
  }

  /** Joins what an event tells; returns the dossier's row number. */
  joinEvent(event: FollowedEvent): number {
    const at = event.eventTime;
    const row = this.rowOf(event.code, at);
    const told = (field: Field) => isTold(event.told, field);
    if (told('status')) this.status.join(row, at, event.status);
    if (told('unit')) this.unit.join(row, at, this.units.idOf([event.unitCode, event.unitName]));
    if (told('channel')) this.channel.join(row, at, event.channel);
    if (told('procedure')) this.procedure.join(row, at, this.procedureId(event));
    if (told('officer')) this.officer.join(row, at, this.officers.idOf([event.officerId, event.officerName]));
    if (told('receivedAt')) this.received.join(row, at, event.receivedAt);
    if (told('dueAt')) this.due.join(row, at, event.dueAt);
    if (told('finishedAt')) this.finished.join(row, at, event.finishedAt);
    this.settleDue(row);
    return row;
  }

  /** Fills `facts` with what the counting rules need; one object serves a whole scan. */
  factsOf(row: number, facts: DossierFacts): DossierFacts {
    facts.status = this.status.value.data[row] as StatusCode;
    facts.statusAt = this.status.at.data[row] as number;
    facts.receivedAt = this.receivedAt(row);
    facts.finishedAt = this.finished.value.data[row] as number;
    facts.dueAt = this.effectiveDue.data[row] as number;
    facts.channel = this.channel.value.data[row] as number;
    return facts;
  }

  /** Number of the unit as told, in {@link DossierStore.units}. */
  unitOf(row: number): number {
    return this.unit.value.data[row] as number;
  }

  procedureOf(row: number): number {
    return this.procedure.value.data[row] as number;
  }

  officerOf(row: number): number {
    return this.officer.value.data[row] as number;
  }

  /** The due date that counts was computed, not told. */
  isDueComputed(row: number): boolean {
    return this.effectiveDue.data[row] !== 0 && this.due.value.data[row] === 0;
  }

  /** Computes the due date again of a dossier that was told none. */
  settleDue(row: number): void {
    const told = this.due.value.data[row] as number;
    this.effectiveDue.data[row] =
      told !== 0
        ? told
        : this.computeDueAt(
            this.procedures.valueOf(this.procedureOf(row))[0] as string,
            this.receivedAt(row),
            this.channel.value.data[row] as number,
            this.unitOf(row),
          );
  }

  private receivedAt(row: number): number {
    return (this.received.value.data[row] as number) || (this.firstEventAt.data[row] as number);
  }

  private procedureId(event: FollowedEvent): number {
    const { procedureCode, procedureName, procedureField, procedureLevel } = event;
    return this.procedures.idOf([procedureCode, procedureName, procedureField, String(procedureLevel)]);
  }

  private rowOf(code: string, firstEventAt: number): number {
    const row = this.codes.add(code);
    for (const column of [this.firstEventAt, this.effectiveDue]) column.reserve(row + 1);
    for (const column of [this.status, this.channel]) column.reserve(row + 1);
    for (const column of [this.unit, this.procedure, this.officer]) column.reserve(row + 1);
    for (const column of [this.received, this.due, this.finished]) column.reserve(row + 1);
    const known = this.firstEventAt.data[row] as number;
    if (known === 0 || firstEventAt < known) this.firstEventAt.data[row] = firstEventAt;
    return row;
  }
}

export function emptyFacts(): DossierFacts {
  return { status: 0, statusAt: 0, receivedAt: 0, finishedAt: 0, dueAt: 0, channel: 0 };
}
