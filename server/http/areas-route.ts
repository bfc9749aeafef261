/** `GET /api/v1/areas`: the pack's areas as GeoJSON. */
import type { RequestHandler } from 'express';
import { createHash } from 'node:crypto';
import type { ProvincePack } from '../../pack/province-pack.ts';

export function getAreas(pack: ProvincePack): RequestHandler {
  const body = JSON.stringify({
    type: 'FeatureCollection',
    features: pack.areas.map(({ code, name, shortName, labelPoint, geometry }) => ({
      type: 'Feature',
      properties: { code, name, shortName, labelLon: labelPoint[0], labelLat: labelPoint[1] },
      geometry,
    })),
    province: { id: pack.id, name: pack.name },
  });
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 24)}"`;
  return (request, response) => {
    response.set({ ETag: etag, 'Cache-Control': 'no-cache' });
    if (request.fresh) return void response.status(304).end();
    response.type('application/geo+json').send(body);
  };
}
