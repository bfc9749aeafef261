/** From the checked data of an event to the stored fields, by the types of contract/field-types.ts. */
import {
  NO_AMOUNT,
  type Column,
  type FieldTable,
  type ScalarType,
  type Telling,
} from '../../contract/field-types.ts';
import { BOOLEAN_CODES } from '../../contract/fields.ts';
import { parseTime } from '../../contract/time.ts';
import type { EventFields } from '../../clickhouse/event-rows.ts';

function storedOf(type: ScalarType, told: never): string | number {
  switch (type.type) {
    case 'code':
      return type.words.indexOf(told) + 1;
    case 'flag':
      return told ? BOOLEAN_CODES.true : BOOLEAN_CODES.false;
    case 'time':
      // The schema has checked the time.
      return parseTime(told) as number;
    case 'number':
      return String(told);
    default:
      return told;
  }
}

/** Columns of these types hold texts. */
const isText = ({ type }: ScalarType) => type === 'text' || type === 'term' || type === 'number';

/** Of a field that an event may tell: not told, or cleared. */
export function noneOf(type: ScalarType): string | number {
  return isText(type) ? '' : type.type === 'amount' ? NO_AMOUNT : 0;
}

/** The stored fields of an event that tells none. */
export function noFields<Lines extends FieldTable['lines']>(table: FieldTable<Lines>): EventFields<Lines> {
  const empty = table.columns.map(({ name, value }) => [name, isText(value) ? '' : 0]);
  return { told: 0, ...Object.fromEntries(empty) } as EventFields<Lines>;
}

/** What makes the stored fields of the events of one kind out of their data. */
export function fieldsReader<Lines extends FieldTable['lines']>(
  table: FieldTable<Lines>,
  event: Telling,
): (data: object) => EventFields<Lines> {
  const fields = table.toldBy(event);
  const none = noFields(table) as Record<string, string | number>;
  for (const { name, value } of fields.flatMap(({ columns }) => columns)) none[name] = noneOf(value);
  return (data) => {
    const row = { ...none };
    let told = 0;
    for (const { name, bit, columns } of fields) {
      const value = (data as Record<string, unknown>)[name];
      if (value === undefined) continue;
      told |= 1 << bit;
      if (value === null) continue;
      for (const column of columns) store(row, column, value);
    }
    row['told'] = told >>> 0;
    return row as EventFields<Lines>;
  };
}

function store(row: Record<string, string | number>, { name, member, value }: Column, told: unknown): void {
  const part = member === undefined ? told : (told as Record<string, unknown>)[member];
  if (part != null) row[name] = storedOf(value, part as never);
}
