/** What a handler relies on after it served a page. */
import type { Declared } from '../capability.js';
import { BASE } from '../extent.js';

/** One experiment for all of them, on each memory that no pool gives. */
export const SERVED_EXPERIMENT = 'served';

export const SERVED = {
  'serve.zero_write': {
    name: 'write to zeroes that were served',
    title: 'A page that ZEROPAGE filled can be written',
    group: BASE.group,
    memories: 'plain',
    since: { anonymous: '4.3', shmem: '4.14' },
    what:
      'A write after UFFDIO_ZEROPAGE goes to a page of its own: on anonymous memory all such pages are the one zero ' +
      'page of the kernel until then.',
    probed:
      'Two pages were filled with zeroes and the first of them written: it has to have the byte, and the second zeroes.',
    states: { absent: 'The write was stopped, or the second page shows it.' },
  },
  'serve.alone': {
    name: 'each page of the file is a fault of its own',
    title: 'A page that CONTINUE maps brings no neighbours',
    group: BASE.group,
    memories: 'shmem',
    since: '5.14',
    what:
      'A read of a file maps pages beside it that the file has as well (fault-around); on memory that is registered for ' +
      'minor faults it must not, or a page would be used before its handler saw it. `neighbour` in the evidence is ' +
      'whether one came along where memory is registered for missing pages alone.',
    probed:
      'Two pages of a file were touched, each of which has to be a fault; UFFDIO_CONTINUE mapped the first; the second has to ' +
      'be a fault still.',
    states: { absent: 'The second page was there, or one of them was no fault.' },
  },
  'serve.dontwake': {
    name: 'map a page now and wake later',
    title: 'UFFDIO_CONTINUE that wakes nobody',
    group: BASE.group,
    memories: 'shmem',
    since: '5.14',
    what:
      'UFFDIO_CONTINUE_MODE_DONTWAKE maps a page and leaves who waits for it waiting, until UFFDIO_WAKE: a handler maps ' +
      'many pages and wakes once. (UFFDIO_COPY has the same mode, which the experiment of UFFDIO_WAKE uses.)',
    probed:
      'A thread waited on a page of a file; the page was mapped so, the thread has to wait on; then it was woken, and has to ' +
      'find the bytes of the file.',
    states: { absent: 'The mode is refused, or the thread did not wait on.' },
  },
} as const satisfies Declared<string>;

export type ServedId = keyof typeof SERVED;
