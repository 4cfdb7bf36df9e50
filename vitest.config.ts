import { readFileSync } from 'node:fs';
import peggy from 'peggy';
import { globSync } from 'tinyglobby';
import { defineConfig } from 'vitest/config';

/** Makes the parser from the grammar, as the build does: tests run the sources, where there is none. */
const grammar = {
  name: 'grammar',
  enforce: 'pre' as const,
  resolveId: (id: string, importer?: string) =>
    id === './grammar.js' && importer?.includes('/src/require/')
      ? importer.replace(/[^/]*$/, 'grammar.peggy')
      : undefined,
  transform: (text: string, id: string) =>
    id.endsWith('.peggy')
      ? { code: peggy.generate(text, { output: 'source', format: 'es' }), map: null }
      : undefined,
};

const PURE = ['test/{unit,consumers,reporters,require,seam,kernels,selftests,recordings}/**/*.test.ts'];
/** These put something in the place of a module, so each needs its modules for itself. */
const MOCKING = globSync(PURE).filter((path) => readFileSync(path, 'utf8').includes('vi.mock('));

export default defineConfig({
  plugins: [grammar],
  test: {
    pool: 'forks',
    testTimeout: 60_000,
    projects: [
      // `npm test`, these two.
      {
        // Files share what they import, which is half of their time.
        extends: true,
        test: { name: 'pure', include: PURE, exclude: MOCKING, isolate: false },
      },
      {
        extends: true,
        test: {
          name: 'anywhere',
          // Its modules are for a bundler: Node does not find them.
          server: { deps: { inline: ['dt-sql-parser'] } },
          include: ['test/{command,fleet}/**/*.test.ts', ...MOCKING],
        },
      },
      // `npm run test:host`, from here to `place`.
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
      {
        // Changes a sysctl of the machine and puts it back, so alone, too.
        extends: true,
        test: {
          name: 'layers',
          include: ['test/layers/**/*.test.ts'],
          globalSetup: ['test/layers/global-setup.ts'],
          fileParallelism: false,
          // Each is a handful of whole runs, which a busy machine stretches.
          testTimeout: 240_000,
          sequence: { groupOrder: 3 },
        },
      },
      {
        // Keeps a CPU busy for its own sake, so alone, too.
        extends: true,
        test: {
          name: 'place',
          include: ['test/place/**/*.test.ts'],
          globalSetup: ['test/place/global-setup.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 4 },
        },
      },
      // `npm run test:html`: it needs a browser.
      {
        extends: true,
        test: { name: 'html', include: ['test/html/**/*.test.ts'], sequence: { groupOrder: 5 } },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reportsDirectory: 'reports/coverage',
      reporter: ['text-summary', 'json-summary'],
      // The rules do no input or output. Of `require`, an error that is none of the grammar's can not be made.
      thresholds: {
        'src/capabilities/**': { branches: 100, lines: 100 },
        'src/judge/**': { branches: 99.8, lines: 100 },
        'src/document/**': { branches: 100, lines: 100 },
        'src/require/**': { branches: 98.9, lines: 100 },
        'src/profiles/{assess,finding,needs,question,reasons}.ts': { branches: 100, lines: 100 },
      },
    },
  },
});
