/** The pack's basemap as MapLibre asks for it: ranges of one file of our server. Loaded only where the pack has one. */
import { PMTiles, Protocol } from 'pmtiles';
import type { AddProtocolAction, LayerSpecification, SourceSpecification } from 'maplibre-gl';
import type { Basemap } from '../../contract/basemap.ts';
import { atRoot } from '../routing/root.ts';
import { BASEMAP_SOURCE, basemapLayers } from './basemap-style.ts';
import type { MapTheme } from './map-theme.ts';

const SCHEME = 'pmtiles';
/** Of pictures; the file does not tell it. */
const TILE_PX = 256;

export interface DrawnBasemap {
  scheme: string;
  /** Answers addresses of the scheme. */
  load: AddProtocolAction;
  sources: Record<string, SourceSpecification>;
  layersOf: (theme: MapTheme) => LayerSpecification[];
}

// A wall mounts its map at each turn of its pages; directories that were read stay.
const protocol = new Protocol();

export function openBasemap(basemap: Basemap): DrawnBasemap {
  const path = atRoot(`api/v1/basemap?version=${encodeURIComponent(basemap.version)}`);
  const { href } = new URL(path, window.location.href);
  if (!protocol.get(href)) protocol.add(new PMTiles(href));
  const url = `${SCHEME}://${href}`;
  return {
    scheme: SCHEME,
    load: protocol.tile,
    sources: {
      [BASEMAP_SOURCE]:
        basemap.tiles === 'vector' ? { type: 'vector', url } : { type: 'raster', url, tileSize: TILE_PX },
    },
    layersOf: (theme) => basemapLayers(basemap, theme),
  };
}
