/** What every page shares; made once in App.svelte and handed down by context. */
import { createContext } from 'svelte';
import type { Identity } from './access/identity.svelte.ts';
import type { KindStore } from './kinds/kind-store.svelte.ts';
import type { LiveFeed } from './live/live-feed.svelte.ts';
import type { AreaStore } from './map/area-store.svelte.ts';
import type { Router } from './routing/router.svelte.ts';
import type { ThemeChoice } from './styles/theme-choice.svelte.ts';
import type { Language } from './words/language.svelte.ts';

export interface AppContext {
  router: Router;
  language: Language;
  feed: LiveFeed;
  areas: AreaStore;
  kinds: KindStore;
  theme: ThemeChoice;
  identity: Identity;
}

export const [getApp, setApp] = createContext<AppContext>();
