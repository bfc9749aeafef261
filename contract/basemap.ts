/**
 * The basemap that a pack may have, `basemap.pmtiles`, and what of it is drawn under the areas. Vector tiles have the layers of
 * Protomaps (docs.protomaps.com/basemaps/layers) or of OpenMapTiles (openmaptiles.org/schema).
 */

/** Layers by what they are drawn as; of the others nothing is. */
export const BASEMAP_LAYERS = {
  wooded: ['landcover', 'landuse', 'park'],
  water: ['water'],
  rivers: ['water', 'waterway'],
  roads: ['roads', 'transportation'],
  boundaries: ['boundaries', 'boundary'],
} as const satisfies Record<string, readonly string[]>;

export interface Basemap {
  /** Differs when the file does. */
  version: string;
  tiles: 'vector' | 'raster';
  /** Those of {@link BASEMAP_LAYERS} that the file has; none of raster tiles. */
  layers: string[];
  /** Who is to be named beside the map, as plain text. */
  attribution: string | null;
}
