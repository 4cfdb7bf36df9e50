import type { Report } from '../../src/report/contract.js';

/** The rows that changed, one line each: `capability hgm hugetlb-2M: {"state":"absent"} -> {"state":"unknown"}`. */
export function changes(before: Report, after: Report): string[] {
  const [old, now] = [rowsOf(before), rowsOf(after)];
  const keys = [...new Set([...old.keys(), ...now.keys()])];
  return keys.flatMap((key) => {
    const [from, to] = differing(old.get(key), now.get(key));
    return from === to ? [] : [`${key}: ${from} -> ${to}`];
  });
}

/** Each row of a list under its name, and the rest of the report under the names of its fields. */
function rowsOf(report: Report): Map<string, unknown> {
  const { capabilities, timings, untimed, witnesses, ...rest } = report;
  return new Map<string, unknown>([
    ...capabilities.map((row) => [`capability ${row.id} ${row.memory ?? '-'}`, row] as const),
    ...timings.map((row) => [`timing ${row.id} ${row.memory ?? '-'} ${row.granuleBytes}`, row] as const),
    ...untimed.map((row) => [`untimed ${row.id} ${row.memory ?? '-'}`, row] as const),
    ...witnesses.map((row) => [`witness ${row.id}`, row] as const),
    ...Object.entries(rest),
  ]);
}

/** Both as JSON; of two objects only the fields that differ. */
function differing(before: unknown, after: unknown): [string, string] {
  if (!isFields(before) || !isFields(after)) return [json(before), json(after)];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const differ = keys.filter((key) => json(before[key]) !== json(after[key]));
  const only = (of: Record<string, unknown>) => json(Object.fromEntries(differ.map((key) => [key, of[key]])));
  return [only(before), only(after)];
}

const json = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value));

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
