import type { Report } from '../report/contract.js';
import type { ProfileChange } from './contract.js';

/** Readiness of consumers that is not what it was. One that only one side judged is about the tool. */
export function profileChanges(before: Report, after: Report): ProfileChange[] {
  const [old, now] = [states(before), states(after)];
  return [...old].flatMap(([name, state]) => {
    const other = now.get(name);
    return other === undefined || other === state ? [] : [{ name, old: state, new: other }];
  });
}

function states({ profiles }: Report): Map<string, string> {
  return new Map(Object.entries(profiles).map(([name, { state }]) => [name, state]));
}
