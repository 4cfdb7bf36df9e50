/** What is injected: system calls that experiments and the readers of /proc make, errnos, and at which of the calls. */

export const ERRNOS = [
  'EPERM',
  'EACCES',
  'EINVAL',
  'ENOSYS',
  'ENOTTY',
  'EOPNOTSUPP',
  'ENOMEM',
  'EAGAIN',
  'EINTR',
  'EIO',
  'EBUSY',
  'ENOENT',
  'EEXIST',
  'EMFILE',
];

/** As strace counts: in each thread on its own. */
export const WHEN = { first: '1', third: '3', second: '2+2', every: '1+' };

/** A call, or a call on one file where the program that hosts the experiments lives off the call itself. */
export const CALLS = [
  { call: 'userfaultfd' },
  { call: 'ioctl' },
  { call: 'memfd_create' },
  { call: 'ftruncate' },
  { call: 'fstatfs' },
  { call: 'madvise' },
  { call: 'mincore' },
  { call: 'munmap' },
  { call: 'mmap' },
  { call: 'mprotect' },
  { call: 'pread64' },
  { call: 'clone' },
  { call: 'sched_yield' },
  { call: 'nanosleep' },
  { call: 'tgkill' },
  { call: 'prctl' },
  { call: 'capget' },
  { call: 'geteuid' },
  { call: 'getegid' },
  { call: 'getgroups' },
  { call: 'getxattr' },
  { call: 'newfstatat' },
  { call: 'statfs' },
  { call: 'fstat' },
  { call: 'statx' },
  { call: 'readlink' },
  { call: 'prlimit64' },
  { call: 'rt_sigaction' },
  { call: 'rt_sigprocmask' },
  { call: 'pipe2' },
  { call: 'poll' },
  { call: 'wait4' },
  { call: 'close' },
  { call: 'read' },
  { call: 'openat' },
  { call: 'getdents64' },
  { call: 'read', path: 'anon_inode:[userfaultfd]' },
  { call: 'openat', path: '/dev/userfaultfd' },
  { call: 'openat', path: '/proc/misc' },
  { call: 'openat', path: '/proc/sys/vm/unprivileged_userfaultfd' },
];

/** Few enough for every change: where a look or a control fails, and what sandboxes refuse. */
const CI_CALLS = new Set([
  'userfaultfd',
  'ioctl',
  'memfd_create',
  'madvise',
  'mincore',
  'pread64',
  'clone',
  'fstat',
]);
const CI_ERRNOS = new Set(['EPERM', 'EINVAL', 'ENOSYS', 'ENOMEM']);

/** Every injection, in the order in which it is made. */
export function injections({ ci, call, errno, when }) {
  return CALLS.flatMap((of) =>
    ERRNOS.flatMap((name) => Object.keys(WHEN).map((place) => ({ ...of, errno: name, when: place }))),
  )
    .filter((one) => !ci || (one.path === undefined && CI_CALLS.has(one.call) && CI_ERRNOS.has(one.errno)))
    .filter(
      (one) => (call === undefined || one.call === call) && (errno === undefined || one.errno === errno),
    )
    .filter((one) => when === undefined || one.when === when);
}

export const nameOf = ({ call, path, errno, when }) =>
  `${call}${path === undefined ? '' : `(${path})`} ${errno} ${when}`;
