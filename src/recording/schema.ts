/**
 * What a recording must look like to be judged: src/observe/observations.ts, checked. Fields that are not named
 * here fall away, so that a newer version may add some; a word that is not named is refused, because nobody
 * here knows what it means.
 */
import * as v from 'valibot';
import { isDistribution } from '../input/distribution.js';
import { instant } from '../input/json.js';
import type { Observations, Series } from '../observe/observations.js';
import { fromSamples, isOfSamples } from './samples.js';

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

const TimedFields = v.object({
  id: text,
  granuleBytes: count,
  units: size,
  threads: size,
  firstNs: v.nullable(nanoseconds),
  ns: v.array(nanoseconds),
  counts: v.array(count),
  batchedNs: v.nullable(nanoseconds),
  batchedCalls: count,
  cpu: counter,
  node: counter,
  interrupts: counter,
  migrations: counter,
  voluntarySwitches: counter,
  involuntarySwitches: counter,
  minorFaults: counter,
  ended: v.picklist(['full', 'duration', 'stopped', 'refused', 'overflow']),
});

/** Figures are found by walking the counts, so a value out of order would move every one of them. */
const Timed = v.pipe(
  TimedFields,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { ns, counts } = dataset.value;
    if (!isDistribution(ns, counts))
      addIssue({ expected: 'ascending values with a count each', received: 'another distribution' });
  }),
);

/** Recordings of the first form kept each sample; nothing but the samples was looked at then. */
const Samples = v.pipe(
  v.object({
    id: text,
    granuleBytes: count,
    firstNs: v.nullable(nanoseconds),
    samplesNs: v.array(nanoseconds),
  }),
  v.transform(
    ({ id, granuleBytes, firstNs, samplesNs }): Series => fromSamples(id, granuleBytes, firstNs, samplesNs),
  ),
);

/** Which of the two is meant is plain, so that damage is named at its place and not as "none of these". */
const TimedSeries: v.GenericSchema<unknown, Series> = v.lazy((series) =>
  isOfSamples(series) ? Samples : Timed,
);

const Experiment = v.object({
  id: text,
  memory: v.nullable(text),
  pageBytes: v.nullable(size),
  dialect: v.nullable(v.picklist(['rfc-v1', 'rfc-v2', 'madv-split'])),
  end: v.picklist(['done', 'deadline', 'signal', 'not_run']),
  signal: v.nullable(text),
  calls: v.array(Call),
  series: v.array(TimedSeries),
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
  asked: v.exactOptional(flag),
});

const Bench = v.nullable(
  v.object({
    complete: flag,
    samples: size,
    durationMs: counter,
    cpu: counter,
    sizes: v.array(size),
    linkGbps: v.pipe(finite, v.gtValue(0)),
  }),
);

const Witnesses = v.object({
  kconfig: v.object({
    path: v.nullable(text),
    hgm: yesOrNo,
    userfaultfd: yesOrNo,
    hugetlb: yesOrNo,
    landlock: v.optional(yesOrNo, null),
  }),
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

/** Fields of later versions of the tool: a recording without them knows nothing of what they say. */
const since = <T extends v.GenericSchema>(schema: T) => v.optional(v.nullable(schema), null);

const RanAs = v.object({
  user: since(text),
  euid: count,
  egid: count,
  groups: since(v.array(count)),
  capabilities: v.nullable(mask),
  initialUserNamespace: v.nullable(flag),
  noNewPrivs: v.nullable(flag),
  seccompMode: counter,
  lsmLabel: v.nullable(text),
});

const DeviceCgroup = v.object({
  version: v.picklist([1, 2]),
  path: text,
  devices: v.nullable(v.picklist(['open', 'limited'])),
});

const Layers = v.object({
  lsms: v.nullable(v.array(text)),
  lsmEnforces: v.nullable(flag),
  seccompFilters: counter,
  deviceCgroup: v.nullable(DeviceCgroup),
  deviceMinor: counter,
  outerUid: counter,
});

const Rlimits = v.object({
  nofile: counter,
  fsize: counter,
  as: counter,
  data: counter,
  nproc: counter,
});

const HugeLimits = v.object({
  hugetlbCgroup: v.object({
    version: v.nullable(v.picklist([1, 2])),
    groups: v.array(
      v.object({
        path: text,
        sizes: v.array(
          v.object({
            pageBytes: size,
            max: counter,
            current: counter,
            rsvdMax: counter,
            rsvdCurrent: counter,
          }),
        ),
      }),
    ),
    complete: flag,
  }),
  cpuset: v.nullable(text),
  memsAllowed: v.nullable(v.array(count)),
  memoryPolicy: v.nullable(text),
});

const TakenOn = v.object({
  how: v.picklist(['as', 'like_pid']),
  process: v.nullable(
    v.object({
      pid: count,
      noNewPrivs: v.nullable(flag),
      seccompMode: counter,
      seccompFilters: counter,
      lsmLabel: v.nullable(text),
      thpEnabled: v.optional(v.nullable(flag), null),
      sameRoot: since(flag),
      sameCgroup: v.nullable(flag),
      deviceCgroup: v.nullable(DeviceCgroup),
      rlimits: since(Rlimits),
      ownRlimits: since(Rlimits),
      hugeLimits: since(HugeLimits),
    }),
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
  ranAs: RanAs,
  takenOn: since(TakenOn),
  layers: since(Layers),
  caller: since(v.object({ ranAs: RanAs, layers: since(Layers), experiments: v.array(Experiment) })),
  users: since(
    v.array(
      v.object({
        name: text,
        uid: count,
        untried: v.nullable(text),
        ranAs: RanAs,
        layers: since(Layers),
        experiments: v.array(Experiment),
      }),
    ),
  ),
  settings: v.object({
    unprivilegedUserfaultfd: counter,
    thp: v.nullable(text),
    shmemThp: v.nullable(text),
    hugetlbOptimizeVmemmap: counter,
    clocksource: v.nullable(text),
    deviceInProcMisc: v.nullable(flag),
    deviceShown: since(flag),
  }),
  poolsBefore: v.array(Pool),
  poolsAfter: v.array(Pool),
  borrows: v.array(Borrow),
  hugeLimits: since(HugeLimits),
  latency: flag,
  bench: v.optional(Bench, null),
  witnesses: Witnesses,
  experiments: v.array(Experiment),
});
