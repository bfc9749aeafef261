/** The shape of `indexes/NAME.json`, member by member. The message of each schema says what is accepted. */
import { z } from 'zod';
import { ALL_POINTS, LEVEL_RULES, WHEN_EMPTY } from '../contract/score-index.ts';
import { code, day, inBoth, listOf, members, nullable, oneOf, text, wording } from './json-shapes.ts';
import { UNIT_LEVELS } from './province-pack.ts';

const INDEX = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
export const ACCEPTED_INDEX = 'a letter or digit, then up to 63 letters, digits, - and _';

const MAX_GROUPS = 20;
const MAX_COMPONENTS = 100;
const MAX_BANDS = 20;
const MAX_SUMMANDS = 50;

const POINTS = { error: `points above 0 to ${ALL_POINTS}, at most two digits after the point` };
const points = z
  .number(POINTS)
  .gt(0, POINTS)
  .max(ALL_POINTS, POINTS)
  .refine((value) => Number(value.toFixed(2)) === value, POINTS);

const SHARE = { error: 'a share above 0 to 1, such as 0.8 for 80%' };
const AT_LEAST = { error: `points from 0 to ${ALL_POINTS}` };

const FIGURE = { error: 'the name of a figure' };
const figure = z.string(FIGURE);
/** A figure alone stands for the list of one. */
const figures = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  listOf(figure, 1, MAX_SUMMANDS),
);

/** The province is where everything is measured. */
const [, ...levels] = UNIT_LEVELS;
const levelRules = z.partialRecord(oneOf(levels), oneOf(LEVEL_RULES), {
  error: `an object of ${levels.join(', ')}`,
});

export const indexShape = members({
  index: z.string({ error: ACCEPTED_INDEX }).regex(INDEX, { error: ACCEPTED_INDEX }),
  name: members(wording).transform(inBoth),
  version: text,
  validFrom: day,
  groups: listOf(members({ code, ...wording }).transform(inBoth), 1, MAX_GROUPS),
  components: listOf(
    members({
      code,
      ...wording,
      group: code,
      max: nullable(points),
      numerator: nullable(figures),
      denominator: nullable(figures),
      share: nullable(figure),
      threshold: z.number(SHARE).gt(0, SHARE).max(1, SHARE).default(1),
      whenEmpty: oneOf(WHEN_EMPTY).default('none'),
      levels: levelRules.default({}),
      told: nullable(figure),
      approximate: nullable(members(wording).transform(inBoth)),
    }).transform(inBoth),
    1,
    MAX_COMPONENTS,
  ),
  bands: listOf(
    members({ ...wording, atLeast: z.number(AT_LEAST).min(0, AT_LEAST).max(ALL_POINTS, AT_LEAST) }).transform(
      inBoth,
    ),
    0,
    MAX_BANDS,
  ).default([]),
});

/** What `indexes/` may hold as the name of an index. */
export function isIndexName(name: string): boolean {
  return INDEX.test(name);
}
