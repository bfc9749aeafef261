/** From areas and the sizes of their labels to where each label stands. Pure. */
import { polygonsOf, type AreaFeature } from './areas.ts';
import { Ground, type Outline } from './ground.ts';
import { placeLabels, type Box, type Placed, type Size } from './place-labels.ts';
import type { Project } from './projection.ts';

/** Under which the size of a number that stands for a label is measured. */
export const BADGE = 'badge';
/** Room for both halos, px. */
const GAP_PX = 6;

export interface Picture {
  features: readonly AreaFeature[];
  project: Project;
  width: number;
  height: number;
  /** What no label may cover. */
  obstacles: readonly Box[];
  /** A smaller part is drawn as a dot, px. */
  leastPx?: number | undefined;
}

export interface Named {
  code: string;
  lon: number;
  lat: number;
  /** As of a label. */
  isOptional: boolean;
}

export interface LabelSize extends Size {
  /** Of its name and its figure in one line, px. */
  line: number;
}

export interface LabelSizes {
  byCode: ReadonlyMap<string, LabelSize>;
  /** Of a number that stands for a label. */
  badge: Size;
  /** Of a line of the list: number, name and figure. */
  entry: Size;
}

export interface LabelLayout {
  placed: ReadonlyMap<string, Placed>;
  listed: number;
  /** As of a placement. */
  list: Box | null;
}

export const EMPTY_LAYOUT: LabelLayout = { placed: new Map(), listed: 0, list: null };

/** The first of `named` choose first. What is not in the picture or not yet measured has no place. */
export function layoutLabels(
  named: readonly Named[],
  picture: Picture,
  sizes: LabelSizes,
  firstNumber = 1,
): LabelLayout {
  const { features, project, width, height, obstacles } = picture;
  const { byCode, badge, entry } = sizes;
  const numbers = new Map(features.map(({ properties }, number) => [properties.code, number]));
  const labels = named.flatMap(({ code, lon, lat, isOptional }) => {
    const [x, y] = project(lon, lat);
    const size = byCode.get(code);
    const area = numbers.get(code);
    const isSeen = x >= 0 && y >= 0 && x <= width && y <= height;
    return size && area !== undefined && isSeen
      ? [{ code, area, anchor: { x, y }, isOptional, ...size }]
      : [];
  });
  if (labels.length === 0) return EMPTY_LAYOUT;
  const ground = new Ground(
    features.map((feature) => outlinesOf(feature, picture)),
    width,
    height,
  );
  const placing = { ground, gap: GAP_PX, badge, entry, obstacles, firstNumber };
  const { placed, list } = placeLabels(labels, placing);
  return {
    placed: new Map(labels.map(({ code }, i) => [code, placed[i] as Placed])),
    listed: placed.filter(({ how }) => how === 'listed').length,
    list,
  };
}

/** Of what was given, a label that needs less may leave so much empty before its room is taken back. */
const KEPT_SHARE = 0.7;

/**
 * The room of a label that had `before`: what was given to it while its figure was a digit longer stays its own, since
 * each change of a size places all labels anew. A number has its digits' width, so a map settles on its longest figures.
 */
export function roomFor(size: LabelSize, before: LabelSize | undefined): LabelSize {
  if (before?.height !== size.height) return size;
  const isWithin = size.width <= before.width && size.line <= before.line;
  return isWithin && size.line >= KEPT_SHARE * before.line ? before : size;
}

/** Of labels and a badge as MapLabels and MapList set them. */
export function sizesOf(measured: ReadonlyMap<string, LabelSize>): LabelSizes {
  const badge = measured.get(BADGE) ?? { width: 0, height: 0 };
  const em = badge.height / 1.4;
  const longest = Math.max(0, ...[...measured.values()].map(({ line }) => line));
  return {
    byCode: measured,
    badge,
    entry: { width: longest + 3.8 * em, height: Math.max(1, 1.4 * em) },
  };
}

function outlinesOf({ geometry }: AreaFeature, { project, leastPx = 0 }: Picture): Outline[] {
  return polygonsOf(geometry).flatMap((rings) => {
    const outlines = rings.map((ring) => ring.map(([lon, lat]) => project(lon, lat)));
    return leastPx > 0 ? [...outlines, dotAround(outlines[0] ?? [], leastPx / 2)] : outlines;
  });
}

/** The square that a dot in the middle of a small part fills; within a larger part it changes nothing. */
function dotAround(outline: Outline, r: number): Outline {
  const xs = outline.map(([x]) => x);
  const ys = outline.map(([, y]) => y);
  const [x, y] = [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2];
  return [
    [x - r, y - r],
    [x + r, y - r],
    [x + r, y + r],
    [x - r, y + r],
  ];
}
