/**
 * Voronoi cells by cutting a box with the bisector towards every other point: O(n²), exact enough and free of
 * dependencies for the hundred-odd points of a province.
 */
export type Point = [number, number];

/** One open ring per point, anticlockwise, inside the box `[minX, minY, maxX, maxY]`. */
export function voronoiCells(points: readonly Point[], box: [number, number, number, number]): Point[][] {
  const [minX, minY, maxX, maxY] = box;
  return points.map((site) => {
    let cell: Point[] = [
      [minX, minY],
      [maxX, minY],
      [maxX, maxY],
      [minX, maxY],
    ];
    for (const other of points) if (other !== site) cell = cutAtBisector(cell, site, other);
    return cell;
  });
}

/** Keeps the part of a convex ring that is nearer to `site` than to `other`. */
function cutAtBisector(ring: Point[], site: Point, other: Point): Point[] {
  const [nx, ny] = [other[0] - site[0], other[1] - site[1]];
  const limit = (other[0] ** 2 + other[1] ** 2 - site[0] ** 2 - site[1] ** 2) / 2;
  const excess = (p: Point) => p[0] * nx + p[1] * ny - limit;
  return ring.flatMap((a, i): Point[] => {
    const b = ring[(i + 1) % ring.length] as Point;
    const [ea, eb] = [excess(a), excess(b)];
    const kept: Point[] = ea <= 0 ? [a] : [];
    if ((ea < 0 && eb > 0) || (ea > 0 && eb < 0)) {
      const t = ea / (ea - eb);
      kept.push([a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]);
    }
    return kept;
  });
}
