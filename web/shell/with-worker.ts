/** Part of the build: writes `sw.js`, the service worker, with the names of all files that it keeps. */
import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

const WORKER = 'sw';
/** Letters of languages that no page has; a browser never asks for them. */
const NEVER_ASKED = /-(cyrillic|greek)(-ext)?-/;

/** The entry `sw` of the build becomes `sw.js` beside the page; other entries keep the names that they would have. */
export function withWorker(): Plugin {
  return {
    name: 'with-worker',
    apply: 'build',
    generateBundle: {
      // When the page is there.
      order: 'post',
      handler(_options, bundle) {
        const worker = Object.values(bundle).find((one) => one.type === 'chunk' && one.name === WORKER);
        const page = bundle['index.html'];
        if (worker?.type !== 'chunk' || page?.type !== 'asset') this.error('no page or no worker');
        const assets = Object.keys(bundle).filter((name) => name.startsWith('assets/'));
        const files = ['browser-check.js', ...assets.filter((name) => !NEVER_ASKED.test(name))].sort();
        const build = createHash('sha256').update(page.source).update(files.join()).digest('hex').slice(0, 8);
        worker.code = worker.code.replaceAll('BUILT', JSON.stringify({ build, files }));
      },
    },
  };
}
