/** What a bench leaves out, since the probe before it was refused by it. */
import { describe, expect, it } from 'vitest';
import type { Call } from '../../../src/observe/observations.js';
import { sparedBy } from '../../../src/observe/plan/spared.js';
import { lost, no, ok, run } from '../judge/build.js';

const api = (of: Call, features: string): Call => ({ ...of, call: 'ioctl(UFFDIO_API)', args: { features } });
const NOTHING = { userMode: false, plain: false, device: false, api: false };

describe('ways that a run was refused by', () => {
  it.each<readonly [string, Call[], Partial<typeof NOTHING>]>([
    ['none', [ok('device_open'), ok('device_new'), ok('user_mode_only'), ok('syscall')], {}],
    [
      'the sysctl',
      [no('device_open', 'EACCES'), ok('user_mode_only'), no('syscall', 'EPERM')],
      { device: true, plain: true },
    ],
    ['a filter', [no('user_mode_only', 'ENOSYS'), no('syscall', 'ENOSYS')], { userMode: true, plain: true }],
    // The plain call is not made after such an answer to the other, nor after one that never came.
    [
      'a security module',
      [no('device_new', 'EACCES'), no('user_mode_only', 'EACCES')],
      { userMode: true, plain: true, device: true },
    ],
    ['a filter that kills', [lost('user_mode_only')], { userMode: true, plain: true }],
    ['a filter on flags', [no('user_mode_only', 'EPERM'), ok('syscall')], { userMode: true }],
    ['a kernel that knows no such flag', [no('user_mode_only', 'EINVAL'), ok('syscall')], {}],
    ['a filter on UFFDIO_API', [api(no('offer', 'EPERM'), '0x0')], { api: true }],
    ['a filter that kills who calls UFFDIO_API', [api(lost('offer'), '0x80')], { api: true }],
    // The kernel's own: it asks a capability for EVENT_FORK.
    ['the capability', [api(ok('offer'), '0x0'), api(no('bit1', 'EPERM'), '0x2')], {}],
  ])('%s', (_, calls, expected) => {
    expect(sparedBy([run('ways', calls)])).toEqual({ ...NOTHING, ...expected });
  });
});
