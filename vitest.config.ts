import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [svelte()],
        // Property tests take seconds on a busy machine.
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          // Vitest leaves a core to itself, which on a machine with two is half of it.
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/built.ts', 'test/stack.ts'],
          // Each has a broker and an engine of its own, and keeps a core busy: a third would only make all of them late.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          // Those that restart broker and processes several times take a minute beside two others.
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/built.ts', 'test/stack.ts'],
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
