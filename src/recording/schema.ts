/**
 * What a recording must look like to be judged: src/observe/observations.ts, checked. Fields that are not named
 * here fall away, so that a newer version may add some; a word that is not named is refused, because nobody
 * here knows what it means.
 */
import * as v from 'valibot';
import { instant } from '../input/json.js';
import type { Observations } from '../observe/observations.js';
import { HugeLimits, Layers, RanAs, TakenOn } from './schema/caller.js';
import { Experiment } from './schema/experiment.js';
import { Bench, Borrow, Pool, Witnesses } from './schema/host.js';
import { count, counter, flag, since, size, text } from './schema/values.js';

/** Format that this version writes. */
export const FORMAT = 1;

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
    thpDefrag: since(text),
    thpSizes: since(
      v.array(v.object({ pageBytes: size, enabled: v.nullable(text), shmem: v.nullable(text) })),
    ),
    bootParameters: since(v.array(text)),
    hugetlbOptimizeVmemmap: counter,
    clocksource: v.nullable(text),
    deviceInProcMisc: v.nullable(flag),
    deviceShown: since(flag),
    kvm: since(v.object({ inProcMisc: v.nullable(flag), minor: counter, parameters: v.record(text, text) })),
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
