/** The kernels that the double plays: how each behaves (kernel/mode.cc), and what stands written beside it. */
import type { Tree } from './tree.js';

export interface Mode {
  /** HGM_DOUBLE: the name in kernel/mode.cc. */
  plays: string;
  tree: Tree;
}

/** Stand with HGM compiled out, too; from the transcripts. */
const PATCHED = [
  'hugetlb_hgm_walk',
  'uffd_ctx_has_hgm',
  'hugetlb_walk_step',
  'hugetlb_pmd_alloc',
  'hugetlb_pte_alloc',
  'hugetlb_pte_present_leaf',
  'madvise_collapse_thp',
];
const COMPILED_IN = [
  'hugetlb_hgm_eligible',
  'hugetlb_hgm_enabled',
  'hugetlb_alloc_largest_pte',
  'hugetlb_collapse',
];

const POOLS = { '2M': 8, '1G': 8 };
const host: Tree = { pools: POOLS, demote: '1G', kconfig: 'host', symbols: 'host' };
const plain: Tree = { ...host, release: '6.1.192', kconfig: 'off', symbols: { btf: [] } };
const series = (release: string, ...own: string[]): Tree => ({
  pools: POOLS,
  release,
  demote: '2M',
  kconfig: 'on',
  smapsKey: true,
  symbols: { btf: [...COMPILED_IN, ...own, ...PATCHED] },
});
const rfcV2 = series('6.1.192-hgm-rfcv2+', 'enable_hugetlb_hgm');

/** Escapes that clear a screen, set its title and colour it, a carriage return, and a mark that turns text around. */
export const ESCAPES = '\x1b[2J\x1b]0;owned\x07\x1b[31m1\r\u202e\n';
export const MEBIBYTE = 1 << 20;

export const MODES = {
  stock: { plays: 'stock', tree: host },
  'stock-6.1': { plays: 'stock-6.1', tree: plain },
  'rfc-v1': {
    plays: 'rfc-v1',
    // No BTF, so that kallsyms is read.
    tree: {
      ...series('5.19.0-hgm-rfcv1+'),
      smapsKey: false,
      symbols: { kallsyms: ['hugetlb_hgm_enabled', 'hugetlb_walk_to', 'huge_pte_alloc_high_granularity'] },
    },
  },
  'rfc-v2': { plays: 'rfc-v2', tree: rfcV2 },
  'rfc-v2-off': {
    plays: 'rfc-v2-off',
    tree: {
      ...rfcV2,
      release: '6.1.192-hgm-rfcv2off+',
      kconfig: 'off',
      smapsKey: false,
      symbols: { btf: PATCHED },
    },
  },
  'rfc-v2-hang': { plays: 'rfc-v2-hang', tree: rfcV2 },
  'rfc-v2-kill': { plays: 'rfc-v2-kill', tree: rfcV2 },
  'madv-split': { plays: 'madv-split', tree: series('6.1.192-hgm-split+', 'hugetlb_hgm_advised') },
  'advice-only': { plays: 'advice-only', tree: host },
  neighbour: { plays: 'neighbour', tree: rfcV2 },
  'witnesses-only': { plays: 'witnesses-only', tree: { ...rfcV2, release: '6.1.192' } },
  'behaviour-only': { plays: 'behaviour-only', tree: plain },
  'hollow-bits': { plays: 'hollow-bits', tree: plain },
  '2M-only': { plays: '2M-only', tree: rfcV2 },
  'file-0': { plays: 'stock', tree: { ...host, hgmFile: '0\n' } },
  'file-1': { plays: 'stock', tree: { ...host, hgmFile: '1\n', hgmFileElsewhere: '1\n' } },
  'file-garbage': {
    plays: 'stock',
    tree: { ...host, hgmFile: Buffer.from([0xff, 0x00, 0x80, 0x31, 0xc3, 0x28, 0x0a]) },
  },
  'file-1MiB': { plays: 'stock', tree: { ...host, hgmFile: Buffer.alloc(MEBIBYTE, '1') } },
  'file-escapes': { plays: 'stock', tree: { ...host, hgmFile: ESCAPES } },
} as const satisfies Record<string, Mode>;

export type ModeName = keyof typeof MODES;
