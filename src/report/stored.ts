/**
 * A report that stands in a file, from any minor version of this schema: fields are only added, so those of a
 * later version fall away, and those that an earlier one did not have get what it meant without them.
 */
import * as v from 'valibot';
import { InputError } from '../input/error.js';
import { damage, instant } from '../input/json.js';
import { Report, SCHEMA_VERSION, Timing } from './contract.js';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const MAJOR = SCHEMA_VERSION.split('.')[0];

/** Distinct values ascending and how often each was seen. */
const Distribution = v.pipe(
  v.object({ ns: v.array(count), counts: v.array(v.pipe(count, v.minValue(1))) }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { ns, counts } = dataset.value;
    const ascending = ns.every((one, at) => at === 0 || one > Number(ns[at - 1]));
    const total = counts.reduce((sum, one) => sum + one, 0);
    if (ascending && ns.length === counts.length && Number.isSafeInteger(total)) return;
    addIssue({ expected: 'distinct ns ascending with a count for each', received: 'others' });
  }),
);

/** A timing, with what only a document of `bench` or a recording has. */
export const StoredTiming = v.object({
  ...Timing.entries,
  /** Before these stood in the document every call was one unit by one thread. */
  units: v.optional(v.pipe(count, v.minValue(1)), 1),
  threads: v.optional(v.pipe(count, v.minValue(1)), 1),
  distribution: v.optional(Distribution),
  run: v.optional(
    v.object({
      cpu: v.nullable(count),
      node: v.nullable(count),
      interrupts: v.nullable(count),
      migrations: count,
      voluntarySwitches: count,
      involuntarySwitches: count,
      minorFaults: count,
    }),
  ),
});

/** `1.3` is typed as this version's, because what is kept of it has this version's shape. */
const version = v.pipe(
  v.string(),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || new RegExp(`^${MAJOR}\\.\\d{1,4}$`).test(dataset.value)) return;
    addIssue({ expected: `${MAJOR}.x`, received: JSON.stringify(dataset.value) });
  }),
  v.transform((given) => given as typeof SCHEMA_VERSION),
);

const StoredReport = v.object({
  ...Report.entries,
  schemaVersion: version,
  collectedAt: instant,
  expiresAt: instant,
  timings: v.array(StoredTiming),
});

export type StoredTiming = v.InferOutput<typeof StoredTiming>;
export type StoredReport = v.InferOutput<typeof StoredReport>;
export type Distribution = v.InferOutput<typeof Distribution>;

/** @throws InputError naming what is no report in it */
export function checkReport(parsed: unknown): StoredReport {
  const { $schema, format } = (parsed ?? {}) as Record<string, unknown>;
  if (format !== undefined && $schema === undefined)
    throw new InputError('a recording, not a report: hgm-probe judge --json makes a report of it');
  const checked = v.safeParse(StoredReport, parsed, { abortEarly: true });
  if (!checked.success) throw new InputError(damage(checked.issues[0]));
  return checked.output;
}
