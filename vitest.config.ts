import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    pool: 'forks',
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'anywhere',
          include: ['test/{unit,command,reporters,seam,kernels,recordings,model,fleet}/**/*.test.ts'],
        },
      },
      {
        // Whole runs, one after the other: a child that waits for a CPU would miss its deadline.
        extends: true,
        test: {
          name: 'double',
          include: ['test/double/**/*.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Counts huge pages: nothing else may borrow one meanwhile, so alone and after the others.
        extends: true,
        test: {
          name: 'host',
          include: ['test/host/**/*.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
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
