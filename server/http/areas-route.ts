/** `GET /api/v1/areas`: the areas of the map as GeoJSON, as they are now or as they were in a period. */
import type { Request, RequestHandler } from 'express';
import { createHash } from 'node:crypto';
import { formatPeriod, parsePeriod, resolvePeriod } from '../../contract/watch-period.ts';
import type { Basemap } from '../../contract/basemap.ts';
import type { Position } from '../../pack/geometry.ts';
import type { Area, ProvincePack } from '../../pack/province-pack.ts';
import { isValidWithin } from '../../pack/validity.ts';
import type { Board } from '../state/board.ts';
import { editionOf, textOf } from './query.ts';

/** `basemap`: what lies under the areas. */
export function getAreas({ pack, directory }: Board, basemap: Basemap | undefined): RequestHandler {
  /** By the codes of the areas; there are as many as the province had maps. */
  const known = new Map<string, { body: string; etag: string }>();
  return (request, response) => {
    const [from, to] = spanOf(request, directory.today);
    const areas = pack.areas.filter((area) => area.level === pack.mapLevel && isValidWithin(area, from, to));
    const key = areas.map(({ code, validFrom }) => `${code} ${validFrom}`).join();
    const { body, etag } = known.get(key) ?? written(pack, directory.isReformed, areas, basemap);
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

function written(
  pack: ProvincePack,
  reformed: boolean,
  areas: readonly Area[],
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
    unitPoints: unitPoints(pack),
    basemap,
    undrawn: areas.flatMap(({ code, name, undrawn }) =>
      undrawn === null ? [] : [{ code, name, reason: undrawn }],
    ),
    province: { id: pack.id, name: pack.name, reformed, mapView: pack.mapView },
  });
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 24)}"` };
}

/** Where units stand, by code: those of communes, and of whichever unit the pack says it. */
function unitPoints({ units, areas }: ProvincePack): Record<string, Position> {
  const labels = new Map(areas.map(({ code, labelPoint }) => [code, labelPoint]));
  return Object.fromEntries(
    units.flatMap(({ code, level, area, place }) => {
      const at = place ?? (level === 'commune' && area !== null ? labels.get(area) : null);
      return at ? [[code, at]] : [];
    }),
  );
}
