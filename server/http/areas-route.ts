/** `GET /api/v1/areas`: the areas of a map as GeoJSON, as they are now or as they were in a period. */
import type { Request, RequestHandler } from 'express';
import { createHash } from 'node:crypto';
import { NO_AREA } from '../../contract/api.ts';
import type { Basemap } from '../../contract/basemap.ts';
import { formatPeriod, parsePeriod, resolvePeriod } from '../../contract/watch-period.ts';
import type { Position } from '../../pack/geometry.ts';
import type { Area, ProvincePack, Unit } from '../../pack/province-pack.ts';
import { isValidWithin } from '../../pack/validity.ts';
import type { Board } from '../state/board.ts';
import type { UnitDirectory } from '../state/cases/unit-directory.ts';
import { ParameterError } from './problem.ts';
import { editionOf, textOf } from './query.ts';

/** What a map shows: the areas of the province's map, or those that an area consists of. */
interface Ground {
  areas: readonly Area[];
  /** Those that may stand on it. */
  units: readonly Unit[];
  /** Of a part of the province: the area that each unit's figures belong to. */
  unitAreas: Record<string, string> | undefined;
}

/** `basemap`: what lies under the areas. */
export function getAreas({ pack, directory }: Board, basemap: Basemap | undefined): RequestHandler {
  /** By the codes of the areas; there are as many as the province had maps, and areas. */
  const known = new Map<string, { body: string; etag: string }>();
  return (request, response) => {
    const span = spanOf(request, directory.today);
    const within = withinOf(request, directory);
    const isThere = (one: Area | Unit) => isValidWithin(one, ...span);
    const ground =
      within === undefined ? groundOfProvince(pack, isThere) : groundWithin(within, pack, directory, isThere);
    const key = [within, ...ground.areas.map(({ code, validFrom }) => `${code} ${validFrom}`)].join();
    const { body, etag } = known.get(key) ?? written(pack, directory.isReformed, ground, basemap);
    known.set(key, { body, etag });
    response.set({ ETag: etag, 'Cache-Control': 'private, no-cache' });
    if (request.fresh) return void response.status(304).end();
    response.type('application/geo+json').send(body);
  };
}

/** As it is now: today. As it was: the period of the figures, the current year when none is asked for. */
function spanOf(request: Request, today: string): [from: string, to: string] {
  if (editionOf(request) === 'asNow') return [today, today];
  const [from, to] = [textOf(request, 'from'), textOf(request, 'to')];
  const isAsked = from !== undefined || to !== undefined;
  const period = formatPeriod(isAsked ? parsePeriod(from, to) : resolvePeriod('year', Date.now()));
  return [period.from, period.to];
}

function withinOf(request: Request, directory: UnitDirectory): string | undefined {
  const asked = textOf(request, 'within');
  if (asked === undefined) return undefined;
  const code = directory.areaCodeOf(asked);
  if (code === undefined) throw new ParameterError('within', asked, `the code of an area, or ${NO_AREA}`);
  return code;
}

function groundOfProvince(pack: ProvincePack, isThere: (area: Area) => boolean): Ground {
  const areas = pack.areas.filter((area) => area.level === pack.mapLevel && isThere(area));
  return { areas, units: pack.units, unitAreas: undefined };
}

/** The areas right below an area; itself when there are none that can be drawn. */
function groundWithin(
  within: string,
  pack: ProvincePack,
  directory: UnitDirectory,
  isThere: (one: Area | Unit) => boolean,
): Ground {
  const parts = pack.areas.filter((area) => area.parent === within && isThere(area));
  const isDivided = parts.some(({ undrawn }) => undrawn === null);
  const areas = isDivided ? parts : pack.areas.filter(({ code }) => code === within);
  const isIn = ({ code }: Unit, area: string) => directory.isUnitIn(directory.numberOf(code) as number, area);
  const units = pack.units.filter((unit) => isThere(unit) && isIn(unit, within));
  const pairs = units.flatMap((unit) => {
    const area = areas.find(({ code }) => isIn(unit, code));
    return area ? [[unit.code, area.code] as const] : [];
  });
  return { areas, units, unitAreas: Object.fromEntries(pairs) };
}

function written(
  pack: ProvincePack,
  reformed: boolean,
  { areas, units, unitAreas }: Ground,
  basemap: Basemap | undefined,
): { body: string; etag: string } {
  const body = JSON.stringify({
    type: 'FeatureCollection',
    features: areas
      .filter(({ undrawn }) => undrawn === null)
      .map(({ code, name, shortName, level, parent, validFrom, validTo, labelPoint, geometry }) => ({
        type: 'Feature',
        properties: {
          code,
          name,
          shortName,
          level,
          parent,
          validFrom,
          validTo,
          labelLon: labelPoint?.[0],
          labelLat: labelPoint?.[1],
        },
        geometry,
      })),
    unitAreas,
    unitPoints: unitPoints(units, pack.areas),
    basemap,
    undrawn: areas.flatMap(({ code, name, undrawn }) =>
      undrawn === null ? [] : [{ code, name, reason: undrawn }],
    ),
    province: {
      ...{ id: pack.id, name: pack.name, reformed },
      mapView: unitAreas === undefined ? pack.mapView : undefined,
    },
  });
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 24)}"` };
}

/** Where units stand, by code: those of communes, and of whichever unit the pack says it. */
function unitPoints(units: readonly Unit[], areas: readonly Area[]): Record<string, Position> {
  const labels = new Map(areas.map(({ code, labelPoint }) => [code, labelPoint]));
  return Object.fromEntries(
    units.flatMap(({ code, level, area, place }) => {
      const at = place ?? (level === 'commune' && area !== null ? labels.get(area) : null);
      return at ? [[code, at]] : [];
    }),
  );
}
