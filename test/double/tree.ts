/** The files of /proc and /sys that stand before the host's while the double plays another kernel. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { btfOf } from './btf.js';

export interface Tree {
  /** Release and build string, or the host's own. */
  release?: string;
  /** Free pages of each pool. */
  pools: { '2M': number; '1G': number };
  /** Under which size `demote` stands: the series moves it from the larger to the smaller. */
  demote: '2M' | '1G';
  /** Whether the configuration names HGM; `host` leaves the host's files where they are. */
  kconfig: 'host' | 'on' | 'off';
  /** Functions of the kernel, in BTF or in kallsyms. */
  symbols: 'host' | { btf: readonly string[] } | { kallsyms: readonly string[] };
  /** Whether each entry of smaps has the key of the series, to Node's own look: the experiments' is kernel/text.cc's. */
  smapsKey?: boolean;
  /** Content of /sys/kernel/mm/hugepages/hgm. */
  hgmFile?: string | Buffer;
  /** The place that was talked about and that no kernel has. */
  hgmFileElsewhere?: string | Buffer;
}

const KIB = { '2M': 2048, '1G': 1048576 } as const;
const SIZES = ['2M', '1G'] as const;
const COUNTERS = ['resv', 'surplus', 'nr_overcommit'];

/** What every kernel has, so that the reader sees a configuration and a list of functions. */
const PLAIN_CONFIG = ['CONFIG_USERFAULTFD=y', 'CONFIG_HUGETLBFS=y', 'CONFIG_HUGETLB_PAGE=y'];
const HGM_CONFIG = [
  'CONFIG_ARCH_WANT_HUGETLB_HIGH_GRANULARITY_MAPPING=y',
  'CONFIG_HUGETLB_HIGH_GRANULARITY_MAPPING=y',
];
const DECOYS = ['hugetlb_walk', 'hugetlb_add_file_rmap', 'hugetlb_unshare_all_pmds', 'madvise_collapse'];

const SMAPS_ENTRY = `00400000-00401000 r--p 00000000 00:00 0
Size:                  4 kB
Rss:                   4 kB
HugetlbPteMapped:      0 kB
VmFlags: rd mr mw me
`;

export function makeTree(root: string, tree: Tree): void {
  const put = (path: string, content: string | Buffer) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  const asOnHost = (path: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(path, join(root, path));
  };

  for (const path of ['/proc/sys/kernel/osrelease', '/proc/sys/kernel/version']) {
    if (tree.release === undefined) asOnHost(path);
    else put(path, `${path.endsWith('osrelease') ? tree.release : '#1 SMP, played by a test'}\n`);
  }
  // Absent on the kernels of the transcripts, whose struct page is no power of two.
  if (tree.release === undefined) asOnHost('/proc/sys/vm/hugetlb_optimize_vmemmap');
  for (const size of SIZES) {
    putPool(put, `/sys/kernel/mm/hugepages/hugepages-${KIB[size]}kB`, tree, size);
    putPool(put, `/sys/devices/system/node/node0/hugepages/hugepages-${KIB[size]}kB`, tree, size);
  }
  if (tree.hgmFile !== undefined) put('/sys/kernel/mm/hugepages/hgm', tree.hgmFile);
  if (tree.hgmFileElsewhere !== undefined) put('/sys/kernel/vm/hugepages/hgm', tree.hgmFileElsewhere);

  if (tree.smapsKey) put('/proc/self/smaps', SMAPS_ENTRY);

  if (tree.kconfig === 'host') asOnHost('/proc/config.gz');
  else {
    const lines = [...PLAIN_CONFIG, ...(tree.kconfig === 'on' ? HGM_CONFIG : [])];
    put('/proc/config.gz', gzipSync(`${lines.join('\n')}\n`));
  }
  if (tree.symbols === 'host') {
    asOnHost('/sys/kernel/btf/vmlinux');
    asOnHost('/proc/kallsyms');
  } else if ('btf' in tree.symbols) {
    put('/sys/kernel/btf/vmlinux', btfOf([...DECOYS, ...tree.symbols.btf]));
  } else {
    const lines = [...DECOYS, ...tree.symbols.kallsyms].map((name) => `0000000000000000 T ${name}\n`);
    put('/proc/kallsyms', lines.join(''));
  }
}

type Put = (path: string, content: string) => void;

function putPool(put: Put, folder: string, tree: Tree, size: '2M' | '1G'): void {
  for (const counter of ['nr', 'free']) put(`${folder}/${counter}_hugepages`, `${tree.pools[size]}\n`);
  for (const counter of COUNTERS) put(`${folder}/${counter}_hugepages`, '0\n');
  if (tree.demote === size) put(`${folder}/demote`, '');
}
