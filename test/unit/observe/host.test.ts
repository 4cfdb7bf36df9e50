import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRanAs } from '../../../src/observe/files/caller/ran-as.js';
import { readSettings } from '../../../src/observe/files/caller/settings.js';
import { readHost } from '../../../src/observe/files/host.js';
import { type Files, tree } from './tree.js';

const ID = '0123456789abcdef0123456789abcdef';
const THP = '/sys/kernel/mm/transparent_hugepage';
const IDS = { user: 'somebody', euid: 1000, egid: 100 };

describe('readHost', () => {
  const id = (files: Files) => readHost(4096, tree(files)).id;

  it('takes the machine id from either place, and nothing that is none', () => {
    expect(id({ '/etc/machine-id': `${ID}\n` })).toBe(ID);
    expect(id({ '/etc/machine-id': 'uninitialized\n', '/var/lib/dbus/machine-id': ID })).toBe(ID);
    for (const bad of ['', '0'.repeat(32), `${ID}0`, `${ID}\nmore`, `\x1b${ID}`]) {
      expect(id({ '/etc/machine-id': bad })).toBeNull();
    }
  });

  it('escapes what the kernel calls itself, and passes the base page on', () => {
    const host = readHost(
      65536,
      tree({
        '/proc/sys/kernel/osrelease': '6.1.0\x1b[31m\n',
        '/proc/sys/kernel/version': '#1 SMP \u202e\n',
        '/proc/sys/kernel/random/boot_id': '01234567-89ab-cdef-0123-456789abcdef\n',
      }),
    );
    expect(host).toMatchObject({
      basePageBytes: 65536,
      kernelRelease: '6.1.0\\x1b[31m',
      kernelBuild: '#1 SMP \\u{202e}',
      bootId: '01234567-89ab-cdef-0123-456789abcdef',
    });
  });

  it.each([
    ['processor\t: 0\nmodel\t\t: 1\nmodel name\t: AMD EPYC 7B13\n\nmodel name\t: other\n', 'AMD EPYC 7B13'],
    ['model name\t: \x1b[31m\n', '\\x1b[31m'],
    ['processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n', 'arm64 implementer 0x41 part 0xd0c'],
    ['CPU implementer\t: 0x41\n', null],
    ['', null],
  ])('calls the CPU of %j %j', (cpuinfo, model) => {
    expect(readHost(4096, tree({ '/proc/cpuinfo': cpuinfo })).cpuModel).toBe(model);
  });

  it('has a kernel, a name and an architecture without any file', () => {
    const host = readHost(4096, tree());
    expect(host).toMatchObject({ id: null, bootId: null });
    for (const word of [host.kernelRelease, host.kernelBuild, host.arch]) expect(word).not.toBe('');
  });
});

describe('readRanAs', () => {
  const status = (text: string) => readRanAs(tree({ '/proc/self/status': text }), IDS);
  const label = (content: string) => readRanAs(tree({ '/proc/self/attr/current': content }), IDS).lsmLabel;

  it('reads rights from status, by key', () => {
    const text =
      'Name:\tCapEff: 0\nCapPrm:\t1\nCapEff:\t000001ffffffffff\nCapBnd:\t2\nNoNewPrivs:\t1\nSeccomp:\t2\nSeccomp_filters:\t7\n';
    expect(status(text)).toMatchObject({
      ...IDS,
      capabilities: '0x1ffffffffff',
      noNewPrivs: true,
      seccompMode: 2,
    });
    expect(status('CapEff:\t0000000000000000\nNoNewPrivs:\t0\n')).toMatchObject({
      capabilities: '0x0',
      noNewPrivs: false,
    });
  });

  it('has null for all that it cannot read', () => {
    const nulls = {
      groups: null,
      capabilities: null,
      initialUserNamespace: null,
      noNewPrivs: null,
      seccompMode: null,
      lsmLabel: null,
    };
    expect(readRanAs(tree(), IDS)).toEqual({ ...IDS, ...nulls });
  });

  it('knows the initial user namespace by its inode, else by its map', () => {
    const map = (text: string) => readRanAs(tree({ '/proc/self/uid_map': text }), IDS).initialUserNamespace;
    expect(map('         0          0 4294967295\n')).toBe(true);
    expect(map('         0     100000      65536\n')).toBe(false);
    expect(map('         0          0 4294967294\n         4294967294 7 1\n')).toBe(false);
    const nested = tree({ '/proc/self/uid_map': '         0          0 4294967295\n' });
    mkdirSync(join(nested, '/proc/self/ns'));
    symlinkSync('user:[4026532207]', join(nested, '/proc/self/ns/user'));
    expect(readRanAs(nested, IDS).initialUserNamespace).toBe(false);
  });

  it('strips and escapes the label of the security module', () => {
    expect(label('system_u:system_r:init_t:s0\0')).toBe('system_u:system_r:init_t:s0');
    expect(label('docker-default (enforce)\n')).toBe('docker-default (enforce)');
    expect(label('\x1b[31m\n\0')).toBe('\\x1b[31m');
    expect(label('\0')).toBeNull();
  });
});

const CLOCKSOURCE = '/sys/devices/system/clocksource/clocksource0/current_clocksource';

describe('readSettings', () => {
  it('reads modes from their brackets and numbers as they stand', () => {
    const root = tree({
      [`${THP}/enabled`]: 'always [madvise] never\n',
      [`${THP}/shmem_enabled`]: 'always within_size advise [never] deny force\n',
      [`${THP}/defrag`]: 'always defer [defer+madvise] madvise never\n',
      [`${THP}/hugepages-2048kB/enabled`]: 'always [inherit] madvise never\n',
      [`${THP}/hugepages-2048kB/shmem_enabled`]: 'always inherit [within_size] advise never\n',
      [`${THP}/hugepages-64kB/enabled`]: '[always] inherit madvise never\n',
      [`${THP}/hugepages-8kB/shmem_enabled`]: 'always inherit within_size [advise] never\n',
      [`${THP}/hugepages-0kB/enabled`]: '[always]\n',
      [`${THP}/khugepaged/defrag`]: '1\n',
      '/proc/cmdline':
        'quiet thp_shmem=64K:always hugepagesz=1G hugepages=2 hugetlb_cma=0:4G root=hugepages init=/x -- hugepages=9\n',
      '/proc/sys/vm/unprivileged_userfaultfd': '1\n',
      '/proc/sys/vm/hugetlb_optimize_vmemmap': '0\n',
      [CLOCKSOURCE]: 'arch_sys_counter\n',
      '/proc/misc': '258 vsock\n  7 userfaultfd\n',
    });
    expect(readSettings(root)).toEqual({
      unprivilegedUserfaultfd: 1,
      thp: 'madvise',
      shmemThp: 'never',
      thpDefrag: 'defer+madvise',
      thpSizes: [
        { pageBytes: 8 << 10, enabled: null, shmem: 'advise' },
        { pageBytes: 64 << 10, enabled: 'always', shmem: null },
        { pageBytes: 2 << 20, enabled: 'inherit', shmem: 'within_size' },
      ],
      bootParameters: ['thp_shmem=64K:always', 'hugepagesz=1G', 'hugepages=2', 'hugetlb_cma=0:4G'],
      hugetlbOptimizeVmemmap: 0,
      clocksource: 'arch_sys_counter',
      deviceInProcMisc: true,
      deviceShown: null,
      kvm: { inProcMisc: false, minor: null, parameters: {} },
    });
  });

  it('has null for what is not there, and false only for a list without the device', () => {
    const { kvm, ...others } = readSettings(tree());
    expect(new Set(Object.values(others))).toEqual(new Set([null]));
    expect(kvm).toEqual({ inProcMisc: null, minor: null, parameters: {} });
    const old = tree({ [`${THP}/enabled`]: '[always]\n', '/proc/cmdline': 'quiet hugepages\x1b=1 -- \n' });
    expect(readSettings(old)).toMatchObject({ thpSizes: [], bootParameters: ['hugepages\\x1b=1'] });
    expect(readSettings(tree({ [CLOCKSOURCE]: 'two words\n' })).clocksource).toBeNull();
    expect(readSettings(tree({ '/proc/misc': '257 userfaultfd2\n1 xuserfaultfd\n' })).deviceInProcMisc).toBe(
      false,
    );
    expect(readSettings(tree({ [`${THP}/enabled`]: '[\x1b[31m]' })).thp).toBeNull();
  });
});
