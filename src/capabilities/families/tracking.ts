/** Which pages were written, or touched, since somebody asked: what snapshots and pre-copy need. */
import type { Declared } from '../capability.js';
import { TRACKING_GROUP } from '../group.js';

/** One experiment for all of them, on each memory. */
export const TRACKING_EXPERIMENT = 'tracking';

export const TRACKING = {
  'track.written': {
    name: 'which pages were written',
    title: 'Exactly the pages that were written',
    group: TRACKING_GROUP,
    memories: 'each',
    since: '6.7',
    writeProtection: true,
    what:
      'PAGEMAP_SCAN of /proc/PID/pagemap on memory that is registered with WP_ASYNC: it names the pages written since ' +
      'the last scan and protects them anew, in one call and without a handler.',
    on: { hugetlb: 'Of hugetlb memory whole huge pages.' },
    probed:
      'Memory of which one page was touched was scanned and protected; some pages were written and another was read; the ' +
      'next scan has to name the written ones and no other. On hugetlb memory the first of two huge pages is written. ' +
      'Where memory has no page table yet, some kernels protect nothing and name pages later that nobody wrote: that is ' +
      'not tried.',
    states: {
      absent: 'The kernel has no such scan or no WP_ASYNC, or the scan names other pages.',
      advertised: 'The scan is taken; without a page to write there was nothing to see its effect by.',
    },
  },
  'track.own': {
    name: 'which pages are its own',
    title: 'Pages that are neither the zero page nor of the file',
    group: TRACKING_GROUP,
    memories: 'anonymous',
    since: '6.7',
    what:
      'PAGEMAP_SCAN of /proc/PID/pagemap for pages that are there and are neither the zero page nor one of the file: what a ' +
      'program wrote into memory that nobody registered, and what has to be put back before the next one gets it. `read` in ' +
      'the evidence is whether a page that was only read is named as well, as where it is not the zero page.',
    probed:
      'One page was written and another read; the scan has to name the first, and none that nobody touched.',
    states: {
      absent:
        'The kernel has no such scan, or it names other pages or none. Linux 7.3 calls a page written only where its memory ' +
        'is registered for write protection (fs/proc/task_mmu.c, pagemap_page_category), so it names none here.',
    },
  },
  'track.accessed': {
    name: 'which pages were touched',
    title: 'Exactly the pages that were touched',
    group: TRACKING_GROUP,
    memories: 'plain',
    since: '7.3',
    what: 'PAGEMAP_SCAN for PAGE_IS_ACCESSED on memory that is protected by UFFDIO_RWPROTECT with RWP_ASYNC.',
    probed:
      'Pages that were there were protected and some of them read; the scan has to name these and no other.',
    states: { absent: 'The kernel has no RWP_ASYNC, or the scan names other pages.' },
  },
  'track.set_mode': {
    name: 'stop lifting protection while in use',
    title: 'UFFDIO_SET_MODE',
    group: TRACKING_GROUP,
    memories: 'anonymous',
    since: '7.3',
    what:
      'UFFDIO_SET_MODE turns RWP_ASYNC off and on for a descriptor that is in use: who looks for cold memory has the ' +
      'kernel lift protection by itself, and stops accesses once it evicts. Bits 9 and 10 of ioctls mean other things in ' +
      'public trees.',
    probed:
      'On a descriptor with RWP and RWP_ASYNC, where a read of a protected page had gone through, RWP_ASYNC was turned ' +
      'off: a read of a protected page has to be stopped then.',
    states: { absent: 'The kernel has no RWP_ASYNC, or the call changes nothing.' },
  },
  'track.copy_wp': {
    name: 'copy a page that arrives protected',
    title: 'UFFDIO_COPY of a page that arrives protected',
    group: TRACKING_GROUP,
    memories: 'plain',
    since: { anonymous: '5.7', shmem: '5.19' },
    writeProtection: true,
    what:
      'UFFDIO_COPY_MODE_WP: the page is in place and protected at once, so that no write slips in between two calls, as ' +
      'where writes are tracked while memory is still coming.',
    probed: 'One page was copied so, another without; a write to the first has to be stopped.',
    states: { absent: 'The mode, or the registration for both kinds of faults, is refused.' },
  },
  'track.continue_wp': {
    name: 'map a page that arrives protected',
    title: 'UFFDIO_CONTINUE of a page that arrives protected',
    group: TRACKING_GROUP,
    memories: 'shmem',
    since: '6.4',
    writeProtection: true,
    what: 'UFFDIO_CONTINUE_MODE_WP: the same for a page that the file has.',
    probed: 'One page was mapped so, another without; a write to the first has to be stopped.',
    states: { absent: 'The mode, or the registration for both kinds of faults, is refused.' },
  },
  'track.soft_dirty': {
    name: 'pages written since a reset',
    title: 'The soft-dirty bit',
    group: TRACKING_GROUP,
    memories: 'plain',
    since: 'always',
    what:
      'Bit 55 of /proc/PID/pagemap: a page was written since 4 was written to clear_refs. For the whole process, and only ' +
      'where the kernel was built for it (CONFIG_MEM_SOFT_DIRTY).',
    probed: 'Two pages were written, the bits cleared, one of them written again; then both were looked at.',
    states: { absent: 'The bit does not tell the two pages apart.' },
  },
} as const satisfies Declared<string>;

export type TrackingId = keyof typeof TRACKING;
