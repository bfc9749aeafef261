/**
 * Whether the page is being put on paper. What a style sheet cannot do alone (a map, the layout of a wall) is drawn anew
 * in between, at once: the browser takes its picture when the listeners of `beforeprint` have returned.
 */
import { flushSync } from 'svelte';

export class Printing {
  #now = $state(false);

  get now(): boolean {
    return this.#now;
  }

  readonly listen = (): (() => void) => {
    const begin = () => this.#set(true);
    const end = () => this.#set(false);
    window.addEventListener('beforeprint', begin);
    window.addEventListener('afterprint', end);
    return () => {
      window.removeEventListener('beforeprint', begin);
      window.removeEventListener('afterprint', end);
    };
  };

  #set(now: boolean): void {
    this.#now = now;
    flushSync();
  }
}
