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
  /** Whether sysfs or a node in /dev shows it, asked where /proc/misc is not to be read; null also where nobody looked. */
  deviceShown: boolean | null;
}
