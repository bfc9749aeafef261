/** What every page shares; made once in App.svelte and handed down by context. */
import { createContext } from 'svelte';
import type { Identity } from './access/identity.svelte.ts';
import type { KindStore } from './kinds/kind-store.svelte.ts';
import type { FigureFeed } from './live/figure-feed.ts';
import type { AreaStore } from './map/area-store.svelte.ts';
import type { Printing } from './print/printing.svelte.ts';
import type { Router } from './routing/router.svelte.ts';
import type { ThemeChoice } from './styles/theme-choice.svelte.ts';
import type { Reload } from './wall/reload.ts';
import type { WallSettings } from './wall/wall-settings.svelte.ts';
import type { Language } from './words/language.svelte.ts';

export interface AppContext {
  router: Router;
  language: Language;
  feed: FigureFeed;
  areas: AreaStore;
  kinds: KindStore;
  theme: ThemeChoice;
  printing: Printing;
  identity: Identity;
  reload: Reload;
  settings: WallSettings;
}

export const [getApp, setApp] = createContext<AppContext>();
