/** Calls on memory, one declaration each. */
import { kindOf } from '../../ground/memory.js';
import { BASE, HUGE } from '../extent.js';
import { isOn, type Operation, operationId, rowsOf } from '../operation.js';

/** In the order of the rows. */
export const OPERATIONS: readonly Operation[] = [
  {
    id: 'continue',
    name: (page) => `map a ${page} that the file has`,
    title: 'UFFDIO_CONTINUE',
    what: 'Maps a page that the file already has.',
    on: {
      anonymous: 'Private anonymous memory has no file.',
      hugetlb:
        'On hugetlb only whole huge pages, but for HGM, whose row judges the base page on an empty file.',
    },
    call: { ioctl: 'CONTINUE', mode: 'minor' },
    feature: { shmem: 'MINOR_SHMEM', hugetlb: 'MINOR_HUGETLBFS' },
    rule: 'continue',
    takesPage: true,
    rows: [
      { extent: BASE, since: { anonymous: 'nothing', shmem: '5.14', hugetlb: 'never' } },
      { extent: HUGE, since: { hugetlb: '5.13' } },
    ],
  },
  {
    id: 'copy',
    name: (page) => `fill a missing ${page} with bytes`,
    title: 'UFFDIO_COPY',
    what: 'Fills a missing page with bytes of the caller.',
    on: { hugetlb: 'On hugetlb only whole huge pages, which the pool must give.' },
    call: { ioctl: 'COPY', mode: 'missing' },
    rule: 'effect',
    takesPage: true,
    rows: [
      { extent: BASE, since: { anonymous: '4.3', shmem: '4.11', hugetlb: 'never' } },
      { extent: HUGE, since: { hugetlb: '4.11' } },
    ],
  },
  {
    id: 'zeropage',
    name: (page) => `fill a missing ${page} with zeroes`,
    title: 'UFFDIO_ZEROPAGE',
    what: 'Fills a missing page with zeroes.',
    on: { hugetlb: 'Not on hugetlb, where COPY of zeroes does it.' },
    call: { ioctl: 'ZEROPAGE', mode: 'missing' },
    rule: 'effect',
    takesPage: true,
    rows: [
      { extent: BASE, since: { anonymous: '4.3', shmem: '4.14', hugetlb: 'never' } },
      { extent: HUGE, since: { hugetlb: 'never' } },
    ],
  },
  {
    id: 'poison',
    name: (page) => `make an access to a ${page} fail`,
    title: 'UFFDIO_POISON',
    what:
      'Makes an access to the page raise SIGBUS: the one of broken memory (BUS_MCEERR_AR) where the kernel ' +
      'handles memory failures, else a plain one (BUS_ADRERR).',
    on: { hugetlb: 'On hugetlb only whole huge pages.' },
    call: { ioctl: 'POISON', mode: 'missing' },
    feature: { anonymous: 'POISON', shmem: 'POISON', hugetlb: 'POISON' },
    rule: 'poison',
    takesPage: false,
    rows: [
      { extent: BASE, since: { anonymous: '6.6', shmem: '6.6', hugetlb: 'never' } },
      { extent: HUGE, since: { hugetlb: '6.6' } },
    ],
  },
  {
    id: 'writeprotect',
    name: (page) => `protect a ${page} against writes`,
    title: 'UFFDIO_WRITEPROTECT',
    writeProtection: true,
    what: 'Protects pages against writing.',
    on: { hugetlb: 'On hugetlb only whole huge pages.' },
    call: { ioctl: 'WRITEPROTECT', mode: 'wp' },
    feature: {
      anonymous: 'PAGEFAULT_FLAG_WP',
      shmem: 'WP_HUGETLBFS_SHMEM',
      hugetlb: 'WP_HUGETLBFS_SHMEM',
    },
    rule: 'effect',
    takesPage: true,
    rows: [
      { extent: BASE, since: { anonymous: '5.7', shmem: '5.19', hugetlb: 'never' } },
      { extent: HUGE, since: { hugetlb: '5.19' } },
    ],
  },
  {
    id: 'rwprotect',
    name: (page) => `protect a ${page} against any access`,
    title: 'UFFDIO_RWPROTECT',
    what: 'Protects pages against any access.',
    on: { hugetlb: 'On hugetlb only whole huge pages.' },
    call: { ioctl: 'RWPROTECT', mode: 'rwp' },
    feature: { anonymous: 'RWP', shmem: 'RWP', hugetlb: 'RWP' },
    rule: 'effect',
    takesPage: true,
    rows: [
      { extent: BASE, since: { anonymous: '7.3', shmem: '7.3', hugetlb: 'never' } },
      { extent: HUGE, since: { hugetlb: '7.3' } },
    ],
  },
  {
    id: 'move',
    name: (page) => `move a ${page} instead of copying it`,
    title: 'UFFDIO_MOVE',
    what: 'Moves pages of anonymous private memory instead of copying them; a transparent huge page stays one.',
    on: {
      shmem: 'Not on shmem, though REGISTER lists it there.',
      hugetlb: 'Not on hugetlb.',
    },
    call: { ioctl: 'MOVE', mode: 'missing' },
    feature: { anonymous: 'MOVE', shmem: 'MOVE', hugetlb: 'MOVE' },
    rule: 'move',
    takesPage: false,
    rows: [
      { extent: BASE, since: { anonymous: '6.8', shmem: 'never', hugetlb: 'never' } },
      { extent: HUGE, since: { anonymous: '6.8', shmem: 'never', hugetlb: 'never' } },
    ],
  },
  {
    id: 'dontneed',
    name: (page) => `unmap a ${page}, so that it faults again`,
    title: 'MADV_DONTNEED',
    what: 'Unmaps pages, so that they fault again.',
    on: {
      hugetlb:
        'On hugetlb a length below the huge page is rounded down (5.18 to 6.0: up), so a base page answers 0 and ' +
        'nothing happens.',
    },
    call: 'advice',
    rule: 'dontneed',
    takesPage: true,
    rows: [
      { extent: BASE, since: { anonymous: 'always', shmem: 'always', hugetlb: 'never' } },
      { extent: HUGE, since: { hugetlb: '5.18' } },
    ],
  },
  {
    id: 'remove',
    name: (page) => `punch a ${page} out of the file`,
    title: 'MADV_REMOVE',
    what: 'Punches a hole into the file.',
    on: {
      anonymous: 'Private anonymous memory has no file.',
      hugetlb: 'On hugetlb a part of a huge page is zeroed and frees nothing.',
    },
    call: 'advice',
    rule: 'remove',
    takesPage: true,
    rows: [
      { extent: BASE, since: { anonymous: 'nothing', shmem: 'always', hugetlb: '5.19' } },
      { extent: HUGE, since: { hugetlb: 'always' } },
    ],
  },
  {
    id: 'populate',
    name: (page) => `fault a ${page} in, its bytes untouched`,
    title: 'MADV_POPULATE_WRITE and _READ',
    what: 'Faults pages in without touching their bytes.',
    on: { hugetlb: 'On hugetlb a base page takes the whole huge page.' },
    call: 'advice',
    rule: 'populate',
    takesPage: true,
    rows: [
      { extent: BASE, since: { anonymous: '5.14', shmem: '5.14', hugetlb: '5.14' } },
      { extent: HUGE, since: { hugetlb: '5.14' } },
    ],
  },
  {
    id: 'collapse',
    name: (page) => `make base pages one ${page}`,
    title: 'MADV_COLLAPSE',
    what: 'Makes one huge mapping of base pages.',
    on: { hugetlb: 'Not on hugetlb, but for HGM: see hgm.collapse.' },
    call: 'advice',
    rule: 'collapse',
    takesPage: true,
    makesThp: true,
    // The marker of HGM is the same call on an untouched page.
    elsewhere: { hugetlb: { experiment: 'hgm_collapse', step: 'collapse' } },
    rows: [{ extent: HUGE, since: { anonymous: '6.1', shmem: '6.1', hugetlb: 'never' } }],
  },
  {
    id: 'wake',
    name: (page) => `wake who waits for a ${page}`,
    title: 'UFFDIO_WAKE',
    what: 'Wakes the threads that wait for a range. Taken at any base page on all memory, so it marks nothing.',
    call: { ioctl: 'WAKE', mode: 'missing' },
    rule: 'wake',
    takesPage: true,
    rows: [{ extent: BASE, since: { anonymous: '4.3', shmem: '4.11', hugetlb: '4.11' } }],
  },
];

export const OPERATION_ROWS = OPERATIONS.flatMap(rowsOf);

const BY_ID = new Map(OPERATIONS.map((operation) => [operation.id, operation]));

export const findOperation = (id: string): Operation | undefined => BY_ID.get(id);

/** The names of an operation's rows; none for a name that is no operation's. */
export function rowIds(id: string): string[] {
  const operation = findOperation(id);
  return operation?.rows.map((row) => operationId(operation, row)) ?? [];
}

/** The row of an operation that stands for that size on that memory. */
export function rowIdAt(
  id: string,
  memory: string,
  bytes: number,
  { basePageBytes, hugePageBytes }: { basePageBytes: number; hugePageBytes: number | null },
): string | undefined {
  const operation = findOperation(id);
  const row = operation?.rows.find(
    (each) => isOn(each, kindOf(memory)) && each.extent.bytes(basePageBytes, hugePageBytes) === bytes,
  );
  return operation && row && operationId(operation, row);
}
