import { check, VERDICTS, worst } from '../report/check.js';
import type { Report } from '../report/contract.js';
import type { Format } from '../reporters/index.js';
import { plain } from '../reporters/nagios.js';
import { failure } from './failure.js';
import { usageFault } from './fault.js';
import { StdoutError, writeStdout } from './stdout.js';

/** @throws Fault (64) where nothing would look at the checks */
export function checksOf(format: Format, checks: readonly string[] = []): readonly string[] {
  if (checks.length > 0 && format !== 'nagios')
    throw usageFault('--check is for --format nagios; give that format, or use hgm-probe require');
  return checks;
}

/** Sets the plugin's exit code: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN. */
export function exitAsPlugin(report: Report, checks: readonly string[]): void {
  process.exitCode = VERDICTS.indexOf(worst(check(report, checks).map((one) => one.verdict)));
}

/** A plugin that fails says so on its one line, with UNKNOWN: a monitor reads no stderr and knows no 74. */
export async function asPlugin(format: Format, work: () => Promise<void>): Promise<void> {
  if (format !== 'nagios') return work();
  try {
    await work();
  } catch (error) {
    if (error instanceof StdoutError) throw error;
    await writeStdout(`HGM UNKNOWN - ${plain(failure(error).line ?? 'no answer')}\n`);
    process.exitCode = VERDICTS.indexOf('UNKNOWN');
  }
}
