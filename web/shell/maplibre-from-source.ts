/**
 * Part of the build: MapLibre from the sources in its package. Its built page and worker each hold their own copy of what both
 * need, 116 kB (gzip) more than a wall has to load.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformWithOxc, type Plugin } from 'vite';

/** As the pages import them. */
const MAIN = 'maplibre-gl';
const WORKER_URL = 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';

const SOURCE = fileURLToPath(new URL('../src/', import.meta.resolve(MAIN)));
/** Its classes declare again what the class above them has set: such a line must not unset it. */
const AS_IT_IS_BUILT = {
  assumptions: { setPublicClassFields: true },
  typescript: { removeClassFieldsWithoutInitializer: true },
};

export function mapLibreFromSource(): Plugin {
  return {
    name: 'maplibre-from-source',
    apply: 'build',
    enforce: 'pre',
    resolveId(id) {
      if (id === MAIN) return join(SOURCE, 'index.ts');
      return id === WORKER_URL ? `\0${WORKER_URL}` : undefined;
    },
    transform(code, id) {
      return id.startsWith(SOURCE) && id.endsWith('.ts')
        ? transformWithOxc(code, id, AS_IT_IS_BUILT)
        : undefined;
    },
    load(id) {
      if (id !== `\0${WORKER_URL}`) return undefined;
      const worker = this.emitFile({
        type: 'chunk',
        id: join(SOURCE, 'source/worker.ts'),
        name: 'maplibre-worker',
      });
      return `export default import.meta.ROLLUP_FILE_URL_${worker};`;
    },
  };
}
