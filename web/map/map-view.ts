/** MapLibre behind the few calls that the area map needs. Loaded as a chunk of its own. */
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { addProtocol, Map as MapLibre, NavigationControl, setWorkerUrl, type MapOptions } from 'maplibre-gl';
import type { AreaCollection, Bounds } from './areas.ts';
import type { DrawnBasemap } from './basemap.ts';
import { AREA_SOURCE, FILL_LAYER, HATCH_IMAGE, hatchImage, mapStyle } from './map-style.ts';
import type { Padding, Project } from './projection.ts';
import type { MapTheme, Shade, Shades } from './map-theme.ts';

// Without it the built map stays blank: the worker's address is guessed from the page's.
setWorkerUrl(workerUrl);

export interface MapViewOptions {
  container: HTMLElement;
  areas: AreaCollection;
  /** Lies under the areas. */
  basemap: DrawnBasemap | undefined;
  theme: MapTheme;
  /** What the picture shows, and the room around it. */
  bounds: Bounds;
  padding: Padding;
  /** Words of the gesture hint and of the buttons; absent: a picture that does not react. */
  gestures?: { twoFingers: string; ctrlScroll: string; zoomIn: string; zoomOut: string } | undefined;
  /** What the picture is called. */
  title: string;
  onReady: () => void;
  onMoveStart: () => void;
  onMoveEnd: () => void;
  onSelect: (code: string) => void;
  onContextLost: () => void;
}

export class MapView {
  readonly #map: MapLibre;
  readonly #areas: AreaCollection;
  readonly #basemap: DrawnBasemap | undefined;
  readonly #bounds: Bounds;
  #theme: MapTheme;
  #wanted: Shades = new Map();
  #selected: string | undefined;
  /** What the map's feature state holds; emptied with it by a new style or a lost context. */
  readonly #applied = new Map<string, Shade | undefined>();
  #styleReady = false;

  constructor(options: MapViewOptions) {
    this.#areas = options.areas;
    this.#basemap = options.basemap;
    this.#theme = options.theme;
    this.#bounds = options.bounds;
    if (this.#basemap) addProtocol(this.#basemap.scheme, this.#basemap.load);
    const style = mapStyle(this.#areas, this.#theme, this.#basemap);
    this.#map = new MapLibre({ ...mapOptions(options), style });
    this.#map.on('style.load', () => this.#onStyle());
    this.#map.on('webglcontextlost', options.onContextLost);
    // The restored map builds its style again, and only then takes states.
    this.#map.on('webglcontextrestored', () => this.#map.once('idle', () => this.#onStyle()));
    this.#map.on('movestart', options.onMoveStart);
    this.#map.on('moveend', options.onMoveEnd);
    this.#map.once('idle', options.onReady);
    if (options.gestures) {
      this.#map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
      this.#map.on('click', FILL_LAYER, (event) => {
        const code: unknown = event.features?.[0]?.properties['code'];
        if (typeof code === 'string') options.onSelect(code);
      });
    }
  }

  get project(): Project {
    return (lon, lat) => {
      const point = this.#map.project([lon, lat]);
      return [point.x, point.y];
    };
  }

  /** Colours the areas; only those whose shade changed are touched. */
  setShades(shades: Shades): void {
    this.#wanted = shades;
    if (this.#styleReady) this.#apply();
  }

  setSelected(code: string | undefined): void {
    if (this.#selected !== undefined) this.#setState(this.#selected, { selected: false });
    this.#selected = code;
    if (code !== undefined) this.#setState(code, { selected: true });
  }

  setTheme(theme: MapTheme): void {
    if (theme === this.#theme) return;
    this.#theme = theme;
    this.#styleReady = false;
    this.#map.setStyle(mapStyle(this.#areas, theme, this.#basemap), { diff: false });
  }

  resize(padding: Padding): void {
    this.#map.resize();
    this.#map.fitBounds(this.#bounds, { padding, animate: false });
  }

  destroy(): void {
    this.#map.remove();
  }

  #onStyle(): void {
    if (!this.#map.hasImage(HATCH_IMAGE)) this.#map.addImage(HATCH_IMAGE, hatchImage(this.#theme));
    this.#styleReady = true;
    this.#applyAnew();
  }

  #applyAnew(): void {
    this.#applied.clear();
    this.#apply();
    if (this.#selected !== undefined) this.#setState(this.#selected, { selected: true });
  }

  #apply(): void {
    for (const [code, shade] of this.#wanted) {
      if (this.#applied.has(code) && this.#applied.get(code) === shade) continue;
      this.#applied.set(code, shade);
      this.#setState(code, { shade: shade ?? -1 });
    }
  }

  #setState(code: string, state: Record<string, unknown>): void {
    if (this.#styleReady) this.#map.setFeatureState({ source: AREA_SOURCE, id: code }, state);
  }
}

function mapOptions(options: MapViewOptions): Omit<MapOptions, 'style'> {
  const { gestures } = options;
  return {
    container: options.container,
    bounds: options.bounds,
    fitBoundsOptions: { padding: options.padding },
    attributionControl: false,
    interactive: gestures !== undefined,
    cooperativeGestures: gestures !== undefined,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    renderWorldCopies: false,
    // Wide walls are larger than the default of 4096 px.
    maxCanvasSize: [16_384, 16_384],
    // Multisampling costs most of a core when WebGL runs in software.
    canvasContextAttributes: { antialias: false },
    locale: {
      'Map.Title': options.title,
      ...(gestures && {
        'CooperativeGesturesHandler.MobileHelpText': gestures.twoFingers,
        'CooperativeGesturesHandler.WindowsHelpText': gestures.ctrlScroll,
        'CooperativeGesturesHandler.MacHelpText': gestures.ctrlScroll,
        'NavigationControl.ZoomIn': gestures.zoomIn,
        'NavigationControl.ZoomOut': gestures.zoomOut,
      }),
    },
  };
}
