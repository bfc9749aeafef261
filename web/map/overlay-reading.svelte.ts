/** An overlay of a map as its live figures change. */
import type { Figures } from '../../contract/api.ts';
import type { CaseCounts } from '../../contract/counts.ts';
import type { MapOverlay } from '../../contract/wall.ts';
import type { AreaStore } from './area-store.svelte.ts';
import { overlayView, type OverlayView } from './overlay-view.ts';
import { SteadyBounds } from './quantile-bounds.ts';

export class OverlayReading {
  readonly #steady = new SteadyBounds();
  readonly #view: OverlayView;

  /** Call while a component is set up; `overlay` and `figures` are read reactively. */
  constructor(
    areas: AreaStore,
    overlay: () => MapOverlay,
    figures: () => Pick<Figures<CaseCounts>, 'dataTime' | 'areas'> | undefined,
  ) {
    const counts = $derived.by(() => {
      const now = figures();
      // Of a product that has heard of nothing yet a count of 0 is no news.
      const known = now && now.dataTime !== null ? now.areas : [];
      // eslint-disable-next-line svelte/prefer-svelte-reactivity -- replaced whole, never changed in place
      return new Map(known.map((area) => [area.code, [area.counts]] as const));
    });
    this.#view = $derived(
      overlayView(
        overlay(),
        areas.places.map(({ code }) => code),
        (code) => counts.get(code),
        this.#steady,
        performance.now(),
      ),
    );
  }

  get view(): OverlayView {
    return this.#view;
  }
}
