/**
 * One worker: a copy of the sources and their tests, and one vitest that stays up for all its mutants.
 * Started by fork() with the copy's folder; told `{ file, text }`, answers `{ verdict }`.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createVitest } from 'vitest/node';

const [root] = process.argv.slice(2);

const vitest = await createVitest(
  'test',
  {
    root,
    config: false,
    watch: false,
    include: ['test/all.test.ts'],
    pool: 'threads',
    maxWorkers: 1,
    bail: 1,
    reporters: [{}],
    testTimeout: 30_000,
  },
  { server: { watch: null } },
);
await vitest.standalone();
const specifications = await vitest.globTestSpecifications();

/**
 * `killed`: a test failed. `not_loaded`: the mutant is no program, or throws as it loads, so that no test had a
 * say. `survived`: every test passed.
 */
async function verdict() {
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications, true);
  const failed = testModules.some((module) => !module.children.allTests('failed').next().done);
  if (failed || unhandledErrors.length > 0) return 'killed';
  return testModules.every((module) => module.ok()) ? 'survived' : 'not_loaded';
}

process.on('message', async ({ file, text, original }) => {
  const path = join(root, file);
  writeFileSync(path, text);
  vitest.invalidateFile(path);
  const said = await verdict();
  writeFileSync(path, original);
  vitest.invalidateFile(path);
  process.send({ verdict: said });
});

process.on('disconnect', () => process.exit());
process.send({ ready: true });
