/** The address bar as state: the current route and query; links inside the app change it without a page load. */
/* eslint-disable svelte/prefer-svelte-reactivity -- these values are replaced whole, never changed in place. */
import { atRoot, belowRoot } from './root.ts';
import { parseRoute, type Route } from './route.ts';

/** Parameters that follow the user from page to page. */
const KEPT = ['lang', 'theme', 'period'] as const;
/** Marks entries of the browser's history behind which there is another page of the app. */
const IN_APP = 'in-app';

export class Router {
  #url = $state.raw(new URL(window.location.href));
  #route: Route = $derived(
    parseRoute(belowRoot(this.#url.pathname) ?? this.#url.pathname, this.#url.searchParams),
  );
  /** Set when the server announced a new build: the next step loads the page again. */
  reloadOnNextStep = false;

  get route(): Route {
    return this.#route;
  }

  get query(): URLSearchParams {
    return this.#url.searchParams;
  }

  /** The address of a page of the app, with what follows the user. */
  href(path: string): string {
    const url = new URL(atRoot(path), this.#url.origin);
    for (const name of KEPT) {
      const value = this.query.get(name);
      if (value !== null && !url.searchParams.has(name)) url.searchParams.set(name, value);
    }
    return url.pathname + url.search;
  }

  go(path: string): void {
    const href = this.href(path);
    if (this.reloadOnNextStep) {
      window.location.assign(href);
      return;
    }
    history.pushState(IN_APP, '', href);
    this.#url = new URL(window.location.href);
    window.scrollTo(0, 0);
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
    if (how === 'push') history.pushState(IN_APP, '', url);
    else history.replaceState(history.state, '', url);
    this.#url = url;
  }

  /** Follows the back button and clicks on links; returns the clean-up. */
  listen(): () => void {
    const stop = new AbortController();
    window.addEventListener('popstate', () => (this.#url = new URL(window.location.href)), {
      signal: stop.signal,
    });
    document.addEventListener('click', (event) => this.#onClick(event), { signal: stop.signal });
    return () => stop.abort();
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
