/** Whom a run asked as: rights, layers before the calls, limits, and whose place was taken. */
import * as v from 'valibot';
import { count, counter, flag, mask, since, size, text } from './values.js';

export const RanAs = v.object({
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

export const Layers = v.object({
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

export const HugeLimits = v.object({
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

export const TakenOn = v.object({
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
