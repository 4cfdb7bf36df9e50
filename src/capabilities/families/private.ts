/** Where private mappings of files (MAP_PRIVATE of a memfd or of hugetlb memory) differ from shared ones. */
import type { Declared } from '../capability.js';
import { PRIVATE_GROUP } from '../group.js';

/** One experiment for all of them, on each memory that has a file. */
export const PRIVATE_EXPERIMENT = 'private';

export const PRIVATE = {
  'private.minor': {
    name: 'map a page of the file privately',
    title: 'Minor faults of a private mapping',
    group: PRIVATE_GROUP,
    memories: 'files',
    since: { shmem: '5.14', hugetlb: '5.13' },
    what:
      'UFFDIO_REGISTER for minor faults and UFFDIO_CONTINUE on a private mapping of a file, as on a shared one; what is ' +
      'written then stays private.',
    on: { hugetlb: 'On hugetlb memory the write would take a second page and is not made.' },
    probed:
      'A page of the file was touched through a private mapping, which has to be a fault, and mapped by UFFDIO_CONTINUE: ' +
      'its bytes are those of the file, and a write does not reach the file.',
    states: { absent: 'Refused, or the mapping shows other bytes, or the write reached the file.' },
  },
  'private.dontneed': {
    name: 'give up a page of its own',
    title: 'MADV_DONTNEED of a private mapping',
    group: PRIVATE_GROUP,
    memories: 'files',
    since: { shmem: 'always', hugetlb: '5.18' },
    what:
      'A page that was written privately is given up, and what the file has stands in its place: a snapshot that is mapped ' +
      'so is as it was. Of a shared mapping the page stays in the file.',
    on: { hugetlb: 'A private huge page goes back to its pool.' },
    probed: 'A page was written privately and given up; then the bytes of the file have to be there.',
    states: { absent: 'Refused, or the private page is still there.' },
  },
  'private.remove': {
    name: 'punch a hole through a private mapping',
    title: 'MADV_REMOVE of a private mapping',
    group: PRIVATE_GROUP,
    memories: 'files',
    since: 'never',
    what:
      'Not on private memory, where it is EACCES (mm/madvise.c, madvise_remove): who gives pages back has to do it ' +
      'through a shared mapping, or by fallocate(2).',
    probed:
      'Called for a page that is not there; the control is the same through a shared mapping of the file.',
    states: { absent: 'Refused, while a shared mapping of the same file is taken.' },
  },
  'private.collapse': {
    name: 'make private base pages one huge page',
    title: 'MADV_COLLAPSE of a private mapping',
    group: PRIVATE_GROUP,
    memories: 'shmem',
    since: '6.1',
    what:
      'A range of which no page was written becomes one huge page of the file; one with a page of its own is EINVAL ' +
      '(mm/khugepaged.c, collapse_pte_mapped_thp), so that a guest on a snapshot that is mapped privately has no way back.',
    probed:
      'Called for one transparent huge page of the file, where smaps then said how it is mapped; and once more after a ' +
      'write to one of its pages.',
    states: {
      supported: 'One huge page, also where a page was written.',
      limited: 'One huge page as long as none of its pages was written.',
      absent: 'Refused, while the range is fine.',
    },
  },
} as const satisfies Declared<string>;

export type PrivateId = keyof typeof PRIVATE;
