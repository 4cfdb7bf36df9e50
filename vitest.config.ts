import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{unit,command,reporters}/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 30_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reportsDirectory: 'reports/coverage',
      reporter: ['text-summary', 'json-summary'],
      // The rules do no input or output, so nothing excuses a branch that no test takes.
      thresholds: { 'src/judge/**': { branches: 100, lines: 100 } },
    },
  },
});
