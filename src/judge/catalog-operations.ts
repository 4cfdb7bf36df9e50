import type { CapabilityInfo } from './catalog-info.js';
import { type Extent, OPERATIONS } from './operation-list.js';
import type { First } from './since.js';

interface Text extends Pick<CapabilityInfo, 'title' | 'writeProtection' | 'what' | 'on'> {
  /** First kernels: a base page of anonymous memory, of shmem and of hugetlb, and a whole hugetlb page. */
  since: readonly [anonymous: First, shmem: First, base: First, huge: First];
}

/** By the name of the operation; both extents share a text. */
const TEXTS: Record<string, Text> = {
  continue: {
    title: 'UFFDIO_CONTINUE',
    since: ['nothing', '5.14', 'never', '5.13'],
    what: 'Maps a page that the file already has.',
    on: {
      anonymous: 'Private anonymous memory has no file.',
      hugetlb:
        'On hugetlb only whole huge pages, but for HGM, whose row judges the base page on an empty file.',
    },
  },
  copy: {
    title: 'UFFDIO_COPY',
    since: ['4.3', '4.11', 'never', '4.11'],
    what: 'Fills a missing page with bytes of the caller.',
    on: { hugetlb: 'On hugetlb only whole huge pages, which the pool must give.' },
  },
  zeropage: {
    title: 'UFFDIO_ZEROPAGE',
    since: ['4.3', '4.14', 'never', 'never'],
    what: 'Fills a missing page with zeroes.',
    on: { hugetlb: 'Not on hugetlb, where COPY of zeroes does it.' },
  },
  poison: {
    title: 'UFFDIO_POISON',
    since: ['6.6', '6.6', 'never', '6.6'],
    what:
      'Makes an access to the page raise SIGBUS: the one of broken memory (BUS_MCEERR_AR) where the kernel ' +
      'handles memory failures, else a plain one (BUS_ADRERR).',
    on: { hugetlb: 'On hugetlb only whole huge pages.' },
  },
  writeprotect: {
    title: 'UFFDIO_WRITEPROTECT',
    since: ['5.7', '5.19', 'never', '5.19'],
    writeProtection: true,
    what: 'Protects pages against writing.',
    on: { hugetlb: 'On hugetlb only whole huge pages.' },
  },
  rwprotect: {
    title: 'UFFDIO_RWPROTECT',
    since: ['7.3', '7.3', 'never', '7.3'],
    what: 'Protects pages against any access.',
    on: { hugetlb: 'On hugetlb only whole huge pages.' },
  },
  move: {
    title: 'UFFDIO_MOVE',
    since: ['6.8', 'never', 'never', 'never'],
    what: 'Moves pages of anonymous private memory instead of copying them.',
    on: {
      shmem: 'Not on shmem, though REGISTER lists it there.',
      hugetlb: 'Not on hugetlb.',
    },
  },
  dontneed: {
    title: 'MADV_DONTNEED',
    since: ['always', 'always', 'never', '5.18'],
    what: 'Unmaps pages, so that they fault again.',
    on: {
      hugetlb:
        'On hugetlb a length below the huge page is rounded down (5.18 to 6.0: up), so a base page answers 0 and ' +
        'nothing happens.',
    },
  },
  remove: {
    title: 'MADV_REMOVE',
    since: ['nothing', 'always', '5.19', 'always'],
    what: 'Punches a hole into the file.',
    on: {
      anonymous: 'Private anonymous memory has no file.',
      hugetlb: 'On hugetlb a part of a huge page is zeroed and frees nothing.',
    },
  },
  populate: {
    title: 'MADV_POPULATE_WRITE and _READ',
    since: ['5.14', '5.14', '5.14', '5.14'],
    what: 'Faults pages in without touching their bytes.',
    on: { hugetlb: 'On hugetlb a base page takes the whole huge page.' },
  },
  collapse: {
    title: 'MADV_COLLAPSE',
    since: ['6.1', '6.1', 'never', 'never'],
    what: 'Makes one huge mapping of base pages.',
    on: { hugetlb: 'Not on hugetlb, but for HGM: see hgm.collapse.' },
  },
  wake: {
    title: 'UFFDIO_WAKE',
    since: ['4.3', '4.11', '4.11', '4.11'],
    what: 'Wakes the threads that wait for a range. Taken at any base page on all memory, so it marks nothing.',
  },
};

const EXTENTS: Readonly<Record<Extent, string>> = {
  base: 'one base page',
  huge: 'one whole huge page',
};

export const OPERATION_CATALOG: readonly CapabilityInfo[] = OPERATIONS.flatMap((operation) =>
  (['base', 'huge'] as const).flatMap((extent): CapabilityInfo[] => {
    const everywhere = operation.extents('shmem').includes(extent);
    if (!everywhere && !operation.extents('hugetlb').includes(extent)) return [];
    const { title, since, ...text } = TEXTS[operation.id] as Text;
    const [anonymous, shmem, base, huge] = since;
    return [
      {
        ...text,
        id: `${operation.id}.${extent}`,
        title: `${title}: ${EXTENTS[extent]}`,
        group: 'operation',
        memories: everywhere ? 'each' : 'hugetlb',
        since: { anonymous, shmem, hugetlb: extent === 'base' ? base : huge },
        probed: `Called for ${EXTENTS[extent]}; then the memory was looked at. The control is the same call or range where it must work.`,
        states: {
          absent: 'Refused with its controls passed, or it answers 0 and changes nothing (no effect).',
          advertised: 'Accepted; there was nothing to see its effect by.',
          not_probed: 'It would take a page of the pool: borrow one to try it.',
          no_resources: 'The pool has no page to spare for it.',
        },
      },
    ];
  }),
);
