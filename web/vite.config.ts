import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const SERVER = 'http://127.0.0.1:8080';

export default defineConfig({
  root: import.meta.dirname,
  // Every address in what is built is relative, so the pages work below any path of a gateway.
  base: './',
  plugins: [svelte({ configFile: false })],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Chromium 94 reads it as it is. Naming browsers would turn private fields into WeakMaps, for four kB more.
    target: 'es2022',
    cssTarget: ['chrome92', 'firefox102', 'safari15.4'],
    // MapLibre is one chunk of about 1 MB that loads beside the figures.
    chunkSizeWarningLimit: 1_200,
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
