/** The host, and what is set on it. */

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

/** What the kernel may give a fault of huge pages of one size; null where that size has no such setting. */
export interface ThpSize {
  pageBytes: number;
  /** Of anonymous memory (6.8), the mode in brackets: `inherit` is what `thp` says. */
  enabled: string | null;
  /** Of shmem (6.11): `inherit` is what `shmemThp` says. */
  shmem: string | null;
}

/** What files say of KVM. */
export interface Kvm {
  /** Whether /proc/misc lists it, which is where its driver runs; null where that can't be read. */
  inProcMisc: boolean | null;
  /** Of /dev/kvm; its major is 10. */
  minor: number | null;
  /** Of its modules, `kvm.tdp_mmu` and the like, as far as the host has them. */
  parameters: Record<string, string>;
}

export interface Settings {
  unprivilegedUserfaultfd: number | null;
  /** The mode in brackets: `always`, `madvise`, `never`. */
  thp: string | null;
  shmemThp: string | null;
  /** How much a fault does to get a huge page: `always`, `defer`, `defer+madvise`, `madvise`, `never`. */
  thpDefrag: string | null;
  /** Ascending; empty before 6.8. Null where the folder can't be listed, or nobody looked. */
  thpSizes: ThpSize[] | null;
  /** Words of the kernel's command line that are about huge pages, such as `hugetlb_cma=4G`; null where not to be had. */
  bootParameters: string[] | null;
  /** `vm.hugetlb_optimize_vmemmap`: null where the sysctl does not stand. */
  hugetlbOptimizeVmemmap: number | null;
  /** What the kernel's clock counts by: `tsc`, `arch_sys_counter`, `kvm-clock`. */
  clocksource: string | null;
  /** Whether `/proc/misc` lists userfaultfd: the kernel has the device, whatever stands in /dev. */
  deviceInProcMisc: boolean | null;
  /** Whether sysfs or a node in /dev shows it, asked where /proc/misc is not to be read; null also where nobody looked. */
  deviceShown: boolean | null;
  /** Null where nobody looked. */
  kvm: Kvm | null;
}
