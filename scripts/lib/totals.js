/** Adds up what the test runners reported. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GTEST_REPORT } from './native/native-tests.js';
import { REPORTS } from './paths.js';

export const VITEST_REPORT = join(REPORTS, 'vitest.json');
export const HOST_REPORT = join(REPORTS, 'vitest-host.json');
export const HTML_REPORT = join(REPORTS, 'vitest-html.json');

const none = { passed: 0, failed: 0, skipped: 0 };
const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

/** Counts of GoogleTest's JSON report. A disabled test counts as skipped. */
export function countGtest(report) {
  const outcome = (test) => {
    if (test.failures?.length > 0) return 'failed';
    return test.status === 'RUN' && test.result === 'COMPLETED' ? 'passed' : 'skipped';
  };
  return report.testsuites
    .flatMap((suite) => suite.testsuite)
    .reduce((sum, test) => add(sum, { ...none, [outcome(test)]: 1 }), none);
}

/** Counts of vitest's JSON report. A file that failed before its first test counts as one failed test. */
export function countVitest(report) {
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** The sum over all runners, and the names of those that left no report, each counted as one failed test: it never got there. */
export function totals() {
  const runners = [
    ['C++ tests', GTEST_REPORT, countGtest],
    ['TypeScript tests', VITEST_REPORT, countVitest],
    ['tests on this host', HOST_REPORT, countVitest],
    ['tests in a browser', HTML_REPORT, countVitest],
  ];
  const silent = [];
  let sum = none;
  for (const [name, file, count] of runners) {
    try {
      sum = add(sum, count(JSON.parse(readFileSync(file, 'utf8'))));
    } catch {
      silent.push(name);
      sum = add(sum, { ...none, failed: 1 });
    }
  }
  return { ...sum, silent };
}
