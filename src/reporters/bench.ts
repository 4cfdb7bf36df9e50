import { sizeWord } from '../ground/size.js';
import { duration } from '../ground/units.js';
import type { BenchRun } from '../report/contract.js';

/** What a bench was asked for, and loudly where it did not get to its end. */
export function benchWords({ complete, samples, durationMs, cpu, sizes }: BenchRun): string {
  const parts = [
    `up to ${samples} samples of each call`,
    ...(durationMs === null ? [] : [`within ${duration(durationMs * 1e6)} in all`]),
    ...(cpu === null ? [] : [`on CPU ${cpu}`]),
    ...(sizes.length === 0 ? [] : [`huge pages of ${sizes.map(sizeWord).join(', ')} only`]),
  ];
  return `${complete ? 'Bench' : 'INCOMPLETE bench, ended early'}: ${parts.join(', ')}`;
}
