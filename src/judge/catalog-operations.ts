import type { CapabilityInfo } from './catalog-info.js';
import { OPERATIONS } from './operation-list.js';

interface Text {
  title: string;
  since: string | null;
  what: string;
}

/** By the name of the operation; both extents share a text. */
const TEXTS: Record<string, Text> = {
  continue: {
    title: 'UFFDIO_CONTINUE',
    since: '5.13',
    what:
      'Maps a page that the file already has. On hugetlb only whole huge pages, but for HGM, whose row judges the ' +
      'base page on an empty file.',
  },
  copy: {
    title: 'UFFDIO_COPY',
    since: '4.3',
    what: 'Fills a missing page with bytes of the caller. On hugetlb only whole huge pages, which the pool must give.',
  },
  zeropage: {
    title: 'UFFDIO_ZEROPAGE',
    since: '4.3',
    what: 'Fills a missing page with zeroes. Not on hugetlb.',
  },
  poison: {
    title: 'UFFDIO_POISON',
    since: '6.6',
    what: 'Makes an access to the page raise SIGBUS, as on broken memory. On hugetlb only whole huge pages.',
  },
  writeprotect: {
    title: 'UFFDIO_WRITEPROTECT',
    since: '5.7',
    what: 'Protects pages against writing. hugetlb and shmem since 5.19; on hugetlb only whole huge pages.',
  },
  rwprotect: {
    title: 'UFFDIO_RWPROTECT',
    since: '7.3',
    what: 'Protects pages against any access.',
  },
  move: {
    title: 'UFFDIO_MOVE',
    since: '6.8',
    what: 'Moves pages instead of copying them. Anonymous private memory only, though REGISTER lists it for shmem.',
  },
  dontneed: {
    title: 'MADV_DONTNEED',
    since: null,
    what:
      'Unmaps pages, so that they fault again. On hugetlb since 5.18; a length below the huge page is rounded down ' +
      '(5.18 to 6.0: up), so a base page answers 0 and nothing happens.',
  },
  remove: {
    title: 'MADV_REMOVE',
    since: null,
    what: 'Punches a hole into the file. On hugetlb a part of a huge page is zeroed and frees nothing.',
  },
  populate: {
    title: 'MADV_POPULATE_WRITE and _READ',
    since: '5.14',
    what: 'Faults pages in without touching their bytes. On hugetlb a base page takes the whole huge page.',
  },
  collapse: {
    title: 'MADV_COLLAPSE',
    since: '6.1',
    what: 'Makes one huge mapping of base pages. On hugetlb no mainline kernel knows it.',
  },
  wake: {
    title: 'UFFDIO_WAKE',
    since: '4.3',
    what: 'Wakes the threads that wait for a range. Taken at any base page on all memory, so it marks nothing.',
  },
};

const EXTENTS = {
  base: 'one base page',
  huge: 'one whole huge page',
} as const;

export const OPERATION_CATALOG: readonly CapabilityInfo[] = OPERATIONS.flatMap((operation) =>
  (['base', 'huge'] as const).flatMap((extent): CapabilityInfo[] => {
    const everywhere = operation.extents('shmem').includes(extent);
    if (!everywhere && !operation.extents('hugetlb').includes(extent)) return [];
    const { title, since, what } = TEXTS[operation.id] as Text;
    return [
      {
        id: `${operation.id}.${extent}`,
        title: `${title}: ${EXTENTS[extent]}`,
        group: 'operation',
        memories: everywhere ? 'each' : 'hugetlb',
        since,
        what,
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
