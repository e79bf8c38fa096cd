import { defineConfig } from 'vitest/config'

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
