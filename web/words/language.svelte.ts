/** The language of the page with its words and formats; `?lang=en` in the address chooses, Vietnamese is the default. */
import { dateFormats } from '../format/dates.ts';
import { numberFormats, type LanguageCode } from '../format/numbers.ts';
import type { Router } from '../routing/router.svelte.ts';
import { en } from './en.ts';
import { vi, type Words } from './vi.ts';

const WORDS: Record<LanguageCode, Words> = { vi, en };

export class Language {
  readonly #router: Router;
  readonly #code: LanguageCode = $derived.by(() => (this.#router.query.get('lang') === 'en' ? 'en' : 'vi'));
  readonly #numbers = $derived(numberFormats(this.#code));
  readonly #dates = $derived(dateFormats(this.#code));

  constructor(router: Router) {
    this.#router = router;
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
