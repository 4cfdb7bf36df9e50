import { describe, expect, it } from 'vitest';
import { CATALOG } from '../../../src/capabilities/catalog.js';
import { firstKernel, isBefore, type Since } from '../../../src/capabilities/since.js';

describe('a kernel is before a version', () => {
  it.each([
    ['6.8.12', '6.12', true],
    ['6.12.57+deb13-cloud-amd64', '6.12', false],
    ['7.3-rc1', '7.3', false],
    ['5.19.0', '6.1', true],
    ['7.0.1', '6.12', false],
    ['6', '6.1', true],
    ['6', '5.19', false],
  ])('%s, %s: %s', (release, version, before) => {
    expect(isBefore(release, version)).toBe(before);
  });
});

describe('the first kernel of a cell', () => {
  const wp: Since = { anonymous: '5.7', shmem: '5.19', hugetlb: 'never' };

  it.each([
    ['x86_64', 'anonymous', '5.7'],
    ['x86_64', 'hugetlb', 'never'],
    // arm64 got write protection with 6.10, and what no kernel has is not there either.
    ['aarch64', 'anonymous', '6.10'],
    ['aarch64', 'shmem', '6.10'],
    ['aarch64', 'hugetlb', 'never'],
    // The history of other architectures was not looked at.
    ['riscv64', 'anonymous', null],
  ] as const)('write protection on %s, %s: %s', (arch, kind, first) => {
    expect(firstKernel({ since: wp, writeProtection: true }, kind, arch)).toBe(first);
  });

  it('what is later everywhere is not put back on arm64', () => {
    expect(firstKernel({ since: '7.3', writeProtection: true }, null, 'aarch64')).toBe('7.3');
  });

  it('what has no write protection is as on x86-64', () => {
    expect(firstKernel({ since: '5.13' }, 'shmem', 'aarch64')).toBe('5.13');
    expect(firstKernel({ since: null }, null, 'aarch64')).toBeNull();
    expect(firstKernel({ since: wp }, null, 'x86_64')).toBeNull();
  });
});

it('what asks for write protection came to arm64 with 6.10 (HAVE_ARCH_USERFAULTFD_WP in its Kconfig)', () => {
  const later = CATALOG.filter((info) =>
    (['anonymous', 'shmem', 'hugetlb'] as const).some(
      (kind) => firstKernel(info, kind, 'aarch64') === '6.10' && firstKernel(info, kind, 'x86_64') !== '6.10',
    ),
  );
  expect(later.map(({ id }) => id)).toEqual([
    ...['feature.pagefault_flag_wp', 'feature.wp_hugetlbfs_shmem', 'feature.wp_unpopulated'],
    ...['feature.wp_async', 'register.wp', 'register.all', 'writeprotect.base', 'writeprotect.huge'],
    ...['track.written', 'track.copy_wp', 'track.continue_wp'],
  ]);
});
