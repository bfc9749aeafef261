/** What the JSON files of a pack are made of. The message of each schema says what is accepted. */
import { z } from 'zod';
import { canonicalText } from '../contract/canonical.ts';
import { parseDay } from '../contract/time.ts';

const ACCEPTED_CODE = 'a letter or digit, then up to 63 letters, digits, . - and _';
const MAX_TEXT = 200;

/** Those members and no others. */
export function members<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, { error: `an object of ${Object.keys(shape).join(', ')}` });
}

export function listOf<Item extends z.ZodType>(item: Item, least: number, most: number) {
  const error = `a list of ${least} to ${most}`;
  return z.array(item, { error }).min(least, { error }).max(most, { error });
}

export const oneOf = <Value extends string>(values: readonly Value[]) =>
  z.enum(values, { error: values.join(', ') });

export function wholeNumber(most: number) {
  const error = `a whole number from 1 to ${most}`;
  return z.int({ error }).min(1, { error }).max(most, { error });
}

const TEXT = { error: `a text of 1 to ${MAX_TEXT} characters` };
export const text = z
  .string(TEXT)
  .refine((value) => !/\p{Surrogate}/u.test(value), TEXT)
  .overwrite(canonicalText)
  .min(1, TEXT)
  .max(MAX_TEXT, TEXT);

export const code = z
  .string({ error: ACCEPTED_CODE })
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, { error: ACCEPTED_CODE });

export const wording = { vi: text, en: text.optional() };
export const inBoth = <Value extends { vi: string; en?: string | undefined }>(value: Value) => ({
  ...value,
  en: value.en ?? value.vi,
});

const DAY = { error: 'a date YYYY-MM-DD' };
export const day = z.string(DAY).refine((value) => parseDay(value) !== undefined, DAY);

export const nullable = <Value extends z.ZodType>(value: Value) =>
  value.nullish().transform((set) => set ?? null);
