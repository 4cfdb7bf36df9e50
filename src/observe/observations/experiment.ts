/** One experiment: the calls that it made, and how its child ended. */
import type { Series } from './series.js';

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
