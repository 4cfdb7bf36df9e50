import type { Declared } from '../capability.js';
import { HGM_GROUP } from '../group.js';

export const HGM = {
  hgm: {
    name: 'map a huge page in parts',
    title: 'HugeTLB high-granularity mapping',
    group: HGM_GROUP,
    memories: 'hugetlb',
    since: 'never',
    what:
      'UFFDIO_CONTINUE maps single base pages of a hugetlb page, so that post-copy fetches 4K and not 2M or 1G. ' +
      'Posted four times (June 2022 to February 2023) and never merged: no mainline kernel has it.',
    probed:
      'For each dialect (no opt-in; feature bit 13; MADV_SPLIT) a base-page CONTINUE on an empty shared file: ' +
      'EFAULT past the alignment check, EINVAL at it; the whole-page CONTINUE must give EFAULT. Where a page may ' +
      'be borrowed: one base page mapped, its bytes compared, its neighbour still faulting.',
    states: {
      supported: 'Mapped and checked, or (proof accepted) past the alignment check with no page taken.',
      absent: 'Every dialect and MADV_COLLAPSE refused with all controls passed, or HGM is compiled out.',
      not_permitted: 'No userfaultfd descriptor for this caller, so nothing can be said.',
      unknown: 'Some trial or control was not conclusive, or two of them disagree.',
    },
    action: 'Only a kernel built with the HGM patches and CONFIG_HUGETLB_HIGH_GRANULARITY_MAPPING=y has it.',
  },
  'hgm.collapse': {
    name: 'join the parts of a huge page again',
    title: 'MADV_COLLAPSE back to the huge page',
    group: HGM_GROUP,
    memories: 'hugetlb',
    since: 'never',
    what:
      'The way back from base-page mappings to one huge mapping. HGM kernels also answer 0 on an untouched huge ' +
      'page, stock kernels EINVAL: a marker that needs no dialect, no descriptor and no page.',
    probed:
      'MADV_COLLAPSE of one whole untouched huge page; after a proof, of the page that was mapped in parts.',
    states: {
      supported: 'Collapsed after base-page mappings, and the bytes are the same.',
      advertised: 'Answers 0 on an untouched page of a kernel with HGM.',
      unknown:
        'Answers 0 although no dialect is granular: another meaning of the advice, or an unknown opt-in.',
    },
  },
  madv_split: {
    name: 'opt in to mapping in parts',
    title: 'MADV_SPLIT (26; 74 on parisc)',
    group: HGM_GROUP,
    memories: 'each',
    since: 'never',
    what:
      'The opt-in of the series v1 and v2. It splits no page: it marks a shared hugetlb VMA (VmFlags hm) for ' +
      'base-page CONTINUE and may split the VMA at its ends. Nothing undoes it.',
    probed:
      'On mappings made for it and never touched: no bytes, an unaligned start, a length that is no multiple of ' +
      'the huge page, one page in the middle, the whole; then the VMAs in /proc/self/smaps.',
    states: {
      supported: 'A base-page CONTINUE worked because of it.',
      absent: 'Refused for every range; on other memory of a kernel that has it: hugetlb only.',
      unknown: 'The number is taken and nothing became granular: some other advice of this kernel.',
    },
  },
  'hgm.file': {
    name: 'a file of the kernel that speaks of HGM',
    title: 'A sysfs file for HGM',
    group: HGM_GROUP,
    memories: 'none',
    since: 'never',
    what:
      'hugepages/hgm under /sys/kernel/vm or /sys/kernel/mm: talked about, in no posted version. Its absence says ' +
      'nothing of HGM.',
    probed: 'Both paths are read; the content is shown among the witnesses.',
    states: {
      advertised: 'One of the files is there.',
      absent: 'Neither is there, and the pools in /sys are.',
    },
  },
} as const satisfies Declared<string>;

export type HgmId = keyof typeof HGM;
