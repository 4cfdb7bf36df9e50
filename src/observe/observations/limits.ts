/** What stands between a process and the pools of huge pages, as /proc and cgroupfs tell it. */

/** One hugetlb cgroup, on pages of one size; in bytes. A limit is null where there is none. */
export interface HugetlbLimit {
  pageBytes: number;
  /** Of pages in use: `hugetlb.2MB.max`, of version 1 `hugetlb.2MB.limit_in_bytes`. */
  max: number | null;
  current: number | null;
  /** Of pages reserved, `hugetlb.2MB.rsvd.max`: charged for a page that is touched without a reservation, too. */
  rsvdMax: number | null;
  rsvdCurrent: number | null;
}

export interface HugetlbGroup {
  path: string;
  sizes: HugetlbLimit[];
}

export interface HugetlbCgroup {
  /** Null where no hierarchy has the controller. */
  version: 1 | 2 | null;
  /** Those that limit something, the process's own first, then its ancestors. */
  groups: HugetlbGroup[];
  /** False where a group could not be looked at: one outside of the cgroup namespace, or a hierarchy that is not mounted. */
  complete: boolean;
}

export interface HugeLimits {
  hugetlbCgroup: HugetlbCgroup;
  /** Path of the cpuset, as in /proc/PID/cpuset. */
  cpuset: string | null;
  /** Mems_allowed_list of the status file; null where it could not be read. */
  memsAllowed: number[] | null;
  /** The memory policy of the task as numa_maps writes it: `default`, `bind:0`; null where it could not be read. */
  memoryPolicy: string | null;
}
