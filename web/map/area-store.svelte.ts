/** The areas of the province, loaded once; a failed load is tried again until it works. */
import { ApiError, getAreas } from '../api/client.ts';
import { labelPoint, type AreaCollection } from './areas.ts';

const RETRY_MS = 3_000;

export interface AreaPlace {
  code: string;
  name: string;
  lon: number;
  lat: number;
}

export class AreaStore {
  #collection = $state.raw<AreaCollection>();
  #error = $state.raw<ApiError>();
  readonly #places: AreaPlace[] = $derived(
    (this.#collection?.features ?? []).map((feature) => {
      const [lon, lat] = labelPoint(feature);
      return { code: feature.properties.code, name: feature.properties.name, lon, lat };
    }),
  );

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
    return this.#collection?.name;
  }

  /** Loads until it works; returns the clean-up. */
  listen(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    const load = async () => {
      try {
        this.#collection = await getAreas();
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
