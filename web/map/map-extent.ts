/**
 * What the map shows large, and which far islands stand in an inset instead: with Trường Sa in one picture the mainland of
 * Khánh Hòa would be a strip. Pure.
 */
import { boundsOf, partSize, polygonsOf, type AreaFeature, type Bounds, type Ring } from './areas.ts';

export interface MapExtent {
  main: Bounds;
  /** The areas cut down to their far parts; empty: all is in the picture. */
  islands: AreaFeature[];
  /** Areas whose largest part is far, by code: they are named in the inset. */
  farCodes: ReadonlySet<string>;
}

/** Parts nearer to one another are one group; about 25 km. */
const NEAR_DEGREES = 0.25;
/** Far groups are in the picture while it does not grow beyond this many times the main group. */
const MAX_GROWTH = 1.5;

interface Part {
  feature: AreaFeature;
  rings: Ring[];
  bounds: Bounds;
  size: number;
  /** The largest part of its area. */
  isCore: boolean;
}

interface Group {
  parts: Part[];
  bounds: Bounds;
}

/** `given`: the view that the pack asks for. Without it the group with the most areas is where the people are. */
export function mapExtent(features: readonly AreaFeature[], given?: Bounds): MapExtent {
  const parts = features.flatMap(partsOf);
  const { main, far } = given
    ? { main: given, far: parts.filter(({ bounds }) => gap(bounds, given) > 0) }
    : largestGroup(parts, boundsOf(features));
  return {
    main,
    islands: features.flatMap((feature) => cutTo(feature, far)),
    farCodes: new Set(far.filter(({ isCore }) => isCore).map(({ feature }) => feature.properties.code)),
  };
}

function largestGroup(parts: readonly Part[], all: Bounds): { main: Bounds; far: Part[] } {
  const [first, ...others] = groupsOf(parts);
  if (!first) return { main: all, far: [] };
  let main = first.bounds;
  const limit = MAX_GROWTH * span(main);
  const far: Part[] = [];
  for (const group of others.sort((a, b) => span(join(main, a.bounds)) - span(join(main, b.bounds)))) {
    const joined = join(main, group.bounds);
    if (span(joined) <= limit) main = joined;
    else far.push(...group.parts);
  }
  return { main, far };
}

/** Parts that are near one another; the group of the most areas first. */
function groupsOf(parts: readonly Part[]): Group[] {
  let groups: Group[] = [];
  for (const part of parts) {
    const near = groups.filter(({ bounds }) => gap(bounds, part.bounds) <= NEAR_DEGREES);
    const merged: Group = {
      parts: [...near.flatMap((group) => group.parts), part],
      bounds: near.reduce((bounds, group) => join(bounds, group.bounds), part.bounds),
    };
    groups = [...groups.filter((group) => !near.includes(group)), merged];
  }
  const cores = ({ parts }: Group) => parts.filter(({ isCore }) => isCore).length;
  const size = ({ parts }: Group) => parts.reduce((sum, part) => sum + part.size, 0);
  return groups.sort((a, b) => cores(b) - cores(a) || size(b) - size(a));
}

function partsOf(feature: AreaFeature): Part[] {
  const parts = polygonsOf(feature.geometry).map((rings): Part => {
    const geometry = { type: 'Polygon', coordinates: rings } as const;
    return {
      feature,
      rings,
      bounds: boundsOf([{ ...feature, geometry }]),
      size: partSize(rings),
      isCore: false,
    };
  });
  const core = parts.reduce((best, part) => (part.size > best.size ? part : best));
  core.isCore = true;
  return parts;
}

function cutTo(feature: AreaFeature, parts: readonly Part[]): AreaFeature[] {
  const coordinates = parts.filter((part) => part.feature === feature).map(({ rings }) => rings);
  return coordinates.length === 0 ? [] : [{ ...feature, geometry: { type: 'MultiPolygon', coordinates } }];
}

function join(a: Bounds, b: Bounds): Bounds {
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
}

/** Between two boxes along the axis on which they are farther apart, degrees. */
function gap(a: Bounds, b: Bounds): number {
  return Math.max(a[0] - b[2], b[0] - a[2], a[1] - b[3], b[1] - a[3], 0);
}

function span([west, south, east, north]: Bounds): number {
  return Math.max(east - west, north - south);
}
