import { usageFault } from '../ground/fault.js';
import { check, VERDICTS, worst } from '../report/check.js';
import type { Report } from '../report/contract.js';
import type { Format } from '../reporters/index.js';

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
