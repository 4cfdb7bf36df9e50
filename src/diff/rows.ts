import type { Capability, Report } from '../report/contract.js';
import { explain } from './causes.js';
import type { FactChange, RowChange, Verdict } from './contract.js';
import { createGrounds } from './grounds.js';

/** Rows of the matrix whose state, reason or gate is not what it was, with what accounts for it. */
export function rowChanges(before: Report, after: Report, facts: readonly FactChange[]): RowChange[] {
  const grounds = createGrounds(before, after, facts);
  const [old, now] = [byKey(before), byKey(after)];
  return [...new Map([...old, ...now])].flatMap(([key, { id, memory }]) => {
    const sides = { old: verdict(old.get(key)), new: verdict(now.get(key)) };
    if (isSame(sides.old, sides.new)) return [];
    return [{ id, memory, ...sides, ...explain({ id, memory, ...sides }, grounds) }];
  });
}

const byKey = ({ capabilities }: Report): Map<string, Capability> =>
  new Map(capabilities.map((one) => [JSON.stringify([one.id, one.memory]), one]));

const verdict = (row: Capability | undefined): Verdict | null =>
  row === undefined ? null : { state: row.state, reason: row.reason, gate: row.gate ?? null };

const isSame = (old: Verdict | null, now: Verdict | null): boolean =>
  old?.state === now?.state && old?.reason === now?.reason && old?.gate === now?.gate;
