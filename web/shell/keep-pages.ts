/** Has the browser keep the pages on the device (web/shell/worker.ts), where it may: by https, or on the server itself. */
import { atRoot } from '../routing/root.ts';

/** ms; what the page shows at first goes first over a slow network. */
const AFTER_MS = 5_000;

export function keepPages(): void {
  if (import.meta.env.DEV || !('serviceWorker' in navigator)) return;
  setTimeout(() => {
    navigator.serviceWorker
      .register(atRoot('sw.js'), { updateViaCache: 'none' })
      // Without it the pages open from the server alone.
      .catch((error: unknown) => console.warn('pages are not kept on this device:', error));
  }, AFTER_MS);
}
