/** The shape of `walls.json`, member by member. The message of each schema says what is accepted. */
import { z } from 'zod';
import { DOSSIER } from '../contract/dossier-kind.ts';
import {
  GRID,
  MOST_OF_WALLS,
  OVERLAYS,
  PAGE_SECONDS,
  TILE_TYPES,
  WALL_FIGURES,
  WALL_PERIODS,
} from '../contract/wall.ts';
import { code, inBoth, listOf, members, nullable, oneOf, text, wording } from './json-shapes.ts';

const MAX_COUNT = 1_000_000_000;

const named = members(wording).transform(inBoth);
const someCode = z.string({ error: 'a code' });
const kind = someCode.default(DOSSIER);

const numberFrom = (least: number, most: number) => {
  const error = `a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
};
const cells = (what: string, least: number, columns: number, rows: number) =>
  z.tuple([numberFrom(least, columns), numberFrom(least, rows)], {
    error: `${what}: a whole number from ${least} to ${columns} and one from ${least} to ${rows}`,
  });

const placed = {
  at: cells('[column, row]', 0, GRID.columns - 1, GRID.rows - 1),
  size: cells('[columns, rows]', 1, GRID.columns, GRID.rows),
  title: nullable(named),
};

const ofNumber = (what: string) => {
  const error = { error: `${what} from 0 to ${MAX_COUNT}` };
  return z.number(error).min(0, error).max(MAX_COUNT, error);
};
const TARGET = { error: 'an object of either atLeast or atMost' };
const target = z
  .strictObject({ atLeast: ofNumber('a number').optional(), atMost: ofNumber('a number').optional() }, TARGET)
  .transform(({ atLeast, atMost }, context) => {
    if (atLeast !== undefined && atMost === undefined) return { atLeast };
    if (atMost !== undefined && atLeast === undefined) return { atMost };
    context.addIssue({ code: 'custom', message: TARGET.error });
    return z.NEVER;
  });

/** The name of an overlay alone stands for the object of it. */
const overlay = z.preprocess(
  (value) => (typeof value === 'string' ? { show: value } : value),
  members({
    show: oneOf(OVERLAYS),
    kind,
    bounds: nullable(listOf(ofNumber('a number'), 1, MOST_OF_WALLS.bounds)),
  }),
);

const seconds = numberFrom(PAGE_SECONDS.least, PAGE_SECONDS.most);
const yesOrNo = z.boolean({ error: 'true or false' });
const codes = listOf(someCode, 1, MOST_OF_WALLS.listed);

const tile = z.discriminatedUnion(
  'type',
  [
    members({
      type: z.literal('figure'),
      figure: oneOf(WALL_FIGURES),
      kind,
      period: oneOf(WALL_PERIODS).default('day'),
      target: nullable(target),
      ...placed,
    }),
    members({
      type: z.literal('map'),
      overlays: listOf(overlay, 1, MOST_OF_WALLS.overlays).prefault(['lateRate']),
      bubbles: yesOrNo.default(false),
      ...placed,
    }),
    members({ type: z.literal('indicators'), indicators: codes, ...placed }),
    members({ type: z.literal('kinds'), kinds: codes, ...placed }),
    members({
      type: z.enum(['units', 'newestLate', 'trend', 'channels', 'form']),
      kind,
      ...placed,
    }),
    members({
      type: z.literal('notice'),
      text: members({ vi: text, en: text.optional() }).transform(inBoth),
      ...placed,
    }),
    members({ type: z.enum(['alerts', 'sources', 'clock']), ...placed }),
  ],
  { error: ({ code }) => (code === 'invalid_union' ? TILE_TYPES.join(', ') : 'a tile: an object') },
);

const page = members({
  name: named,
  seconds: seconds.optional(),
  tiles: listOf(tile, 1, MOST_OF_WALLS.tiles),
});

const wall = members({
  wall: code,
  name: named,
  scope: z.string({ error: 'the name of a scope, such as province' }),
  /** Of its pages that say nothing else. */
  seconds: seconds.default(PAGE_SECONDS.usual),
  pages: listOf(page, 1, MOST_OF_WALLS.pages),
});

export const wallsShape = members({ walls: listOf(wall, 0, MOST_OF_WALLS.walls) });

/** As the file tells them, with what it leaves out by default. */
export type ToldWall = z.output<typeof wall>;
export type ToldTile = z.output<typeof tile>;
export type ToldOverlay = z.output<typeof overlay>;
