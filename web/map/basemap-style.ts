/** What is drawn of the basemap's tiles under the areas: muted fills and lines, no text. Pure. */
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { BASEMAP_LAYERS, type Basemap } from '../../contract/basemap.ts';
import type { MapTheme } from './map-theme.ts';

export const BASEMAP_SOURCE = 'basemap';

/** Of Protomaps a feature's `kind`, of OpenMapTiles its `class`. */
const KIND: ExpressionSpecification = ['coalesce', ['get', 'kind'], ['get', 'class'], ''];
const isOf = (...kinds: string[]): ExpressionSpecification => ['in', KIND, ['literal', kinds]];
/** One sort of shape alone: a line that is filled becomes a splinter. */
const isShape = (...types: string[]): ExpressionSpecification => [
  'in',
  ['geometry-type'],
  ['literal', types],
];
const FILLED = isShape('Polygon', 'MultiPolygon');
const LINED = isShape('LineString', 'MultiLineString');

const WOODED = isOf('forest', 'wood', 'park', 'national_park', 'nature_reserve', 'protected_area');
const MAIN_ROAD = isOf('highway', 'major_road', 'motorway', 'trunk', 'primary', 'secondary');
const RAIL_OR_WATER = isOf('rail', 'ferry', 'aeroway', 'pier', 'transit');
/** From here on roads that are no main ones have room. */
const ALL_ROADS_ZOOM = 11;
const RASTER_OPACITY = 0.55;

export function basemapLayers({ tiles, layers }: Basemap, theme: MapTheme): LayerSpecification[] {
  if (tiles === 'raster') {
    const paint = { 'raster-saturation': -0.8, 'raster-opacity': RASTER_OPACITY, 'raster-fade-duration': 0 };
    return [{ id: BASEMAP_SOURCE, type: 'raster', source: BASEMAP_SOURCE, paint }];
  }
  const { wooded, water, road, boundary } = theme.basemap;
  const of = (part: keyof typeof BASEMAP_LAYERS) => layers.filter((name) => isIn(BASEMAP_LAYERS[part], name));
  const placed = (part: string, layer: string) => ({
    id: `${BASEMAP_SOURCE}-${part}-${layer}`,
    source: BASEMAP_SOURCE,
    'source-layer': layer,
  });
  return [
    ...of('wooded').map((layer): LayerSpecification => ({
      ...placed('wooded', layer),
      type: 'fill',
      filter: ['all', FILLED, layer === 'park' ? true : WOODED],
      paint: { 'fill-color': wooded, 'fill-antialias': false },
    })),
    ...of('water').map((layer): LayerSpecification => ({
      ...placed('water', layer),
      type: 'fill',
      filter: FILLED,
      paint: { 'fill-color': water },
    })),
    ...of('rivers').map((layer): LayerSpecification => ({
      ...placed('rivers', layer),
      type: 'line',
      filter: LINED,
      paint: { 'line-color': water, 'line-width': 1.5 },
    })),
    ...of('roads').map((layer): LayerSpecification => ({
      ...placed('small-roads', layer),
      type: 'line',
      minzoom: ALL_ROADS_ZOOM,
      filter: ['all', LINED, ['!', MAIN_ROAD], ['!', RAIL_OR_WATER]],
      paint: { 'line-color': road, 'line-width': 0.75 },
    })),
    ...of('roads').map((layer): LayerSpecification => ({
      ...placed('roads', layer),
      type: 'line',
      filter: ['all', LINED, MAIN_ROAD],
      paint: { 'line-color': road, 'line-width': 1.5 },
    })),
    ...of('boundaries').map((layer): LayerSpecification => ({
      ...placed('boundaries', layer),
      type: 'line',
      filter: LINED,
      paint: { 'line-color': boundary, 'line-width': 1, 'line-dasharray': [4, 3] },
    })),
  ];
}

function isIn(names: readonly string[], name: string): boolean {
  return names.includes(name);
}
