/**
 * The types of the fields of a case. A field is one line of a {@link FieldTable}; what a type means stands once in each
 * folder that has to know it, by the name of the type (docs/fields.md).
 *
 * Stored, a field is one value in one column, or one for each of its members. Of two values told at the same time the
 * greater stored one counts: numbers as they are, texts by their UTF-8 bytes, members one after the other.
 */

/** What has one column. */
export type ScalarType =
  /** One of a few words. Stored: its position from 1, 0 = none; so words are only ever appended. '' is no word. */
  | { type: 'code'; words: readonly string[] }
  /** One of the words of a list that may change: stored as it is, '' = none. */
  | { type: 'term'; words: readonly string[] }
  /** Stored: 0 = none, 1 = false, 2 = true. */
  | { type: 'flag' }
  /** Stored: ms, 0 = none. */
  | { type: 'time' }
  /** A whole number from 0 on, of VND or points. Stored: {@link NO_AMOUNT} = none, since 0 is a real amount. */
  | { type: 'amount' }
  /** Any finite number. Stored as JSON writes it, '' = none. */
  | { type: 'number' }
  /**
   * Stored in its canonical form, '' = none; `min` (0 when absent) and `max` characters. `spelling`: as of a code, ASCII.
   * `distinct`: hardly a value comes twice, so the log keeps no dictionary of them.
   */
  | { type: 'text'; min?: 1; max: number; spelling?: 'code'; distinct?: true };

type Text = Extract<ScalarType, { type: 'text' }>;
type Code = Extract<ScalarType, { type: 'code' }>;

/** `column`: its name where that is not made of field and member. */
type Members<Name extends string, Type> = Readonly<Record<Name, Type & { column?: string }>>;

/** `title`: the name of its JSON Schema. */
export type FieldType =
  | ScalarType
  /** Code and name of a thing, and more of it: told, cleared and replaced as a whole. None without the first two. */
  | { type: 'names'; title: string; members: Members<string, Text | Code> }
  /** Code or name of a unit or an area, of which one has to be told. `short`: a text alone is its code. */
  | { type: 'place'; title: string; short?: true; members: Members<'code' | 'name', Text> }
  /** Numbers that belong together: told, cleared and replaced as a whole. */
  | { type: 'figures'; title: string; members: Members<string, { type: 'number' }> }
  /** From when until when, either of which may be none. */
  | { type: 'span'; title: string; members: Members<string, { type: 'time' }> };

/** The two kinds of events that tell fields: of the whole case, and of one step in its handling. */
export type Telling = 'snapshot' | 'progress';

export type FieldLine = FieldType & {
  /** Its bit in `told` of the log and the order of its columns: never changed, never used again. Up to 30. */
  bit: number;
  by: Telling | 'both';
  /** The events that have to tell it, and may not clear it. */
  requiredBy?: Telling;
  /** Figures and lists rest on it: every server holds it in memory. */
  held?: true;
  description?: string;
};

type FieldLines = Readonly<Record<string, FieldLine>>;

export interface Column {
  name: string;
  /** Of a field with members. */
  member?: string;
  value: ScalarType;
  /** Among the columns of the table. */
  index: number;
}

export interface Field {
  name: string;
  line: FieldLine;
  bit: number;
  columns: readonly Column[];
}

/** The fields of one sort of case. */
export class FieldTable<const Lines extends FieldLines = FieldLines> {
  readonly lines: Lines;
  /** In the order of their bits, which is that of the columns. */
  readonly stored: readonly Field[];
  readonly columns: readonly Column[];
  readonly held: readonly Field[];
  readonly #fields: ReadonlyMap<string, Field>;

  constructor(lines: Lines) {
    this.lines = lines;
    let index = 0;
    this.stored = Object.entries<FieldLine>(lines)
      .sort(([, a], [, b]) => a.bit - b.bit)
      .map(([name, line]) => {
        const columns = columnsOf(name, line).map((column) => ({ ...column, index: index++ }));
        return { name, line, bit: line.bit, columns };
      });
    this.columns = this.stored.flatMap(({ columns }) => columns);
    this.held = this.stored.filter(({ line }) => line.held);
    this.#fields = new Map(this.stored.map((field) => [field.name, field]));
  }

  field(name: keyof Lines & string): Field {
    return this.#fields.get(name) as Field;
  }

  /** In the order of the lines. */
  toldBy(event: Telling): Field[] {
    const fields = Object.keys(this.lines).map((name) => this.field(name));
    return fields.filter(({ line }) => line.by === event || line.by === 'both');
  }
}

function columnsOf(field: string, line: FieldLine): Omit<Column, 'index'>[] {
  if (!('members' in line)) return [{ name: field, value: line }];
  return Object.entries<ScalarType & { column?: string }>(line.members).map(([member, value]) => {
    const name = value.column ?? `${field}${member.charAt(0).toUpperCase()}${member.slice(1)}`;
    return { name, member, value };
  });
}

/** The stored amount of a field without one. */
export const NO_AMOUNT = -1;
export const MAX_AMOUNT = Number.MAX_SAFE_INTEGER;

type Flat<T> = { [K in keyof T]: T[K] };

/** A told value of a type, as JSON has it. */
export type ToldValue<Type> = Type extends { words: readonly (infer Word)[] }
  ? Word
  : Type extends { members: infer Members }
    ? { [Name in keyof Members]?: ToldValue<Members[Name]> | null | undefined }
    : Type extends { type: 'flag' }
      ? boolean
      : Type extends { type: 'amount' | 'number' }
        ? number
        : string;

type NameBy<Lines, Event extends Telling> = {
  [Name in keyof Lines]: Lines[Name] extends { by: Event | 'both' } ? Name : never;
}[keyof Lines];
type RequiredBy<Lines, Event extends Telling> = {
  [Name in keyof Lines]: Lines[Name] extends { requiredBy: Event } ? Name : never;
}[keyof Lines];

/** What events of one kind may tell: null clears a field, an absent one says nothing. */
export type ToldBy<Lines, Event extends Telling> = Flat<
  { [Name in RequiredBy<Lines, Event>]: ToldValue<Lines[Name]> } & {
    [Name in Exclude<NameBy<Lines, Event>, RequiredBy<Lines, Event>>]?:
      ToldValue<Lines[Name]> | null | undefined;
  }
>;

type ColumnOf<Field, Name, Type> = Type extends { column: infer Given extends string }
  ? Given
  : `${Field & string}${Capitalize<Name & string>}`;
type StoredValue<Type> = Type extends { type: 'text' | 'term' | 'number' } ? string : number;
type Stored<Lines> = {
  [Name in keyof Lines]: Lines[Name] extends { members: infer Members }
    ? {
        [Part in keyof Members]: [ColumnOf<Name, Part, Members[Part]>, StoredValue<Members[Part]>];
      }[keyof Members]
    : [Name, StoredValue<Lines[Name]>];
}[keyof Lines];

/** Column -> stored value. */
export type StoredFields<Lines> = { [Entry in Stored<Lines> as Entry[0] & string]: Entry[1] };

export type HeldName<Lines> = {
  [Name in keyof Lines]: Lines[Name] extends { held: true } ? Name : never;
}[keyof Lines];
export type HeldFields<Lines> = StoredFields<Pick<Lines, HeldName<Lines>>>;
