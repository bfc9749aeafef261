/** Dark or light: the wall as its settings say, the tablet pages as the device does; `?theme=` goes before both. */
import { MediaQuery } from 'svelte/reactivity';
import { isOfWall } from '../routing/route.ts';
import type { Router } from '../routing/router.svelte.ts';
import { isWithin, type Hours } from '../wall/hours.ts';
import type { WallSettings } from '../wall/wall-settings.svelte.ts';

export type ThemeName = 'dark' | 'light';

const LIGHT_HOURS: Hours = { from: '06:00', to: '18:00' };

export class ThemeChoice {
  readonly #router: Router;
  readonly #settings: WallSettings;
  readonly #clock: { readonly nowMs: number };
  readonly #prefersDark = new MediaQuery('prefers-color-scheme: dark');
  readonly #name: ThemeName = $derived.by(() => {
    const asked = this.#router.query.get('theme');
    if (asked === 'dark' || asked === 'light') return asked;
    const { page } = this.#router.route;
    if (!isOfWall(page)) return this.#prefersDark.current ? 'dark' : 'light';
    const { theme } = this.#settings.values;
    if (theme !== 'byHour') return theme;
    return isWithin(LIGHT_HOURS, this.#clock.nowMs) ? 'light' : 'dark';
  });

  constructor(router: Router, settings: WallSettings, clock: { readonly nowMs: number }) {
    this.#router = router;
    this.#settings = settings;
    this.#clock = clock;
  }

  get name(): ThemeName {
    return this.#name;
  }

  toggle(): void {
    this.#router.setQuery({ theme: this.#name === 'dark' ? 'light' : 'dark' }, 'replace');
  }
}
