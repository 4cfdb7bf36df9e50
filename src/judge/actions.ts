import { poolFolder } from '../ground/memory.js';
import { sizeWord } from '../ground/size.js';
import type { Action } from '../report/contract.js';

export const configure = (hint: string): Action => ({ who: 'os_configuration', hint });

/** Of a refused device. */
const deviceActions = (path: string) => ({
  nodeMode: configure(
    `Give the account read and write access to ${path}: setfacl -m u:USER:rw ${path}, ` +
      'or a group by a udev rule.',
  ),
  nodeMissing: configure(
    `The kernel has the device, /dev does not: create or pass the node, such as --device ${path} ` +
      'for a container.',
  ),
  nodeOther: configure(
    `What stands at ${path} is not the device of /proc/misc: make or pass the real node, such as ` +
      `--device ${path} for a container.`,
  ),
  pathMode: configure(`A directory on the way to ${path} can not be entered: give the account x on /dev.`),
  mountNodev: configure(
    `The file system that ${path} stands on is mounted nodev: mount it without, or bind the node from ` +
      "the host's /dev.",
  ),
  userMount: configure(
    `The file system that ${path} stands on was mounted in a user namespace, and the kernel opens no device ` +
      "of such a one, whatever its mode: bind the node from the host's /dev.",
  ),
  deviceCgroup: configure(
    `The device cgroup refuses ${path}: allow its character device, such as --device ` +
      `${path} for a container, or DeviceAllow=${path} rw for a unit of systemd.`,
  ),
});

/** What opens the device does not open the calls, nor the other way round. */
export const ACTIONS = {
  sysctl: configure('Set vm.unprivileged_userfaultfd to 1, else grant CAP_SYS_PTRACE.'),
  namespace: configure(
    'Set vm.unprivileged_userfaultfd to 1: CAP_SYS_PTRACE of a user namespace does not count, it must be held in ' +
      'the initial one.',
  ),
  seccomp: configure('Allow the system call userfaultfd in the seccomp profile of this process.'),
  seccompApi: configure(
    'Allow ioctl(UFFDIO_API) in the seccomp profile of this process; without it no descriptor is of use.',
  ),
  apiUnexplained: configure(
    'The kernel asks for no right here: a seccomp filter or a security module refuses ioctl(UFFDIO_API).',
  ),
  seccompThenSysctl: configure(
    'Two gates, one behind the other: allow the system call userfaultfd in the seccomp profile of this process, and ' +
      'set vm.unprivileged_userfaultfd to 1 or grant CAP_SYS_PTRACE in the initial user namespace.',
  ),
  ...deviceActions('/dev/userfaultfd'),
  lsm: configure('Allow userfaultfd in the policy of the security module; its audit log names the rule.'),
  unexplained: configure(
    'Neither vm.unprivileged_userfaultfd, CAP_SYS_PTRACE nor the mode of /dev/userfaultfd explains this refusal.',
  ),
  ptrace: configure('Only CAP_SYS_PTRACE in the initial user namespace allows this feature.'),
  thp: configure(
    'Transparent huge pages are off: set /sys/kernel/mm/transparent_hugepage/enabled (shmem_enabled for ' +
      'shmem) to madvise or advise and run again.',
  ),
  isolation: {
    who: 'caller',
    hint:
      'A page that is written through another mapping of the file brings its neighbours: fill with UFFDIO_COPY, or ' +
      'write and then map with UFFDIO_CONTINUE, which put one base page in place; or have shmem_enabled in ' +
      '/sys/kernel/mm/transparent_hugepage, and in its hugepages-*kB, set to never.',
  },
  thpOfProcess: {
    who: 'caller',
    hint:
      'Transparent huge pages are off for this process, by prctl(PR_SET_THP_DISABLE) in it or in one that ' +
      'started it: run it without.',
  },
  compiledOut: {
    who: 'kernel_build',
    hint: 'The kernel has the HGM patches: build it with CONFIG_HUGETLB_HIGH_GRANULARITY_MAPPING=y.',
  },
} as const satisfies Record<string, Action>;

export function borrowAction(pageBytes: number): Action {
  const size = sizeWord(pageBytes);
  return {
    who: 'caller',
    hint: `Run again with --borrow ${size}: it takes one ${size} page and gives it back.`,
  };
}

export function poolAction(pageBytes: number): Action {
  const pool = `${poolFolder(pageBytes)}/nr_hugepages`;
  const size = sizeWord(pageBytes);
  return configure(
    `Add a page to the pool: write a larger number to ${pool} and read it back, since it holds what could be had. ` +
      `Where it did not grow, memory has no whole ${size} left: boot with hugepagesz=${size} hugepages=N.`,
  );
}

/** Of /dev/kvm. */
export const KVM_ACTIONS = {
  ...deviceActions('/dev/kvm'),
  seccomp: configure('Allow the ioctls of KVM in the seccomp profile of this process.'),
  lsm: configure('Allow /dev/kvm in the policy of the security module; its audit log names the rule.'),
  unexplained: configure('The mode of /dev/kvm does not explain this refusal.'),
  loadKvm: configure(
    'Load the module of KVM (kvm_intel or kvm_amd), where the processor, and what runs below this host, have ' +
      'virtualization.',
  ),
  // arch/arm64/kvm is no module, and starts where the kernel was entered at EL2.
  startAtEl2: configure(
    'KVM is a part of an arm64 kernel, and starts where that was entered at EL2: by the firmware, or by what runs ' +
      'below this host.',
  ),
  noKvm: configure('Run a kernel with KVM for this architecture, where the machine has virtualization.'),
} as const;
