/** What a map of a scope shows: its areas, and an overlay of them as its live figures change. */
import type { Figures } from '../../contract/api.ts';
import type { MapOverlay } from '../../contract/wall.ts';
import type { AreaStore } from './area-store.svelte.ts';
import { servedCodes } from './areas.ts';
import { countsByArea, overlayView, type CountedParts, type OverlayView } from './overlay-view.ts';
import { SteadyBounds } from './quantile-bounds.ts';

type ReadFigures = Pick<Figures, 'dataTime'> & CountedParts;
const NOTHING: CountedParts = { areas: [], units: [] };

export class OverlayReading {
  readonly #steady = new SteadyBounds();
  readonly #areas: AreaStore;
  readonly #view: OverlayView;

  /** Call while a component is set up; `scope`, `overlay` and `figures` are read reactively. `province`: of all pages. */
  constructor(
    province: AreaStore,
    scope: () => string,
    overlay: () => MapOverlay,
    figures: () => ReadFigures | undefined,
  ) {
    this.#areas = $derived(province.of(scope()));
    $effect(() => (this.#areas === province || this.#areas.collection ? undefined : this.#areas.listen()));
    const counts = $derived.by(() => {
      const now = figures();
      // Of a product that has heard of nothing yet a count of 0 is no news.
      const heard = now && now.dataTime !== null ? now : NOTHING;
      return countsByArea(heard, this.#areas.collection?.unitAreas);
    });
    this.#view = $derived(
      overlayView(
        overlay(),
        this.#areas.collection ? servedCodes(this.#areas.collection) : [],
        (code) => counts.get(code),
        this.#steady,
        performance.now(),
      ),
    );
  }

  get areas(): AreaStore {
    return this.#areas;
  }

  get view(): OverlayView {
    return this.#view;
  }
}
