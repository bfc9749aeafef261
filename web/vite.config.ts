import { svelte } from '@sveltejs/vite-plugin-svelte';
import { join } from 'node:path';
import { defineConfig } from 'vite';
import { mapLibreFromSource } from './shell/maplibre-from-source.ts';
import { withWorker } from './shell/with-worker.ts';

const SERVER = 'http://127.0.0.1:8080';

export default defineConfig({
  root: import.meta.dirname,
  // Every address in what is built is relative, so the pages work below any path of a gateway.
  base: './',
  plugins: [svelte({ configFile: false }), mapLibreFromSource(), withWorker()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Chromium 94 reads it as it is. Naming browsers would turn private fields into WeakMaps, for four kB more.
    target: 'es2022',
    cssTarget: ['chrome92', 'firefox102', 'safari15.4'],
    // MapLibre is chunks of half a MB that load beside the figures.
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      input: {
        index: join(import.meta.dirname, 'index.html'),
        sw: join(import.meta.dirname, 'shell/worker.ts'),
      },
      output: {
        // What a service worker may answer for lies below its own address.
        entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
  server: {
    port: 5173,
    proxy: {
      '/api': SERVER,
      '/healthz': SERVER,
      '/socket.io': { target: SERVER, ws: true },
    },
  },
});
