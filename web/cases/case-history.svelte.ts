/** The events of one case that have been loaded, newest first: what is new joins in front, older pages behind. */
/* eslint-disable svelte/prefer-svelte-reactivity -- the map is replaced whole, never changed in place. */
import type { CaseEventItem, CaseEvents } from '../../contract/api.ts';

export class CaseHistory {
  #seen = $state.raw<ReadonlyMap<string, CaseEventItem>>(new Map());
  /** Behind the oldest page; undefined before the first. */
  #cursor = $state.raw<string | null>();
  #total = $state(0);
  readonly #events = $derived(
    [...this.#seen.values()].sort((a, b) => Date.parse(b.time) - Date.parse(a.time)),
  );

  get events(): readonly CaseEventItem[] {
    return this.#events;
  }

  /** How many have not been loaded. */
  get left(): number {
    return Math.max(0, this.#total - this.#seen.size);
  }

  /** Where the next older page begins; null: there is none. */
  get cursor(): string | null {
    return this.#cursor ?? null;
  }

  /** The newest page, again and again. */
  refresh(page: CaseEvents): void {
    this.#cursor ??= page.nextEventsCursor;
    this.#take(page);
  }

  /** The page behind {@link CaseHistory.cursor}. */
  append(page: CaseEvents): void {
    this.#cursor = page.nextEventsCursor;
    this.#take(page);
  }

  #take({ events, eventsTotal }: CaseEvents): void {
    this.#total = eventsTotal;
    this.#seen = new Map([...this.#seen, ...events.map((event) => [keyOf(event), event] as const)]);
  }
}

/** A source may give an id to two events. */
export function keyOf({ source, id, time }: CaseEventItem): string {
  return JSON.stringify([source, id, time]);
}
