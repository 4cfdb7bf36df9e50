/** What the kernel says of itself, beside the experiments. */

/** A text file: what stood in it, or the errno that stopped the reading (`ENOENT`). Control characters are escaped. */
export interface TextFile {
  path: string;
  text: string | null;
  errno: string | null;
  /** True where the file went on beyond the bound of the reading. */
  truncated: boolean;
}

/** Names of the series found in one source: `compiledIn` mean HGM=y, `patched` stand with HGM=n, too. */
export interface SymbolWitness {
  source: 'btf' | 'kallsyms';
  path: string;
  readable: boolean;
  compiledIn: string[];
  patched: string[];
}

export interface KconfigWitness {
  /** The file that was read, null where none could be. */
  path: string | null;
  /** CONFIG_HUGETLB_HIGH_GRANULARITY_MAPPING: `y`, `n` (a "not set" line), or null where no line names it. */
  hgm: 'y' | 'n' | null;
  userfaultfd: 'y' | 'n' | null;
  hugetlb: 'y' | 'n' | null;
  landlock: 'y' | 'n' | null;
}

export interface Witnesses {
  kconfig: KconfigWitness;
  symbols: SymbolWitness[];
  /** `HugetlbPteMapped:` in /proc/self/smaps; null where it can't be read. */
  smapsPteMapped: boolean | null;
  /** The two places where a switch for HGM was talked about. */
  hgmFiles: TextFile[];
}
