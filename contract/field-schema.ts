/** What events may tell of a field, by its type: the schema of its value. Types: field-types.ts. */
import { z } from 'zod';
import { canonicalCode, canonicalText } from './canonical.ts';
import { MAX_AMOUNT, type FieldTable, type FieldType, type Telling, type ToldBy } from './field-types.ts';
import { isNoDate } from './no-date.ts';
import { parseTime } from './time.ts';

const ACCEPTED_TIME = 'RFC 3339 with an offset, such as 2021-10-04T08:10:00+07:00, from 1971 to 2199';

export const time = z
  .string({ error: `expected ${ACCEPTED_TIME}` })
  .refine((text) => parseTime(text) !== undefined, { error: `expected ${ACCEPTED_TIME}` })
  .meta({ format: 'date-time', description: ACCEPTED_TIME });

/** A time inside data. What software writes where a date was never set is null. */
const date = z
  .string({ error: `expected ${ACCEPTED_TIME}` })
  .refine((text) => isNoDate(text) || parseTime(text) !== undefined, { error: `expected ${ACCEPTED_TIME}` })
  .meta({ format: 'date-time', description: `${ACCEPTED_TIME}; 0001-01-01T00:00:00Z and its like clear it` })
  .transform((text) => (isNoDate(text) ? null : text));

/** Half of a surrogate pair, which JSON can escape and UTF-8 cannot hold: stored, it would be another text. */
const HALF_PAIR = /\p{Surrogate}/u;

const isWhole = (value: string) => !HALF_PAIR.test(value);
const NOT_WHOLE = { error: 'expected text without half a surrogate pair' };

/** What only its sender reads: as it was sent. */
export function exact(max: number) {
  const error = `expected text of 1 to ${max} characters`;
  return z.string({ error }).min(1, { error }).max(max, { error }).refine(isWhole, NOT_WHOLE);
}

export function nonEmpty(max: number, canonical = canonicalText) {
  const error = `expected text of 1 to ${max} characters`;
  return canonicalString(error, canonical).min(1, { error }).max(max, { error });
}

function text(max: number, canonical: (text: string) => string) {
  const error = `expected text of up to ${max} characters`;
  return canonicalString(error, canonical).max(max, { error });
}

function canonicalString(error: string, canonical: (text: string) => string) {
  return z.string({ error }).refine(isWhole, NOT_WHOLE).overwrite(canonical);
}

const ACCEPTED_AMOUNT = { error: `expected a whole number from 0 to ${MAX_AMOUNT}` };

const ACCEPTED_NUMBER = { error: 'expected a number' };

function schemaOf(type: FieldType): z.ZodType {
  switch (type.type) {
    case 'code':
    case 'term':
      return z.enum(type.words.filter((word) => word !== ''));
    case 'flag':
      return z.boolean();
    case 'time':
      return date;
    case 'amount':
      return z.int(ACCEPTED_AMOUNT).min(0, ACCEPTED_AMOUNT).max(MAX_AMOUNT, ACCEPTED_AMOUNT);
    case 'number':
      return z.number(ACCEPTED_NUMBER);
    case 'text':
      return (type.min ? nonEmpty : text)(type.max, type.spelling === 'code' ? canonicalCode : canonicalText);
    case 'place':
      return placeOf(type);
    default:
      return objectOf(type.members).meta({ id: type.title });
  }
}

function placeOf({ title, short, members }: Extract<FieldType, { type: 'place' }>) {
  const place = objectOf(members)
    .refine(({ code, name }) => code != null || name != null, { error: 'expected code or name' })
    .meta({
      id: title,
      description: '{code} or {name}; a code that the list of units knows decides, otherwise the name',
      // JSON Schema cannot express the refinement by itself.
      anyOf: ['code', 'name'].map((name) => ({
        required: [name],
        properties: { [name]: { type: 'string' } },
      })),
    });
  if (!short) return place;
  return z.preprocess((value) => (typeof value === 'string' ? { code: value } : value), place);
}

function objectOf(members: Readonly<Record<string, FieldType>>) {
  const shape = Object.entries(members).map(([name, type]) => [name, schemaOf(type).nullish()]);
  return z.object(Object.fromEntries(shape) as Record<string, z.ZodType>);
}

/** The schemas of what the events of one sort of case tell in `data`, beside `code`, the schema of its code. */
export function dataSchemas<Lines extends FieldTable['lines'], Code extends z.ZodType<string>>(
  table: FieldTable<Lines>,
  code: Code,
): <Event extends Telling>(event: Event) => z.ZodType<{ code: string } & ToldBy<Lines, Event>> {
  // One for each field: two of one title would be two definitions in the JSON Schema.
  const schemas = new Map(table.stored.map(({ name, line }) => [name, schemaOf(line)]));
  return (event) => {
    const shape = table.toldBy(event).map(({ name, line }): [string, z.ZodType] => {
      const schema = schemas.get(name) as z.ZodType;
      if (line.requiredBy === event) return [name, schema];
      const { description } = line;
      return [name, description ? schema.nullish().meta({ description }) : schema.nullish()];
    });
    return z.object({ code, ...Object.fromEntries(shape) }) as never;
  };
}
