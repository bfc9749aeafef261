/** Dark or light: the wall is dark unless `?theme=light`, the tablet pages follow the device unless told. */
import { MediaQuery } from 'svelte/reactivity';
import type { Router } from '../routing/router.svelte.ts';

export type ThemeName = 'dark' | 'light';

export class ThemeChoice {
  readonly #router: Router;
  readonly #prefersDark = new MediaQuery('prefers-color-scheme: dark');
  readonly #name: ThemeName = $derived.by(() => {
    const asked = this.#router.query.get('theme');
    if (asked === 'dark' || asked === 'light') return asked;
    if (this.#router.route.page === 'wall') return 'dark';
    return this.#prefersDark.current ? 'dark' : 'light';
  });

  constructor(router: Router) {
    this.#router = router;
  }

  get name(): ThemeName {
    return this.#name;
  }

  toggle(): void {
    this.#router.setQuery({ theme: this.#name === 'dark' ? 'light' : 'dark' }, 'replace');
  }
}
