/** Prints the table of situations once all tests are through. */
import type { Reporter, TestModule } from 'vitest/node';
import type { Seen } from './situation.js';
import { table } from './table.js';

export default class SituationReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const seen = tests.flatMap((test) => test.meta().situation ?? []);
    const failed = tests.filter(
      (test) => test.result().state === 'failed' && test.meta().situation === undefined,
    );
    // One that broke before it had anything to tell is a row, too.
    const broken = failed.map(({ name }): Seen => ({ name, rows: [{ ...BROKEN }] }));
    if (seen.length + broken.length > 0) console.log(`\n${table([...seen, ...broken])}`);
  }
}

const BROKEN = { id: '', state: 'test failed', gate: null, commands: '', run: 0, opened: 0 };
