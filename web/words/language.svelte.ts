/**
 * The language of the page with its words and formats: `?lang=` in the address chooses, then on the wall its settings, on
 * other pages what was chosen on this device; Vietnamese is the default.
 */
import { dateFormats } from '../format/dates.ts';
import { numberFormats, type LanguageCode } from '../format/numbers.ts';
import { isOfWall } from '../routing/route.ts';
import type { Router } from '../routing/router.svelte.ts';
import type { DeviceLook } from '../styles/device-look.svelte.ts';
import type { WallSettings } from '../wall/wall-settings.svelte.ts';
import { en } from './en.ts';
import { vi, type Words } from './vi.ts';

const WORDS: Record<LanguageCode, Words> = { vi, en };

export class Language {
  readonly #router: Router;
  readonly #settings: WallSettings;
  readonly #look: DeviceLook;
  readonly #code: LanguageCode = $derived.by(() => {
    const asked = this.#router.query.get('lang');
    if (asked === 'vi' || asked === 'en') return asked;
    const { page } = this.#router.route;
    return isOfWall(page) ? this.#settings.values.language : (this.#look.values.language ?? 'vi');
  });
  readonly #numbers = $derived(numberFormats(this.#code));
  readonly #dates = $derived(dateFormats(this.#code));

  constructor(router: Router, settings: WallSettings, look: DeviceLook) {
    this.#router = router;
    this.#settings = settings;
    this.#look = look;
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

  /** Switches to the other language, on this device. */
  toggle(): void {
    this.#look.change({ language: this.#code === 'vi' ? 'en' : 'vi' });
    this.#router.setQuery({ lang: null }, 'replace');
  }
}
