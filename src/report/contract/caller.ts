/** Whose rights a run had, and what differs for who asked. */
import * as v from 'valibot';
import { count, Gate, mask, State, text } from './values.js';

/** With which rights a run was made; ids are those of its own user namespace. */
const RIGHTS = {
  user: v.nullable(text),
  euid: count,
  egid: count,
  groups: v.nullable(v.array(count)),
  capabilities: v.nullable(mask),
  initialUserNamespace: v.nullable(v.boolean()),
  noNewPrivs: v.nullable(v.boolean()),
  seccompMode: v.nullable(count),
  lsmLabel: v.nullable(text),
};

export const Rights = v.object(RIGHTS);
export type Rights = v.InferOutput<typeof Rights>;

/** What of another process could not be taken over. */
export const NotTakenOver = v.object({
  layer: v.picklist([
    'seccomp',
    'lsm',
    'landlock',
    'device_cgroup',
    'hugetlb_cgroup',
    'cpuset',
    'memory_policy',
    'rlimits',
    'no_new_privs',
  ]),
  detail: text,
  /** Whether it makes verdicts `unknown`. */
  matters: v.boolean(),
});
export type NotTakenOver = v.InferOutput<typeof NotTakenOver>;

export const RanAs = v.object({
  ...RIGHTS,
  /** Whose place the run took: that of a user (`as`) or of a process; null where it looked for itself. */
  takenOn: v.nullable(v.object({ how: v.picklist(['as', 'like_pid']), pid: v.nullable(count) })),
  notTakenOver: v.array(NotTakenOver),
});
export type RanAs = v.InferOutput<typeof RanAs>;

/** What a capability is to the caller itself, where the report is about somebody else. */
export const Difference = v.object({
  id: text,
  memory: v.nullable(text),
  state: State,
  reason: text,
  gate: v.optional(Gate),
});
export type Difference = v.InferOutput<typeof Difference>;
