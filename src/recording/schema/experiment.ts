/** What an experiment saw: its calls, and the series that it timed. */
import * as v from 'valibot';
import { isDistribution } from '../../input/distribution.js';
import type { Series } from '../../observe/observations.js';
import { fromSamples, isOfSamples } from '../samples.js';
import { count, counter, finite, HEX, nanoseconds, size, text } from './values.js';

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

export const Experiment = v.object({
  id: text,
  memory: v.nullable(text),
  pageBytes: v.nullable(size),
  dialect: v.nullable(v.picklist(['rfc-v1', 'rfc-v2', 'madv-split'])),
  end: v.picklist(['done', 'deadline', 'signal', 'not_run']),
  signal: v.nullable(text),
  calls: v.array(Call),
  series: v.array(TimedSeries),
});
