/** Where nothing may be executed from memory: the package's own file serves a plain run, and no stranger's place is taken. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { report, row, run, type Setting, whyNot } from '../layers/machine.js';

/** The sysctl is one of the pid namespace (kernel/pid_sysctl.h), so that of this machine stays as it is. */
const SEALED: Setting = [
  'unshare',
  '-mpf',
  '--mount-proc',
  'sh',
  '-ec',
  'echo 2 > /proc/sys/vm/memfd_noexec; exec "$@"',
  'sh',
];
const [program = '', ...args] = [...SEALED, 'true'];
const why = whyNot() ?? (spawnSync(program, args).status === 0 ? null : 'no vm.memfd_noexec here (6.3)');

it.skipIf(why !== null)(`a plain run goes by the file${why === null ? '' : ` (${why})`}`, () => {
  expect(row(report(SEALED), 'open.syscall').state).toBe(row(report([]), 'open.syscall').state);
});

it.skipIf(why !== null)('a run as somebody else is refused in one line', () => {
  const { status, stdout, stderr } = run(SEALED, ['--as', 'nobody', '--json']);
  expect([status, stdout]).toEqual([70, '']);
  expect(stderr).toMatch(/^hgm-probe: cannot take another place: vm\.memfd_noexec is 2.*\n$/);
});
