/** The settings of the wall on this device, kept by its browser. The page's address goes before them. */
import { readSettings, type SettingValues } from './setting-values.ts';

const KEY = 'wall-settings';

export class WallSettings {
  #values = $state.raw(readSettings(kept()));
  #isKept = $state(true);

  get values(): SettingValues {
    return this.#values;
  }

  /** False when the browser refused to keep the last change, which then holds until the page is loaded again. */
  get isKept(): boolean {
    return this.#isKept;
  }

  change(part: Partial<SettingValues>): void {
    this.#values = readSettings({ ...this.#values, ...part });
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#values));
      this.#isKept = true;
    } catch {
      this.#isKept = false;
    }
  }

  /** Follows changes that another page of this device makes; returns the clean-up. */
  listen(): () => void {
    const take = ({ key }: StorageEvent) => {
      if (key === KEY || key === null) this.#values = readSettings(kept());
    };
    window.addEventListener('storage', take);
    return () => window.removeEventListener('storage', take);
  }
}

/** Undefined where nothing is kept, what is kept is no JSON, or the browser keeps nothing. */
function kept(): unknown {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? 'null');
  } catch {
    return undefined;
  }
}
