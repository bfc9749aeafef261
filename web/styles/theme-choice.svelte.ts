/** Dark or light: the wall as its settings say, the tablet pages as chosen or as the device is; `?theme=` goes before all. */
import { MediaQuery } from 'svelte/reactivity';
import { isOfWall } from '../routing/route.ts';
import type { Printing } from '../print/printing.svelte.ts';
import type { Router } from '../routing/router.svelte.ts';
import { isWithin, type Hours } from '../wall/hours.ts';
import type { WallSettings } from '../wall/wall-settings.svelte.ts';
import type { DeviceLook } from './device-look.svelte.ts';

export type ThemeName = 'dark' | 'light';

const LIGHT_HOURS: Hours = { from: '06:00', to: '18:00' };

export class ThemeChoice {
  readonly #router: Router;
  readonly #settings: WallSettings;
  readonly #look: DeviceLook;
  readonly #clock: { readonly nowMs: number };
  readonly #printing: Printing;
  readonly #prefersDark = new MediaQuery('prefers-color-scheme: dark');
  readonly #name: ThemeName = $derived.by(() => {
    const asked = this.#router.query.get('theme');
    if (asked === 'dark' || asked === 'light') return asked;
    const { page } = this.#router.route;
    if (!isOfWall(page)) return this.#look.values.theme ?? (this.#prefersDark.current ? 'dark' : 'light');
    const { theme } = this.#settings.values;
    if (theme !== 'byHour') return theme;
    return isWithin(LIGHT_HOURS, this.#clock.nowMs) ? 'light' : 'dark';
  });

  constructor(
    router: Router,
    settings: WallSettings,
    look: DeviceLook,
    clock: { readonly nowMs: number },
    printing: Printing,
  ) {
    this.#router = router;
    this.#settings = settings;
    this.#look = look;
    this.#clock = clock;
    this.#printing = printing;
  }

  get name(): ThemeName {
    return this.#name;
  }

  /** What a map is drawn on. */
  get ground(): ThemeName | 'paper' {
    return this.#printing.now ? 'paper' : this.#name;
  }

  /** Of the tablet's pages. */
  toggle(): void {
    this.#look.change({ theme: this.#name === 'dark' ? 'light' : 'dark' });
    this.#router.setQuery({ theme: null }, 'replace');
  }
}
