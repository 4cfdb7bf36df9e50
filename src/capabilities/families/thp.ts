/** Guests on memory with transparent huge pages. */
import type { CapabilityInfo } from '../capability.js';
import { THP_GROUP } from '../group.js';

/** By experiment, and in the order of the rows. */
export const THP_EXPERIMENTS = ['isolation', 'regain'] as const;

export const THP = {
  'isolation.base': {
    name: 'a filled page brings no neighbours',
    title: 'A base page that is filled stays alone',
    group: THP_GROUP,
    memories: 'plain',
    since: { anonymous: '4.3', shmem: '4.11', hugetlb: 'nothing' },
    what:
      'Whether the neighbours of a page that a handler put in place are still missing. Where a transparent huge page ' +
      'came instead, they read as zeroes that nobody sent, and a guest takes them for its memory.',
    on: {
      shmem:
        'A file has other mappings, and a handler that writes a page through one of them makes whatever page the ' +
        'kernel likes; UFFDIO_COPY and UFFDIO_CONTINUE put one base page in place.',
    },
    probed:
      'One base page of a registered huge page range was filled in each way that there is, through another mapping, by ' +
      'CONTINUE and by COPY, with the settings as they are and with MADV_HUGEPAGE; then its neighbour was touched.',
    states: {
      supported: 'The neighbour was missing in each case.',
      limited: 'The neighbour was there after a write through another mapping, with MADV_HUGEPAGE alone.',
      absent: 'The neighbour was there, and read as zeroes.',
    },
    action:
      'Where it is not isolated: have the handler fill pages with UFFDIO_COPY, or write and then map them with ' +
      'UFFDIO_CONTINUE; or keep shmem on base pages until all of the guest has come.',
  },
  'regain.huge': {
    name: 'served base pages become a huge page',
    title: 'Base pages that were served become one huge page again',
    group: THP_GROUP,
    memories: 'plain',
    since: { anonymous: '6.1', shmem: '6.1', hugetlb: 'nothing' },
    what:
      'The way back of a guest that was served in base pages: MADV_COLLAPSE of a range that is all there, while it ' +
      'is registered with userfaultfd.',
    probed:
      'A huge page range was served as base pages, by CONTINUE where there is a file and by COPY, collapsed while ' +
      'registered and, where that was refused, after the descriptor was closed; smaps said how it is mapped, ' +
      '/proc/kpageflags what the page is, for a caller that may read it, and its bytes were compared.',
    states: {
      supported: 'One huge page by the word of smaps, with the bytes that were served.',
      limited: 'Only after the descriptor was closed.',
      absent: 'Refused, while the range itself is fine.',
      no_resources:
        'No huge page could be put together: memory is short or fragmented, or something holds the pages.',
    },
  },
} as const satisfies Record<string, Omit<CapabilityInfo, 'id'>>;

export type ThpId = keyof typeof THP;
