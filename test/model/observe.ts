/** The observations of a run on a kernel. */
import type { Observations, Pool } from '../../src/observe/observations.js';
import { SILENT } from '../fixtures/witnesses.js';
import { experiments } from './experiments.js';
import { borrow, hasDevice, type Kernel, type Size } from './kernel.js';

function pool({ pageBytes, pool: counters }: Size): Pool {
  const { free = null, reserved = null } = counters ?? {};
  return {
    pageBytes,
    total: free,
    free,
    reserved,
    surplus: 0,
    overcommit: 0,
    nodes: [],
    demote: pageBytes > 2 ** 21,
    demoteBytes: null,
  };
}

export function observe(kernel: Kernel): Observations {
  const { release, basePageBytes, root, sysctl, filter, sizes } = kernel;
  const pools = sizes.map(pool);
  return {
    format: 1,
    toolVersion: '0.0.0',
    collectedAt: '2026-01-02T03:04:05.000Z',
    host: {
      id: null,
      name: 'model',
      arch: 'x86_64',
      basePageBytes,
      bootId: null,
      kernelRelease: `${release}.0`,
      kernelBuild: '#1',
      cpuModel: 'CPU 1',
    },
    ranAs: {
      user: null,
      euid: root ? 0 : 65534,
      egid: root ? 0 : 65534,
      groups: [],
      capabilities: root ? '0x1ffffffffff' : '0x0',
      initialUserNamespace: true,
      noNewPrivs: filter !== 'none',
      seccompMode: filter === 'none' ? 0 : 2,
      lsmLabel: null,
    },
    takenOn: null,
    layers: null,
    caller: null,
    users: null,
    settings: {
      // The sysctl is userfaultfd's own (fs/userfaultfd.c, vm_userfaultfd_table).
      unprivilegedUserfaultfd: kernel.userfaultfd ? sysctl : null,
      thp: 'always',
      shmemThp: 'advise',
      thpDefrag: null,
      thpSizes: null,
      bootParameters: null,
      hugetlbOptimizeVmemmap: null,
      clocksource: 'tsc',
      deviceInProcMisc: hasDevice(kernel),
      deviceShown: null,
      kvm: null,
    },
    poolsBefore: pools,
    poolsAfter: pools,
    borrows: sizes.map((size) => ({ pageBytes: size.pageBytes, decision: borrow(size) })),
    hugeLimits: null,
    latency: false,
    bench: null,
    witnesses: SILENT,
    experiments: experiments(kernel, (size) => borrow(size) === 'taken'),
  };
}
