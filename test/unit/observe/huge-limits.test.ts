/** Trees of cgroupfs and /proc as kernels write them (seen on 6.18; names from mm/hugetlb_cgroup.c, mm/mempolicy.c). */
import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readHugeLimits } from '../../../src/observe/files/memory/huge-limits.js';
import { type Files, tree } from './tree.js';

const M2 = 2 ** 21;
const G1 = 2 ** 30;
const TWO = '31 1 0:2 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n';
const ONE = '30 1 0:1 / /sys/fs/cgroup/hugetlb rw - cgroup cgroup rw,hugetlb\n';
const INITIAL = 4026531835;

/** @param namespace inode of the cgroup namespace */
function root(files: Files, namespace = INITIAL): string {
  const made = tree({ '/proc/self/status': 'Mems_allowed_list:\t0\n', ...files });
  const link = join(made, '/proc/self/ns/cgroup');
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(`cgroup:[${namespace}]`, link);
  return made;
}
const groups = (files: Files, namespace?: number, sizes = [M2]) =>
  readHugeLimits(root(files, namespace), 'self', sizes).hugetlbCgroup;

const size = (
  max: number | null,
  current: number | null,
  rsvdMax: number | null,
  rsvdCurrent: number | null,
) => ({
  pageBytes: M2,
  max,
  current,
  rsvdMax,
  rsvdCurrent,
});

describe('the hugetlb cgroup', () => {
  it('of version 2 has the limits of the group and of those above, whichever they set', () => {
    const found = groups({
      '/proc/self/cgroup': '0::/machine/vm\n',
      '/proc/self/mountinfo': TWO,
      '/sys/fs/cgroup/machine/hugetlb.2MB.max': '4194304\n',
      '/sys/fs/cgroup/machine/hugetlb.2MB.current': '2097152\n',
      '/sys/fs/cgroup/machine/hugetlb.2MB.rsvd.max': 'max\n',
      '/sys/fs/cgroup/machine/hugetlb.2MB.rsvd.current': '0\n',
      '/sys/fs/cgroup/machine/vm/hugetlb.2MB.max': 'max\n',
      '/sys/fs/cgroup/machine/vm/hugetlb.2MB.rsvd.max': '0\n',
      '/sys/fs/cgroup/machine/vm/hugetlb.2MB.rsvd.current': '0\n',
    });
    expect(found).toEqual({
      version: 2,
      complete: true,
      groups: [
        { path: '/machine/vm', sizes: [size(null, null, 0, 0)] },
        { path: '/machine', sizes: [size(4194304, 2097152, null, 0)] },
      ],
    });
  });

  it('of version 1 has its own names, and the largest counter is no limit', () => {
    const found = groups({
      '/proc/self/cgroup': '5:hugetlb:/pod\n0::/other\n',
      '/proc/self/mountinfo': TWO + ONE,
      '/sys/fs/cgroup/hugetlb/hugetlb.2MB.limit_in_bytes': '9223372036852678656\n',
      '/sys/fs/cgroup/hugetlb/pod/hugetlb.2MB.limit_in_bytes': '0\n',
      '/sys/fs/cgroup/hugetlb/pod/hugetlb.2MB.usage_in_bytes': '0\n',
      '/sys/fs/cgroup/hugetlb/pod/hugetlb.2MB.rsvd.limit_in_bytes': '9223372036852678656\n',
    });
    expect(found).toEqual({
      version: 1,
      complete: true,
      groups: [{ path: '/pod', sizes: [size(0, 0, null, null)] }],
    });
  });

  it('has the sizes as the kernel writes them', () => {
    const files = {
      '/proc/self/cgroup': '0::/vm\n',
      '/proc/self/mountinfo': TWO,
      '/sys/fs/cgroup/vm/hugetlb.1GB.max': '0\n',
      '/sys/fs/cgroup/vm/hugetlb.64KB.max': '65536\n',
    };
    expect(groups(files, INITIAL, [65536, G1]).groups[0]?.sizes).toMatchObject([
      { pageBytes: 65536, max: 65536 },
      { pageBytes: G1, max: 0 },
    ]);
  });

  it('is not known whole in a cgroup namespace, above a mount of a part, or where nothing is mounted', () => {
    const files = { '/proc/self/cgroup': '0::/\n', '/proc/self/mountinfo': TWO };
    expect(groups(files)).toEqual({ version: 2, groups: [], complete: true });
    const own = { ...files, '/sys/fs/cgroup/hugetlb.2MB.max': '0\n' };
    expect(groups(own, 4026532000)).toMatchObject({
      complete: false,
      groups: [{ path: '/', sizes: [{ max: 0 }] }],
    });
    const part = {
      '/proc/self/cgroup': '5:hugetlb:/docker/a\n',
      '/proc/self/mountinfo': '30 1 0:1 /docker/a /cg\\040roup rw - cgroup cgroup rw,hugetlb\n',
      '/cg roup/hugetlb.2MB.limit_in_bytes': '0\n',
    };
    expect(groups(part)).toMatchObject({
      complete: false,
      groups: [{ path: '/docker/a', sizes: [{ max: 0 }] }],
    });
    expect(groups({ '/proc/self/cgroup': '0::/vm\n' })).toMatchObject({ complete: false, groups: [] });
    expect(groups({ ...files, '/proc/self/cgroup': '0::/../vm\n' })).toMatchObject({ complete: false });
    // The group is not where the mount should have it.
    expect(groups({ ...files, '/proc/self/cgroup': '0::/gone\n' })).toMatchObject({ complete: false });
  });

  it('is none where no hierarchy has it, or the kernel has no cgroups', () => {
    const none = { version: null, groups: [], complete: true };
    expect(groups({ '/proc/self/cgroup': '4:memory:/a\n' })).toEqual(none);
    expect(groups({})).toEqual(none);
    expect(readHugeLimits(tree(), 'self', [M2]).hugetlbCgroup).toEqual({ ...none, complete: false });
  });
});

describe('the nodes', () => {
  const nodes = (numaMaps: string) => {
    const { cpuset, memsAllowed, memoryPolicy } = readHugeLimits(
      tree({
        '/proc/42/status': 'Mems_allowed:\t00000000,0000000b\nMems_allowed_list:\t0-1,3\n',
        '/proc/42/cpuset': '/vm\n',
        '/proc/42/numa_maps': numaMaps,
      }),
      '42',
      [M2],
    );
    return [cpuset, memsAllowed, memoryPolicy];
  };

  it.each([
    'default',
    'bind:0-1,3',
    'bind=static:1',
    'prefer:0',
    'prefer (many):0-1',
    'weighted interleave:0-1',
    'local',
  ])('with the policy %s, of another process', (policy) => {
    const text = `5638c2c75000 ${policy} file=/usr/bin/qemu mapped=2 N0=2 kernelpagesize_kB=4\n7f00 bind:7 anon=1\n`;
    expect(nodes(text)).toEqual(['/vm', [0, 1, 3], policy]);
  });

  it('are null where nothing says them', () => {
    expect(readHugeLimits(tree(), 'self', [])).toMatchObject({
      cpuset: null,
      memsAllowed: null,
      memoryPolicy: null,
    });
  });
});
