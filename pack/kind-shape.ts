/** The shape of `kinds/NAME.json`, member by member. The message of each schema says what is accepted. */
import { z } from 'zod';
import { CASE_MOMENTS, LIMIT_UNITS, MAX_STATUS_NUMBER, MEASURES, TILES } from '../contract/kind.ts';
import { STATUS_GROUPS } from '../contract/status.ts';
import {
  code,
  day,
  inBoth,
  listOf,
  members,
  nullable,
  oneOf,
  text,
  wholeNumber,
  wording,
} from './json-shapes.ts';

/** `case.events` carries it in its keys, `KIND/CODE`. */
const KIND = /^[a-z][A-Za-z0-9_-]{0,63}$/;
export const ACCEPTED_KIND = 'a small letter, then up to 63 letters, digits, - and _';

const MAX_TERMS = 1_000;
const MAX_LIMITS = 1_000;
const MAX_STAGES = 20;
const MAX_AMOUNT = 3_650;

/** A code with its words, or a bare code that is its own word, such as `vnpt-pay`. */
const term = z.preprocess(
  (value) => (typeof value === 'string' ? { code: value, vi: value } : value),
  members({ code, ...wording }).transform(inBoth),
);

const moment = oneOf(CASE_MOMENTS);
const moments = listOf(moment, 1, CASE_MOMENTS.length);
const span = { amount: wholeNumber(MAX_AMOUNT), unit: oneOf(LIMIT_UNITS) };

export const kindShape = members({
  kind: z.string({ error: ACCEPTED_KIND }).regex(KIND, { error: ACCEPTED_KIND }),
  name: members(wording).transform(inBoth),
  statuses: listOf(
    members({
      n: wholeNumber(MAX_STATUS_NUMBER),
      code,
      ...wording,
      group: oneOf(STATUS_GROUPS),
    }).transform(inBoth),
    1,
    MAX_STATUS_NUMBER,
  ),
  clock: nullable(members({ from: moments, to: moments })),
  limits: listOf(
    members({ ...span, validFrom: nullable(day), status: nullable(code), category: nullable(code) }),
    0,
    MAX_LIMITS,
  ).default([]),
  stages: listOf(
    members({
      name: code,
      vi: text.optional(),
      en: text.optional(),
      from: moment,
      to: moment,
      ...span,
    }).transform((stage) => inBoth({ ...stage, vi: stage.vi ?? stage.name })),
    0,
    MAX_STAGES,
  ).default([]),
  categories: listOf(term, 0, MAX_TERMS).default([]),
  channels: listOf(term, 0, MAX_TERMS).default([]),
  measures: listOf(oneOf(MEASURES), 0, MEASURES.length).default([]),
  confidential: z.boolean({ error: 'true or false' }).default(false),
  tiles: listOf(oneOf(TILES), 0, TILES.length).default([...TILES]),
});

/** What `kinds/` may hold as the name of a kind. */
export function isKindName(name: string): boolean {
  return KIND.test(name);
}
