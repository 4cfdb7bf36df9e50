/**
 * The settings that a consumer is asked in: who asks, the sysctl, and the device node. Shared by the guest, which
 * makes them, and the host, which compares.
 */
const LOADER = '/opt/util-linux/lib/ld-linux-x86-64.so.2';
const through = (program) => [LOADER, '--library-path', '/opt/util-linux/lib', `/opt/util-linux/${program}`];

const NOBODY = [...through('setpriv'), '--reuid=65534', '--regid=65534', '--clear-groups'];
const NO_PTRACE = [...through('setpriv'), '--bounding-set=-sys_ptrace', '--inh-caps=-sys_ptrace'];
const PTRACE_ONLY = [...NOBODY, '--inh-caps=+sys_ptrace', '--ambient-caps=+sys_ptrace'];

/** `node` is the mode of /dev/userfaultfd, null where there is none. */
const SETTINGS = [
  { name: 'root', as: [], sysctl: 0, node: 0o600 },
  { name: 'root, sysctl 1', as: [], sysctl: 1, node: 0o600 },
  { name: 'root without CAP_SYS_PTRACE', as: NO_PTRACE, sysctl: 0, node: 0o600 },
  { name: 'root without CAP_SYS_PTRACE, no node', as: NO_PTRACE, sysctl: 0, node: null },
  { name: 'root without CAP_SYS_PTRACE, sysctl 1', as: NO_PTRACE, sysctl: 1, node: 0o600 },
  { name: 'nobody', as: NOBODY, sysctl: 0, node: 0o600 },
  { name: 'nobody, no node', as: NOBODY, sysctl: 0, node: null },
  { name: 'nobody, node readable', as: NOBODY, sysctl: 0, node: 0o666 },
  { name: 'nobody, sysctl 1', as: NOBODY, sysctl: 1, node: 0o600 },
  { name: 'nobody with CAP_SYS_PTRACE', as: PTRACE_ONLY, sysctl: 0, node: 0o600 },
];

module.exports = { SETTINGS };
