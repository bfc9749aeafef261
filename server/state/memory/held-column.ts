/**
 * A held field of all cases, packed: a number for each, of its texts that in an interner. Joined by the greater (when it was
 * told, value).
 */
import type { Field } from '../../../contract/field-types.ts';
import { compareNumbers, isGreater } from '../../../contract/join.ts';
import type { JoinedField } from '../../../clickhouse/field-packing.ts';
import { unpackTexts } from '../../../clickhouse/packed-fields.ts';
import type { Span } from '../../../clickhouse/row-binary.ts';
import { float64, int32, uint8, type Growable } from './growable.ts';
import type { Interner, TextTuple } from './interner.ts';

/** An event as the log has it, with the columns of its fields. */
export interface LogEvent {
  code: string;
  eventTime: number;
  told: number;
}

export class HeldColumn {
  readonly field: Field;
  readonly at = float64();
  readonly value: Growable<Float64Array | Int32Array | Uint8Array>;
  /** Its texts; undefined: it is a number. */
  readonly names: Interner | undefined;
  readonly #compare: (a: number, b: number) => number;
  readonly #unpack: (packed: Span) => TextTuple;
  readonly #columns: readonly string[];

  constructor(field: Field, names: Interner | undefined) {
    this.field = field;
    this.names = names;
    this.#columns = field.columns.map(({ name }) => name);
    const { type } = field.line;
    this.value = names ? int32() : type === 'code' || type === 'flag' ? uint8() : float64();
    this.#compare = names ? (a, b) => names.compare(a, b) : compareNumbers;
    this.#unpack = (packed) => {
      const texts = unpackTexts(packed);
      return this.#columns.map((_, i) => texts[i] ?? '');
    };
  }

  /** Keeps the greater of what is known and (at, value); true when that changed something. */
  join(row: number, at: number, value: number): boolean {
    const [knownAt, known] = [this.at.data[row] as number, this.value.data[row] as number];
    if (!isGreater(at, value, knownAt, known, this.#compare)) return false;
    this.at.data[row] = at;
    this.value.data[row] = value;
    return true;
  }

  joinEvent(row: number, event: LogEvent): void {
    const columns = event as unknown as Record<string, string | number>;
    const value = this.names
      ? this.names.idOf(this.#columns.map((name) => String(columns[name])))
      : (columns[this.#columns[0] as string] as number);
    this.join(row, event.eventTime, value);
  }

  joinState(row: number, { at, value, texts }: JoinedField): boolean {
    if (at === 0) return false;
    return this.join(row, at, this.names ? this.names.idOfBytes(texts, this.#unpack) : value);
  }

  clear(row: number): void {
    this.at.data[row] = 0;
    this.value.data[row] = 0;
  }

  numberOf(row: number): number {
    return this.value.data[row] as number;
  }

  textsOf(row: number): TextTuple {
    return (this.names as Interner).valueOf(this.numberOf(row));
  }
}
