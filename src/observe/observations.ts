/**
 * What was seen, and nothing of what it means: the plain data that travels from observing to judging.
 *
 * Everything here survives JSON, so that a run can be recorded and judged again elsewhere. Lengths,
 * offsets and counts are numbers, in bytes unless the name says otherwise; 64-bit masks are hex
 * strings (bit 63 of `uffdio_api.ioctls` is set on every kernel). There are no raw addresses: an
 * offset counts from the start of the test mapping.
 */

export type Value = number | string;

/**
 * What a call was made for. A `test` can be refused; a `control` must go well (or fail in one known
 * way) before a refused test means anything; a `look` inspects memory afterwards; `setup` is the rest.
 */
export type Role = 'setup' | 'test' | 'control' | 'look';

export interface Call {
  /** Names the call within its experiment, the same on every kernel. */
  step: string;
  role: Role;
  /** As in the manual: `madvise`, `ioctl(UFFDIO_CONTINUE)`. A load or store of the experiment is `load` or `store`. */
  call: string;
  args: Record<string, Value>;
  /** What the call returned, or null where it never came back. */
  ret: number | null;
  /** `EINVAL`; null where the call succeeded or never came back. */
  errno: string | null;
  /** Fields that the kernel wrote, or what a look found. */
  out: Record<string, Value>;
}

/** One kind of memory, as a column of the matrix: `anonymous`, `shmem`, `hugetlb-2M`. */
export type Memory = string;

/** How HGM is asked for: RFC v1 (not at all), RFC v2 (feature bit 13), v1 and v2 (MADV_SPLIT). */
export type Dialect = 'rfc-v1' | 'rfc-v2' | 'madv-split';

/** How the child that ran the experiment ended. `not_run`: the process that starts the children was lost. */
export type End = 'done' | 'deadline' | 'signal' | 'not_run';

/**
 * Why a series has no more samples: enough of them, its time used up, asked to stop, the call refused, or no
 * room for one more slow value (nothing is dropped: the series ends there).
 */
export type SeriesEnd = 'full' | 'duration' | 'stopped' | 'refused' | 'overflow';

/** One timed call: the exact distribution of its samples, raw, and what went on beside it. */
export interface Series {
  id: string;
  /** Bytes of one unit; 0 where the call is about no memory. */
  granuleBytes: number;
  /** Units of `granuleBytes` that one call covers. */
  units: number;
  /** Threads that fault at once; 1 for plain calls. */
  threads: number;
  /** Nanoseconds for the cold first call, which is what a migration meets; in no other figure. */
  firstNs: number | null;
  /** Values seen, ascending and distinct, in whole nanoseconds: nothing subtracted, nothing dropped. */
  ns: number[];
  /** How often each value of `ns` was seen. */
  counts: number[];
  /** Mean of calls made back to back between two readings, the cross-check; null where they can't be. */
  batchedNs: number | null;
  /** Calls behind `batchedNs`. */
  batchedCalls: number;
  /** CPU that the child was pinned to; null where that was refused. */
  cpu: number | null;
  /** NUMA node of the page; null where not known. */
  node: number | null;
  /** Interrupts on that CPU meanwhile; null where they can't be read. */
  interrupts: number | null;
  /** Changes of CPU that were seen; null, as all counters here, of a child that was killed before it could look. */
  migrations: number | null;
  voluntarySwitches: number | null;
  involuntarySwitches: number | null;
  minorFaults: number | null;
  ended: SeriesEnd;
}

export interface Experiment {
  id: string;
  memory: Memory | null;
  /** Huge page size of hugetlb memory, in bytes. */
  pageBytes: number | null;
  dialect: Dialect | null;
  end: End;
  /** `SIGBUS` where the child ended by a signal. */
  signal: string | null;
  calls: Call[];
  series: Series[];
}

export interface NodePool {
  node: number;
  total: number | null;
  free: number | null;
  surplus: number | null;
}

/** Pool counters of one huge page size, in pages; null where the file could not be read. */
export interface Pool {
  pageBytes: number;
  total: number | null;
  free: number | null;
  reserved: number | null;
  surplus: number | null;
  overcommit: number | null;
  nodes: NodePool[];
  /** Whether `demote` stands here. The series moves it (`hgm-ground-truth.md`, truth 7); null: directory not readable. */
  demote: boolean | null;
}

/** Why a page of this size was or was not taken. */
export type BorrowDecision =
  | 'taken'
  | 'declined'
  | 'too_large'
  | 'too_few_free'
  | 'none_free'
  | 'unknown_pool';

export interface Borrow {
  pageBytes: number;
  decision: BorrowDecision;
}

/** A text file: what stood in it, or the errno that stopped the reading (`ENOENT`). Control characters are escaped. */
export interface TextFile {
  path: string;
  text: string | null;
  errno: string | null;
  /** True where the file went on beyond the bound of the reading. */
  truncated: boolean;
}

export interface Settings {
  unprivilegedUserfaultfd: number | null;
  /** The mode in brackets: `always`, `madvise`, `never`. */
  thp: string | null;
  shmemThp: string | null;
  /** `vm.hugetlb_optimize_vmemmap`: null where the sysctl does not stand. */
  hugetlbOptimizeVmemmap: number | null;
  /** What the kernel's clock counts by: `tsc`, `arch_sys_counter`, `kvm-clock`. */
  clocksource: string | null;
  /** Whether `/proc/misc` lists userfaultfd: the kernel has the device, whatever stands in /dev. */
  deviceInProcMisc: boolean | null;
}

/** Names of the series found in one source: `compiledIn` mean HGM=y, `patched` stand with HGM=n, too. */
export interface SymbolWitness {
  source: 'btf' | 'kallsyms';
  path: string;
  readable: boolean;
  compiledIn: string[];
  patched: string[];
}

export interface KconfigWitness {
  /** The file that was read, null where none could be. */
  path: string | null;
  /** CONFIG_HUGETLB_HIGH_GRANULARITY_MAPPING: `y`, `n` (a "not set" line), or null where no line names it. */
  hgm: 'y' | 'n' | null;
  userfaultfd: 'y' | 'n' | null;
  hugetlb: 'y' | 'n' | null;
}

export interface Witnesses {
  kconfig: KconfigWitness;
  symbols: SymbolWitness[];
  /** `HugetlbPteMapped:` in /proc/self/smaps; null where it can't be read. */
  smapsPteMapped: boolean | null;
  /** The two places where a switch for HGM was talked about. */
  hgmFiles: TextFile[];
}

export interface Host {
  id: string | null;
  name: string;
  arch: string;
  basePageBytes: number;
  bootId: string | null;
  kernelRelease: string;
  kernelBuild: string;
  /** Null in recordings of a version that did not ask. */
  cpuModel: string | null;
}

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

/** What a bench was asked for, and whether it got to its end. */
export interface Bench {
  /** False where somebody ended it early: what was measured until then is there. */
  complete: boolean;
  /** Samples wanted of each series. */
  samples: number;
  /** Time for the whole run, in milliseconds; null where it was not bounded. */
  durationMs: number | null;
  /** CPU that was asked for; null where the tool chose. */
  cpu: number | null;
  /** Huge page sizes measured, in bytes; empty: all of the host. */
  sizes: number[];
  /** Speed of the link that the stalls are reckoned for, in 10^9 bits a second. */
  linkGbps: number;
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
  /** Minor number of /dev/userfaultfd in /proc/misc; its major is 10. */
  deviceMinor: number | null;
  /** The caller's user id outside of its user namespace. */
  outerUid: number | null;
}

/** A process whose place was taken, as /proc/PID tells of it. */
export interface LikeProcess {
  pid: number;
  noNewPrivs: boolean | null;
  seccompMode: number | null;
  seccompFilters: number | null;
  lsmLabel: string | null;
  /** Whether it is in the cgroups of the process that asked. */
  sameCgroup: boolean | null;
  deviceCgroup: DeviceCgroup | null;
}

/** Whose place the experiments took, where it was not that of who asked. */
export interface TakenOn {
  how: 'as' | 'like_pid';
  process: LikeProcess | null;
}

/** The same run as the caller itself, beside one that took somebody else's place. */
export interface CallerRun {
  ranAs: RanAs;
  layers: Layers | null;
  experiments: Experiment[];
}

export interface Observations {
  /** Version of this format, for recordings. */
  format: 1;
  toolVersion: string;
  /** ISO 8601, UTC. */
  collectedAt: string;
  host: Host;
  ranAs: RanAs;
  takenOn: TakenOn | null;
  layers: Layers | null;
  caller: CallerRun | null;
  settings: Settings;
  /** Before the first experiment. */
  poolsBefore: Pool[];
  /** After the last one. */
  poolsAfter: Pool[];
  borrows: Borrow[];
  latency: boolean;
  /** Null for a run that is no bench. */
  bench: Bench | null;
  witnesses: Witnesses;
  experiments: Experiment[];
}
