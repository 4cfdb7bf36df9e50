/** What becomes of a thread that waits for a page which nobody will serve. */
import type { Declared } from '../capability.js';
import { BASE } from '../extent.js';

/** One experiment for all of them, on each memory that no pool gives. */
export const WAITS_EXPERIMENT = 'waits';

export const WAITS = {
  'wait.closed': {
    name: 'a handler that dies lets who waits go on',
    title: 'The descriptor is closed while a thread waits',
    group: BASE.group,
    memories: 'plain',
    since: { anonymous: '4.3', shmem: '4.11' },
    what:
      'With the last descriptor, as where the process of a handler ends, the memory is registered no longer: who waits ' +
      'goes on and finds what memory without userfaultfd has, zeroes or the bytes of the file. A guest whose pages have ' +
      'not all come reads zeroes that nobody sent: stop it before the handler may go.',
    probed: 'A thread waited on a missing page; the descriptor was closed; the thread has to read a zero.',
    states: {
      supported: 'The thread went on, and read a zero.',
      absent: 'The thread met something else.',
    },
  },
  'wait.unmapped': {
    name: 'wake who waits on unmapped memory',
    title: 'The memory is unmapped while a thread waits',
    group: BASE.group,
    memories: 'plain',
    since: { anonymous: '4.3', shmem: '4.11' },
    what:
      'munmap of memory that a thread waits on wakes nobody; UFFDIO_WAKE of the range does, and the thread gets SIGSEGV. ' +
      '`waiting` in the evidence is whether it still waited after munmap.',
    probed: 'A thread waited on a missing page; the memory was unmapped, and the range woken.',
    states: {
      supported: 'The thread was woken, and got SIGSEGV.',
      absent: 'The thread met something else.',
    },
  },
} as const satisfies Declared<string>;

export type WaitId = keyof typeof WAITS;
