import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    pool: 'forks',
    include: ['test/formats/**/*.test.ts'],
    // Programs of others, some of which take their time to start; and whole runs, which want the CPU.
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
