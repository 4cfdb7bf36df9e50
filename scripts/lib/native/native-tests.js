/** The C++ tests. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages, program } from '../apt.js';
import { REPORTS } from '../paths.js';
import { Failure, openly, quietly, say } from '../run.js';

export const GTEST_REPORT = join(REPORTS, 'gtest.json');

/**
 * Builds and runs the C++ tests; returns whether they all passed. Throws a Failure if they cannot be built.
 * `sanitize`: with the address sanitizer, whose run counts for itself and leaves the totals alone.
 */
export function runNativeTests({ sanitize = false } = {}) {
  ensurePackages([
    program('g++', 'g++'),
    program('make', 'make'),
    { missing: !existsSync('/usr/include/gtest/gtest.h'), packages: ['libgtest-dev'] },
  ]);
  const what = sanitize ? 'the C++ tests with the address sanitizer' : 'the C++ tests';
  const how = sanitize ? ['SANITIZE=1'] : [];
  say(`building ${what}`);
  quietly(`building ${what}`, 'make', ['-C', 'test/native', '-j2', ...how, 'all']);
  if (sanitize) return openly('make', ['-s', '-C', 'test/native', ...how, 'check']);
  mkdirSync(REPORTS, { recursive: true });
  const env = { ...process.env, GTEST_OUTPUT: `json:${GTEST_REPORT}` };
  return openly('make', ['-s', '-C', 'test/native', 'check'], { env });
}

/** As above, but a Failure is said and counts as failed, so that other tests can follow. */
export function tryNativeTests(options) {
  try {
    return runNativeTests(options);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    say(error.message);
    return false;
  }
}
