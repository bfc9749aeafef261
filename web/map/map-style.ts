/** The MapLibre style of the area map: data from the areas and a theme, nothing from outside. */
import type { ExpressionSpecification, GeoJSONSourceSpecification, StyleSpecification } from 'maplibre-gl';
import { servedCodes, type AreaCollection } from './areas.ts';
import type { DrawnBasemap } from './basemap.ts';
import { coloursOf, WORST_SHADE, type MapTheme } from './map-theme.ts';

export const AREA_SOURCE = 'areas';
export const FILL_LAYER = 'area-fill';
export const HATCH_IMAGE = 'hatch';

const shadeState: ExpressionSpecification = ['coalesce', ['feature-state', 'shade'], -1];

/** Of the areas, so that the basemap below them shows through. */
const OPACITY_OVER_BASEMAP = 0.88;

export function mapStyle(
  areas: AreaCollection,
  theme: MapTheme,
  basemap: DrawnBasemap | undefined,
): StyleSpecification {
  const opacity = basemap ? OPACITY_OVER_BASEMAP : 1;
  return {
    version: 8,
    sources: {
      ...basemap?.sources,
      [AREA_SOURCE]: {
        type: 'geojson',
        data: areas as GeoJSONSourceSpecification['data'],
        promoteId: 'code',
      },
    },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': theme.ground } },
      ...(basemap?.layersOf(theme) ?? []),
      // What has no shade stays transparent, so that the hatching below shows.
      {
        id: 'no-data',
        type: 'fill',
        source: AREA_SOURCE,
        filter: ['in', ['get', 'code'], ['literal', servedCodes(areas)]],
        paint: { 'fill-pattern': HATCH_IMAGE, 'fill-opacity': ['case', ['>=', shadeState, 0], 0, opacity] },
      },
      {
        id: FILL_LAYER,
        type: 'fill',
        source: AREA_SOURCE,
        paint: {
          'fill-color': fillColor(theme),
          'fill-opacity': ['case', ['>=', shadeState, 0], opacity, 0],
          'fill-antialias': true,
        },
      },
      {
        id: 'border',
        type: 'line',
        source: AREA_SOURCE,
        paint: { 'line-color': theme.border, 'line-width': 2 },
        layout: { 'line-join': 'round' },
      },
      {
        id: 'worst-border',
        type: 'line',
        source: AREA_SOURCE,
        paint: {
          'line-color': theme.worstBorder,
          'line-width': 3,
          'line-opacity': ['case', ['==', shadeState, WORST_SHADE], 1, 0],
        },
        layout: { 'line-join': 'round' },
      },
      {
        id: 'selected-border',
        type: 'line',
        source: AREA_SOURCE,
        paint: {
          'line-color': theme.selectedBorder,
          'line-width': 4,
          'line-opacity': ['case', ['boolean', ['feature-state', 'selected'], false], 1, 0],
        },
        layout: { 'line-join': 'round' },
      },
    ],
  };
}

function fillColor(theme: MapTheme): ExpressionSpecification {
  const [normal, ...others] = coloursOf(theme);
  return [
    'match',
    shadeState,
    ...others.flatMap((colour, i) => [i + 1, colour]),
    normal,
  ] as unknown as ExpressionSpecification;
}

/** A square tile of diagonal lines, RGBA, that repeats without a seam. */
export function hatchImage(theme: MapTheme, size = 12): { width: number; height: number; data: Uint8Array } {
  const line = channels(theme.hatch);
  const ground = channels(theme.hatchGround);
  const data = new Uint8Array(size * size * 4);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      data.set([...((x + y) % size < 3 ? line : ground), 255], (y * size + x) * 4);
    }
  }
  return { width: size, height: size, data };
}

function channels(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
