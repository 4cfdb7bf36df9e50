/**
 * A report that stands in a file, of either form and from any minor version of this schema: fields are only
 * added, so those of a later version fall away.
 */
import * as v from 'valibot';
import { isDistribution } from '../input/distribution.js';
import { InputError } from '../input/error.js';
import { damage, instant } from '../input/json.js';
import { Report, SCHEMA_VERSION, Timing } from './contract.js';
import { fullOf } from './full.js';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const MAJOR = SCHEMA_VERSION.split('.')[0];

/** Distinct values ascending and how often each was seen. */
const Ascending = v.pipe(
  v.object({ ns: v.array(count), counts: v.array(v.pipe(count, v.minValue(1))) }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { ns, counts } = dataset.value;
    const total = counts.reduce((sum, one) => sum + one, 0);
    if (isDistribution(ns, counts) && Number.isSafeInteger(total)) return;
    addIssue({ expected: 'distinct ns ascending with a count for each', received: 'others' });
  }),
);

const StoredTiming = v.object({ ...Timing.entries, distribution: v.optional(Ascending) });

/** `1.3` is typed as this version's, because what is kept of it has this version's shape. */
const version = v.pipe(
  v.string(),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || new RegExp(`^${MAJOR}\\.\\d{1,4}$`).test(dataset.value)) return;
    addIssue({ expected: `${MAJOR}.x`, received: JSON.stringify(dataset.value) });
  }),
  v.transform((given) => given as typeof SCHEMA_VERSION),
);

const Stored = v.object({
  ...Report.entries,
  schemaVersion: version,
  collectedAt: instant,
  expiresAt: instant,
  timings: v.optional(v.array(StoredTiming)),
});

/** @throws InputError naming what is no report in it */
export function checkReport(parsed: unknown): Report {
  const { $schema, format } = (parsed ?? {}) as Record<string, unknown>;
  if (format !== undefined && $schema === undefined)
    throw new InputError('a recording, not a report: hgm-probe judge --json makes a report of it');
  const checked = v.safeParse(Stored, parsed, { abortEarly: true });
  if (!checked.success) throw new InputError(damage(checked.issues[0]));
  return fullOf(checked.output);
}
