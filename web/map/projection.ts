/** Web Mercator fitted into a box: the same picture that MapLibre draws, without it. */
import { polygonsOf, type AreaGeometry, type Bounds } from './areas.ts';

export type Project = (lon: number, lat: number) => [x: number, y: number];

/** Degrees of longitude are the unit of both axes. */
function mercatorY(lat: number): number {
  return (-180 / Math.PI) * Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360));
}

/** Projects into a box of `width` x `height` px so that the bounds fill it but for `padding` px on each side. */
export function fitProjection(bounds: Bounds, width: number, height: number, padding: number): Project {
  const [west, south, east, north] = bounds;
  const top = mercatorY(north);
  const bottom = mercatorY(south);
  const scale = Math.max(
    0.001,
    Math.min((width - 2 * padding) / (east - west), (height - 2 * padding) / (bottom - top)),
  );
  const centreX = (west + east) / 2;
  const centreY = (top + bottom) / 2;
  return (lon, lat) => [width / 2 + (lon - centreX) * scale, height / 2 + (mercatorY(lat) - centreY) * scale];
}

/** The `d` of an SVG path. */
export function svgPath(geometry: AreaGeometry, project: Project): string {
  return polygonsOf(geometry)
    .flat()
    .map((ring) => {
      const points = ring.map(([lon, lat]) => {
        const [x, y] = project(lon, lat);
        return `${x.toFixed(1)} ${y.toFixed(1)}`;
      });
      return `M${points.join('L')}Z`;
    })
    .join('');
}
