/**
 * What a recording must look like to be judged: src/observe/observations.ts, checked. Fields that are not named
 * here fall away, so that a newer version may add some; a word that is not named is refused, because nobody
 * here knows what it means.
 */
import * as v from 'valibot';
import type { Observations } from '../observe/observations.js';

/** Format that this version writes. */
export const FORMAT = 1;

const text = v.string();
const flag = v.boolean();
const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const size = v.pipe(v.number(), v.integer(), v.minValue(1));
const counter = v.nullable(count);
const nanoseconds = v.pipe(v.number(), v.finite(), v.minValue(0));
const HEX = /^0x[0-9a-f]{1,16}$/;
const mask = v.pipe(v.string(), v.regex(HEX));
const yesOrNo = v.nullable(v.picklist(['y', 'n']));
/** ISO 8601, and one that JavaScript reads: the report's `expiresAt` is reckoned from it. */
const instant = v.pipe(
  text,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { value } = dataset;
    if (!v.ISO_TIMESTAMP_REGEX.test(value) || !Number.isFinite(Date.parse(value)))
      addIssue({ expected: 'an ISO 8601 time', received: JSON.stringify(value) });
  }),
);

/** Fields of `out` that the rules read as 64-bit masks or magic numbers. */
const MASKS = new Set(['features', 'ioctls', 'enabled', 'type']);

const isMask = (value: unknown): boolean =>
  typeof value === 'number' ? Number.isSafeInteger(value) && value >= 0 : HEX.test(String(value));

const fields = v.record(text, v.union([finite, text]));

/** Not one object with optional masks: that would move them to the front, and evidence keeps the order. */
const answers = v.pipe(
  fields,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const input = dataset.value;
    for (const [key, value] of Object.entries(input)) {
      if (!MASKS.has(key) || isMask(value)) continue;
      addIssue({
        expected: 'a hex mask',
        received: JSON.stringify(value),
        path: [{ type: 'object', origin: 'value', input, key, value }],
      });
    }
  }),
);

const Call = v.object({
  step: text,
  role: v.picklist(['setup', 'test', 'control', 'look']),
  call: text,
  args: fields,
  ret: v.nullable(finite),
  errno: v.nullable(text),
  out: answers,
});

const Experiment = v.object({
  id: text,
  memory: v.nullable(text),
  pageBytes: v.nullable(size),
  dialect: v.nullable(v.picklist(['rfc-v1', 'rfc-v2', 'madv-split'])),
  end: v.picklist(['done', 'deadline', 'signal', 'not_run']),
  signal: v.nullable(text),
  calls: v.array(Call),
  series: v.array(
    v.object({
      id: text,
      granuleBytes: count,
      firstNs: v.nullable(nanoseconds),
      samplesNs: v.array(nanoseconds),
    }),
  ),
});

const Pool = v.object({
  pageBytes: size,
  total: counter,
  free: counter,
  reserved: counter,
  surplus: counter,
  overcommit: counter,
  nodes: v.array(v.object({ node: count, total: counter, free: counter, surplus: counter })),
  demote: v.nullable(flag),
});

const Borrow = v.object({
  pageBytes: size,
  decision: v.picklist(['taken', 'declined', 'too_large', 'too_few_free', 'none_free', 'unknown_pool']),
});

const Witnesses = v.object({
  kconfig: v.object({ path: v.nullable(text), hgm: yesOrNo, userfaultfd: yesOrNo, hugetlb: yesOrNo }),
  symbols: v.array(
    v.object({
      source: v.picklist(['btf', 'kallsyms']),
      path: text,
      readable: flag,
      compiledIn: v.array(text),
      patched: v.array(text),
    }),
  ),
  smapsPteMapped: v.nullable(flag),
  hgmFiles: v.array(
    v.object({ path: text, text: v.nullable(text), errno: v.nullable(text), truncated: flag }),
  ),
});

export const Recording = v.object({
  /** A later format is judged where its shape still fits; `readRecording` tells. */
  format: v.pipe(
    size,
    v.transform((): Observations['format'] => FORMAT),
  ),
  toolVersion: text,
  collectedAt: instant,
  host: v.object({
    id: v.nullable(text),
    name: text,
    arch: text,
    basePageBytes: size,
    bootId: v.nullable(text),
    kernelRelease: text,
    kernelBuild: text,
    cpuModel: v.optional(v.nullable(text), null),
  }),
  ranAs: v.object({
    euid: count,
    egid: count,
    capabilities: v.nullable(mask),
    initialUserNamespace: v.nullable(flag),
    noNewPrivs: v.nullable(flag),
    seccompMode: counter,
    lsmLabel: v.nullable(text),
  }),
  settings: v.object({
    unprivilegedUserfaultfd: counter,
    thp: v.nullable(text),
    shmemThp: v.nullable(text),
    hugetlbOptimizeVmemmap: counter,
    clocksource: v.nullable(text),
    deviceInProcMisc: v.nullable(flag),
  }),
  poolsBefore: v.array(Pool),
  poolsAfter: v.array(Pool),
  borrows: v.array(Borrow),
  latency: flag,
  witnesses: Witnesses,
  experiments: v.array(Experiment),
});
