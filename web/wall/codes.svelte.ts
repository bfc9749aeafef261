/** Whether the tiles of a wall show their QR codes: for a while after somebody at the wall asked for them. */
import { createContext } from 'svelte';

const SHOWN_MS = 30_000;

export class TileCodes {
  #shown = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  get shown(): boolean {
    return this.#shown;
  }

  show(): void {
    this.#shown = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#shown = false), SHOWN_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

export const [getTileCodes, setTileCodes] = createContext<TileCodes>();
