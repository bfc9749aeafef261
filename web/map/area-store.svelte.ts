/** The areas of the province, or those that one of them consists of, loaded once; a failed load is tried again until it works. */
import { parseScope } from '../../contract/scope.ts';
import { ApiError, getAreas } from '../api/client.ts';
import { mapName } from '../format/unit-names.ts';
import { labelPlace, type AreaCollection, type Ring } from './areas.ts';
import { mapExtent, type MapExtent } from './map-extent.ts';

const RETRY_MS = 3_000;

export interface AreaPlace {
  code: string;
  /** As short as a map needs it. */
  name: string;
  lon: number;
  lat: number;
  /** Of its largest part; only to compare. */
  size: number;
  /** Its largest part. */
  ring: Ring;
}

export class AreaStore {
  readonly #within: string | undefined;
  /** By code; a map that comes again, as on a wall whose pages turn, is there at once. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- looked up, never shown: each store is reactive itself
  readonly #parts = new Map<string, AreaStore>();
  #collection = $state.raw<AreaCollection>();
  #error = $state.raw<ApiError>();
  readonly #places: AreaPlace[] = $derived(
    (this.#collection?.features ?? []).map((feature) => {
      const { point, size, ring } = labelPlace(feature);
      const [lon, lat] = point;
      const { code, name, shortName } = feature.properties;
      return { code, name: shortName ?? mapName(name), lon, lat, size, ring };
    }),
  );

  readonly #extent: MapExtent | undefined = $derived(
    this.#collection && mapExtent(this.#collection.features, this.#collection.province?.mapView),
  );

  /** `within`: code of an area; absent: the province. */
  constructor(within?: string) {
    this.#within = within;
  }

  /** What a map of a scope shows: of an area its own parts. */
  of(scope: string): AreaStore {
    const { kind, code } = parseScope(scope) ?? {};
    if (kind !== 'area' || code === undefined) return this;
    const parts = this.#parts.get(code) ?? new AreaStore(code);
    this.#parts.set(code, parts);
    return parts;
  }

  /** Undefined until the areas are there. */
  get extent(): MapExtent | undefined {
    return this.#extent;
  }

  get collection(): AreaCollection | undefined {
    return this.#collection;
  }

  get error(): ApiError | undefined {
    return this.#error;
  }

  get places(): AreaPlace[] {
    return this.#places;
  }

  get provinceName(): string | undefined {
    return this.#collection?.province?.name;
  }

  get isReformed(): boolean {
    return this.#collection?.province?.reformed === true;
  }

  /** Loads until it works; returns the clean-up. */
  listen(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    const load = async () => {
      try {
        this.#collection = await getAreas(this.#within);
        this.#error = undefined;
      } catch (error) {
        this.#error = error instanceof ApiError ? error : new ApiError(String(error));
        if (!stopped) timer = setTimeout(load, RETRY_MS);
      }
    };
    void load();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }
}
