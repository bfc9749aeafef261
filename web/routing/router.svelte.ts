/** The address bar as state: the current route and query; links inside the app change it without a page load. */
/* eslint-disable svelte/prefer-svelte-reactivity -- these values are replaced whole, never changed in place. */
import { KeptEntries } from './kept-entries.ts';
import { atRoot, belowRoot } from './root.ts';
import { parseRoute, type Route } from './route.ts';
import { scrollBackTo } from './scroll-back.ts';

/** Parameters that follow the user from page to page; of a group none where the link says one of it. */
const KEPT = [['lang'], ['theme'], ['period', 'from', 'to']] as const;
/** The entry of a page that was opened from outside, which has no state. */
const FROM_OUTSIDE = 'outside';

let entries = 0;
/** Told apart from those of the same tab before it was loaded again. */
const newEntry = () => `${performance.timeOrigin}-${++entries}`;

export class Router {
  #url = $state.raw(new URL(window.location.href));
  #route: Route = $derived(
    parseRoute(belowRoot(this.#url.pathname) ?? this.#url.pathname, this.#url.searchParams),
  );
  /** Set when the server announced a new build: the next step loads the page again. */
  reloadOnNextStep = false;
  /** Name of the entry of the browser's history that is shown. */
  #entry = entryShown();
  readonly #kept = new KeptEntries();
  #endScroll: () => void = () => undefined;

  get route(): Route {
    return this.#route;
  }

  get query(): URLSearchParams {
    return this.#url.searchParams;
  }

  /** The address of a page of the app, with what follows the user. */
  href(path: string): string {
    const url = new URL(atRoot(path), this.#url.origin);
    for (const group of KEPT) {
      if (group.some((name) => url.searchParams.has(name))) continue;
      for (const name of group) {
        const value = this.query.get(name);
        if (value !== null) url.searchParams.set(name, value);
      }
    }
    return url.pathname + url.search;
  }

  go(path: string): void {
    const href = this.href(path);
    if (this.reloadOnNextStep) {
      window.location.assign(href);
      return;
    }
    this.#push(href);
    window.scrollTo(0, 0);
  }

  /** As {@link Router.go}, in the place of the page that is shown: back does not lead to it. */
  replace(path: string): void {
    history.replaceState(history.state, '', this.href(path));
    this.#url = new URL(window.location.href);
  }

  /** To where the reader came from; to `up` when the page was opened from outside, by a link or a QR code. */
  back(up: string): void {
    if (history.state === null) this.go(up);
    else history.back();
  }

  /** Changes parameters of the current page; null removes one. Typing in a filter replaces, choosing one pushes. */
  setQuery(changes: Record<string, string | null>, how: 'push' | 'replace' = 'push'): void {
    const url = new URL(window.location.href);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null || value === '') url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    if (how === 'push') return this.#push(url.href);
    history.replaceState(history.state, '', url);
    this.#url = url;
  }

  /** Leaves something at the entry that is shown, for when the reader comes back to it. */
  keep(name: string, value: unknown): void {
    this.#kept.keep(this.#entry, name, value);
  }

  /** What was left there. */
  kept(name: string): unknown {
    return this.#kept.get(this.#entry, name);
  }

  /** Follows the back button and clicks on links; returns the clean-up. */
  listen(): () => void {
    const stop = new AbortController();
    const { signal } = stop;
    // The browser would scroll before the rows are there. A page that is loaded again is its own affair.
    history.scrollRestoration = 'manual';
    window.addEventListener('pagehide', () => (history.scrollRestoration = 'auto'), { signal });
    window.addEventListener('pageshow', () => (history.scrollRestoration = 'manual'), { signal });
    window.addEventListener('popstate', () => this.#onBack(), { signal });
    document.addEventListener('click', (event) => this.#onClick(event), { signal });
    return () => stop.abort();
  }

  #push(href: string): void {
    this.#leave();
    this.#entry = newEntry();
    history.pushState(this.#entry, '', href);
    this.#url = new URL(window.location.href);
  }

  #leave(): void {
    this.#endScroll();
    this.keep('top', window.scrollY);
  }

  #onBack(): void {
    this.#leave();
    this.#entry = entryShown();
    this.#url = new URL(window.location.href);
    const top = this.kept('top');
    this.#endScroll = scrollBackTo(typeof top === 'number' ? top : 0);
  }

  #onClick(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey)
      return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (
      !link?.href ||
      link.target ||
      link.hasAttribute('download') ||
      new URL(link.href).origin !== window.location.origin
    )
      return;
    const url = new URL(link.href);
    const path = belowRoot(url.pathname);
    if (path === undefined) return;
    event.preventDefault();
    this.go(path + url.search);
  }
}

function entryShown(): string {
  const state: unknown = history.state;
  return typeof state === 'string' ? state : FROM_OUTSIDE;
}
