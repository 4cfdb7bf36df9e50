/** Names that mainline has, or that only look like the series': none may ever count. */
export const DECOYS = [
  'hugetlb_walk',
  'hugetlb_add_file_rmap',
  'hugetlb_remove_rmap',
  'hugetlb_unshare_all_pmds',
  'hugetlb_vma_lock_alloc',
  'madvise_collapse',
  'huge_pte_alloc',
  'xhugetlb_collapse',
  'hugetlb_collapse_',
  'hugetlb_hgm_walk_to',
  '__hugetlb_pte_alloc',
  'HUGETLB_COLLAPSE',
  'hugetlb_',
];
