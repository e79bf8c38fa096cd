import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// Tests start some hundred processes and workers of the same code: what one has compiled, the next one reads.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url))

// One embedded PostgreSQL per run (test/global-setup.ts); every test file that asks gets its own database
// cloned from a migrated template. Two cores are shared, so two workers and generous limits: no test measures time.
export default defineConfig({
  test: {
    include: [
      'src/**/*.test.ts',
      'web/**/*.test.{ts,tsx}',
      'sdk/**/*.test.ts',
      'test/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    globalSetup: ['test/global-setup.ts'],
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
