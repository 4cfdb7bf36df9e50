import type { Declared } from '../capability.js';
import { KERNEL_FAULTS, WAYS_IN } from '../group.js';

const LADDER =
  'Give access to /dev/userfaultfd (6.1 on), else set vm.unprivileged_userfaultfd to 1, else grant CAP_SYS_PTRACE.';

/** A refusal of these three may be a line in a log: see native/observe/spared.h. */
const AT_MOST =
  'What a security module or a filter refuses may stand in an audit log: at most two such calls a run.';

export const OPEN = {
  'open.syscall': {
    name: 'userfaultfd by its system call',
    title: 'userfaultfd(0)',
    group: WAYS_IN,
    memories: 'none',
    since: '4.3',
    what:
      'The plain system call. It needs CAP_SYS_PTRACE in the initial user namespace or ' +
      'vm.unprivileged_userfaultfd=1. The descriptor serves faults of the kernel as well.',
    probed:
      'Called, with userfaultfd(1|2) as control: EINVAL there is the kernel speaking, EPERM a seccomp filter. Not ' +
      `called where kernels 5.11 to 6.0 would log the refusal. ${AT_MOST}`,
    states: {
      absent: 'ENOSYS with no seccomp filter: built without CONFIG_USERFAULTFD.',
      not_permitted:
        'The gate says who refused: the sysctl with the capability, a seccomp filter (one that kills is met once) or a ' +
        'security module; the evidence has every layer.',
      unknown: 'ENOSYS that a filter could have answered, or an errno that nobody expected.',
    },
    action:
      'Set vm.unprivileged_userfaultfd to 1, else grant CAP_SYS_PTRACE; a program that can use /dev/userfaultfd (6.1 on) needs neither.',
  },
  'open.user_mode_only': {
    name: 'userfaultfd for faults of user mode alone',
    title: 'userfaultfd(UFFD_USER_MODE_ONLY)',
    group: WAYS_IN,
    memories: 'none',
    since: '5.11',
    what: 'Open to every user. The descriptor cannot serve faults of the kernel: KVM, vhost, read(2) into the memory.',
    probed: `Called. A refusal is compared with userfaultfd(0) and with userfaultfd(1|2). ${AT_MOST}`,
    states: {
      limited: 'It opens; the limit is the missing service for faults of the kernel.',
      absent: 'The kernel does not know the flag, though userfaultfd(0) works.',
      not_permitted: 'Kernels allow it to everybody, so a filter or a security module refused.',
    },
  },
  'open.device': {
    name: 'userfaultfd by its device',
    title: '/dev/userfaultfd',
    group: WAYS_IN,
    memories: 'none',
    since: '6.1',
    what:
      'USERFAULTFD_IOC_NEW on the device gives a full descriptor. The mode of the node alone decides; neither the ' +
      'sysctl nor capabilities matter. 0600 of root by default.',
    probed:
      'Opened, then asked for a descriptor. A missing node is compared with /proc/misc or /sys/class/misc, a refusal with ' +
      'mode, ACL, mount and file system, and no other experiment tries the device then.',
    states: {
      absent: 'No node, and /proc/misc does not list userfaultfd.',
      not_permitted:
        'The node is missing (a container) or another device, its mode, ACL, directory, nodev mount or file system refuses, or the ' +
        'device cgroup.',
    },
    action: 'setfacl -m u:USER:rw /dev/userfaultfd, or a group by a udev rule; pass the node to containers.',
  },
  kernel_faults: {
    name: 'serve faults of KVM and of system calls',
    title: 'Serves faults of the kernel',
    group: KERNEL_FAULTS,
    memories: 'none',
    since: '4.3',
    what:
      'Whether a fault that the kernel itself takes (KVM, vhost, read(2) into guest memory) reaches the descriptor. ' +
      'Without it no virtual machine can be served.',
    probed:
      'clock_gettime(2) into a missing page of registered anonymous memory, with another thread that serves the fault.',
    states: {
      supported: 'The call returned and the fault was delivered.',
      not_permitted: 'Only a descriptor of user mode was to be had; the gate is that of the better ones.',
    },
    action: LADDER,
  },
} as const satisfies Declared<string>;

export type OpenId = keyof typeof OPEN;
