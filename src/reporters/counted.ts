import type { Timing } from '../report/contract.js';

/** What was counted beside the samples, in words; what is not known is left out, since a zero would be a claim. */
export function counted(run: NonNullable<Timing['run']>): string[] {
  const { migrations, involuntarySwitches, voluntarySwitches, minorFaults } = run;
  const switches = involuntarySwitches !== null && voluntarySwitches !== null;
  return [
    ...(migrations === null ? [] : [`${migrations} migrations`]),
    ...(switches ? [`${involuntarySwitches} involuntary and ${voluntarySwitches} voluntary switches`] : []),
    ...(minorFaults === null ? [] : [`${minorFaults} minor faults`]),
  ];
}
