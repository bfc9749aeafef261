/** How somebody likes the tablet's pages to look, kept by the browser of this device; the page's address goes before it. */
const KEY = 'look';
const THEMES = ['dark', 'light'] as const;
const LANGUAGES = ['vi', 'en'] as const;

export interface Look {
  theme?: (typeof THEMES)[number] | undefined;
  language?: (typeof LANGUAGES)[number] | undefined;
}

export class DeviceLook {
  #values = $state.raw(read());

  get values(): Look {
    return this.#values;
  }

  /** Holds until the page is loaded again where the browser keeps nothing. */
  change(part: Look): void {
    this.#values = { ...this.#values, ...part };
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#values));
    } catch {
      // It is a matter of taste.
    }
  }
}

function read(): Look {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Record<keyof Look, unknown> | null;
    return {
      theme: THEMES.find((one) => one === kept?.theme),
      language: LANGUAGES.find((one) => one === kept?.language),
    };
  } catch {
    return {};
  }
}
