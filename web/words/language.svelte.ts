/**
 * The language of the page with its words and formats: `?lang=` in the address chooses, then on the wall its settings;
 * Vietnamese is the default.
 */
import { dateFormats } from '../format/dates.ts';
import { numberFormats, type LanguageCode } from '../format/numbers.ts';
import { isOfWall } from '../routing/route.ts';
import type { Router } from '../routing/router.svelte.ts';
import type { WallSettings } from '../wall/wall-settings.svelte.ts';
import { en } from './en.ts';
import { vi, type Words } from './vi.ts';

const WORDS: Record<LanguageCode, Words> = { vi, en };

export class Language {
  readonly #router: Router;
  readonly #settings: WallSettings;
  readonly #code: LanguageCode = $derived.by(() => {
    const asked = this.#router.query.get('lang');
    if (asked === 'vi' || asked === 'en') return asked;
    const { page } = this.#router.route;
    return isOfWall(page) ? this.#settings.values.language : 'vi';
  });
  readonly #numbers = $derived(numberFormats(this.#code));
  readonly #dates = $derived(dateFormats(this.#code));

  constructor(router: Router, settings: WallSettings) {
    this.#router = router;
    this.#settings = settings;
  }

  get code(): LanguageCode {
    return this.#code;
  }

  get words(): Words {
    return WORDS[this.#code];
  }

  get numbers() {
    return this.#numbers;
  }

  get dates() {
    return this.#dates;
  }

  /** Switches to the other language, in the address. */
  toggle(): void {
    this.#router.setQuery({ lang: this.#code === 'vi' ? 'en' : null }, 'replace');
  }
}
