import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readKconfig } from '../../../src/observe/files/kernel/kconfig.js';
import { tree } from './tree.js';

const RELEASE = '6.18.1-test+';
const ON =
  'CONFIG_HUGETLBFS=y\nCONFIG_HUGETLB_HIGH_GRANULARITY_MAPPING=y\nCONFIG_USERFAULTFD=y\nCONFIG_SECURITY_LANDLOCK=y\n';
const OFF =
  'CONFIG_SMP=y\n# CONFIG_HUGETLB_HIGH_GRANULARITY_MAPPING is not set\n# CONFIG_USERFAULTFD is not set\n# CONFIG_SECURITY_LANDLOCK is not set\n';
const nothing = { path: null, hgm: null, userfaultfd: null, hugetlb: null, landlock: null };

describe('readKconfig', () => {
  it('tells on, off and unnamed apart', () => {
    expect(readKconfig(tree({ '/proc/config.gz': gzipSync(ON) }), RELEASE)).toEqual({
      path: '/proc/config.gz',
      hgm: 'y',
      userfaultfd: 'y',
      hugetlb: 'y',
      landlock: 'y',
    });
    expect(readKconfig(tree({ '/proc/config.gz': gzipSync(OFF) }), RELEASE)).toEqual({
      path: '/proc/config.gz',
      hgm: 'n',
      userfaultfd: 'n',
      hugetlb: null,
      landlock: 'n',
    });
  });

  it('takes whole lines only', () => {
    const decoys = [
      'CONFIG_ARCH_WANT_HUGETLB_HIGH_GRANULARITY_MAPPING=y',
      'CONFIG_HUGETLB_HIGH_GRANULARITY_MAPPING_DEBUG=y',
      '# CONFIG_HUGETLB_HIGH_GRANULARITY_MAPPING=y',
      ' CONFIG_HUGETLB_HIGH_GRANULARITY_MAPPING=y',
      'CONFIG_HUGETLB_HIGH_GRANULARITY_MAPPING=yes',
      'CONFIG_HAVE_ARCH_USERFAULTFD_WP=y',
      'CONFIG_HUGETLBFS_X=y',
      '',
    ].join('\n');
    const root = tree({ '/proc/config.gz': gzipSync(decoys) });
    expect(readKconfig(root, RELEASE)).toEqual({ ...nothing, path: '/proc/config.gz' });
  });

  it('goes on to the next file where one is missing, damaged or none at all', () => {
    const modules = `/lib/modules/${RELEASE}`;
    const path = (files: Record<string, string | Buffer>) => readKconfig(tree(files), RELEASE).path;
    expect(path({ '/proc/config.gz': 'no gzip', [`/boot/config-${RELEASE}`]: ON })).toBe(
      `/boot/config-${RELEASE}`,
    );
    expect(path({ [`/boot/config-${RELEASE}`]: '', [`${modules}/config`]: ON })).toBe(`${modules}/config`);
    expect(path({ [`${modules}/build/.config`]: ON })).toBe(`${modules}/build/.config`);
    const cut = gzipSync(ON).subarray(0, 40);
    expect(path({ '/proc/config.gz': cut, [`/boot/config-${RELEASE}`]: ON })).toBe(`/boot/config-${RELEASE}`);
    expect(path({ '/boot/config-other': ON })).toBeNull();
  });

  it('unpacks no more than a configuration can have', () => {
    const bomb = gzipSync(Buffer.concat([Buffer.from(ON), Buffer.alloc(32 << 20)]));
    expect(readKconfig(tree({ '/proc/config.gz': bomb }), RELEASE)).toEqual(nothing);
    expect(readKconfig(tree({ [`/boot/config-${RELEASE}`]: ON + '#'.repeat(5 << 20) }), RELEASE)).toEqual(
      nothing,
    );
  });

  it('lets no release lead to another directory', () => {
    const files = { '/etc/config': ON, '/lib/modules/config': ON, '/lib/config': ON };
    for (const release of ['../../etc', '..', '.', ''])
      expect(readKconfig(tree(files), release)).toEqual(nothing);
  });

  it('finds the release itself', () => {
    const root = tree({ '/proc/sys/kernel/osrelease': '5.10.0-x\n', '/boot/config-5.10.0-x': ON });
    expect(readKconfig(root).hgm).toBe('y');
  });
});
