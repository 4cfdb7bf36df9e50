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

/** Samples of one timed call, in the order they were taken. */
export interface Series {
  id: string;
  granuleBytes: number;
  /** Nanoseconds for the cold first call, which is what a migration meets. */
  firstNs: number | null;
  /** Nanoseconds for each later call, raw: nothing subtracted, nothing dropped. */
  samplesNs: number[];
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

export interface RanAs {
  euid: number;
  egid: number;
  /** CapEff of /proc/self/status, hex. */
  capabilities: string | null;
  initialUserNamespace: boolean | null;
  noNewPrivs: boolean | null;
  /** Seccomp of /proc/self/status: 0 none, 1 strict, 2 filter. */
  seccompMode: number | null;
  lsmLabel: string | null;
}

export interface Observations {
  /** Version of this format, for recordings. */
  format: 1;
  toolVersion: string;
  /** ISO 8601, UTC. */
  collectedAt: string;
  host: Host;
  ranAs: RanAs;
  settings: Settings;
  /** Before the first experiment. */
  poolsBefore: Pool[];
  /** After the last one. */
  poolsAfter: Pool[];
  borrows: Borrow[];
  latency: boolean;
  witnesses: Witnesses;
  experiments: Experiment[];
}
