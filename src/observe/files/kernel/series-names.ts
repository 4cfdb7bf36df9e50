/**
 * Kernel functions that only the HGM series has. Exact names: mainline has its own `hugetlb_walk`,
 * `hugetlb_add_file_rmap`, `hugetlb_remove_rmap`, `hugetlb_unshare_all_pmds`, `hugetlb_vma_lock_alloc`.
 */

/** Stand only where HGM is compiled in. */
export const COMPILED_IN: readonly string[] = [
  'hugetlb_hgm_enabled',
  'hugetlb_hgm_eligible',
  'hugetlb_alloc_largest_pte',
  'hugetlb_collapse',
  'enable_hugetlb_hgm', // RFC v2
  'hugetlb_hgm_advised', // v1, v2
  'hugetlb_walk_to', // RFC v1
  'huge_pte_alloc_high_granularity', // RFC v1
];

/** Stand with HGM compiled out, too: "patched", never "on". */
export const PATCHED: readonly string[] = [
  'hugetlb_hgm_walk',
  'uffd_ctx_has_hgm',
  'hugetlb_walk_step',
  'hugetlb_pmd_alloc',
  'hugetlb_pte_alloc',
  'hugetlb_pte_present_leaf',
  'madvise_collapse_thp',
  'hugetlb_full_walk', // v2
  'hugetlb_alloc_pmd', // v2
  'hugetlb_alloc_pte', // v2
];

export const SERIES_NAMES: ReadonlySet<string> = new Set([...COMPILED_IN, ...PATCHED]);

/**
 * Each name holds one of these. Shorter than 8 bytes and with a first byte that is rare: then Node looks for that
 * byte with memchr(3) (its src/string_search.h), three times as quick as its search for a longer one.
 */
export const STEMS: readonly string[] = ['huge', 'hgm', 'vise_c'];

export interface SeriesNames {
  compiledIn: string[];
  patched: string[];
}

/** Those of the series among the functions found, in the order of the lists. */
export function ofSeries(found: ReadonlySet<string>): SeriesNames {
  return {
    compiledIn: COMPILED_IN.filter((name) => found.has(name)),
    patched: PATCHED.filter((name) => found.has(name)),
  };
}
