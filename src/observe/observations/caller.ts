/** Who looked: its rights, what else stands in its way, and whose place it took. */
import type { Experiment } from './experiment.js';
import type { HugeLimits } from './limits.js';

/** Ids are those of the caller's own user namespace. */
export interface RanAs {
  /** Name of the account; null where no database has it, and in a user namespace, where names mean others. */
  user: string | null;
  euid: number;
  egid: number;
  /** Supplementary groups, ascending; null where they could not be read. */
  groups: number[] | null;
  /** CapEff of /proc/self/status, hex. */
  capabilities: string | null;
  initialUserNamespace: boolean | null;
  noNewPrivs: boolean | null;
  /** Seccomp of /proc/self/status: 0 none, 1 strict, 2 filter. */
  seccompMode: number | null;
  lsmLabel: string | null;
}

/** What a cgroup says of devices: `open` where nothing limits them, `limited` where a list or program does. */
export interface DeviceCgroup {
  version: 1 | 2;
  /** As in /proc/PID/cgroup. */
  path: string;
  /** Null where it could not be asked. */
  devices: 'open' | 'limited' | null;
}

/** What can stand between a caller and userfaultfd, beside its rights; each null where it could not be read. */
export interface Layers {
  /** Security modules that run, in order. */
  lsms: string[] | null;
  /** Whether the one that gave the label enforces: false where it only complains, or confines nothing. */
  lsmEnforces: boolean | null;
  seccompFilters: number | null;
  deviceCgroup: DeviceCgroup | null;
  /** Minor number of /dev/userfaultfd, of /proc/misc or sysfs; its major is 10. */
  deviceMinor: number | null;
  /** The caller's user id outside of its user namespace. */
  outerUid: number | null;
}

/** Soft limits, each null where there is none. */
export interface Rlimits {
  nofile: number | null;
  fsize: number | null;
  as: number | null;
  data: number | null;
  nproc: number | null;
}

/** A process whose place was taken, as /proc/PID tells of it. */
export interface LikeProcess {
  pid: number;
  noNewPrivs: boolean | null;
  seccompMode: number | null;
  seccompFilters: number | null;
  lsmLabel: string | null;
  /** False after prctl(PR_SET_THP_DISABLE); null before 5.0 and in recordings of a version that did not look. */
  thpEnabled: boolean | null;
  /** Whether a path means the same to it as to the process that asked: one mount namespace, one root directory. */
  sameRoot: boolean | null;
  /** Whether it is in the cgroups of the process that asked. */
  sameCgroup: boolean | null;
  deviceCgroup: DeviceCgroup | null;
  /** Null where they could not be read, and in recordings of a version that did not look. */
  rlimits: Rlimits | null;
  /** Those of the process that asked, which its experiments inherit. */
  ownRlimits: Rlimits | null;
  /** Null in recordings of a version that did not look. */
  hugeLimits: HugeLimits | null;
}

/** Whose place the experiments took, where it was not that of who asked. */
export interface TakenOn {
  how: 'as' | 'like_pid';
  process: LikeProcess | null;
}

/** A user of a consumer that this host has, beside a run as root. */
export interface UserRun {
  name: string;
  uid: number;
  /** Why nothing was tried, or not all; null where all was. */
  untried: string | null;
  ranAs: RanAs;
  layers: Layers | null;
  experiments: Experiment[];
}

/** The same run as the caller itself, beside one that took somebody else's place. */
export interface CallerRun {
  ranAs: RanAs;
  layers: Layers | null;
  experiments: Experiment[];
}
