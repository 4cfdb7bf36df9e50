/**
 * Which of the kernel's tests speaks of which of our cells: written from uffd-unit-tests.c, whose test says `done` only
 * where the behaviour was there. One that is skipped since a feature is missing says that the kernel lacks one of
 * `needs`.
 */

/** What the tests call memory, and what the report does, whose rows of private mappings of files none of them speaks of. */
const MEMORIES = { anon: 'anonymous', shmem: 'shmem', hugetlb: 'hugetlb-2M' };

const page = (memory) => (memory === 'hugetlb-2M' ? 'huge' : 'base');
/** A row of the smallest page that is to be had of that memory. */
const call = (id) => (memory) => [`${id}.${page(memory)} ${memory}`];
const on = (id) => (memory) => [`${id} ${memory}`];
const only = (kinds, cells) => (memory) => (kinds.includes(memory) ? cells(memory) : []);
const all =
  (...cells) =>
  (memory) =>
    cells.flatMap((each) => each(memory));
const none = () => [];

const FILES = ['shmem', 'hugetlb-2M'];
const PLAIN = ['anonymous', 'shmem'];
const WP = ['PAGEFAULT_FLAG_WP', 'WP_HUGETLBFS_SHMEM'];
const MINOR = ['MINOR_HUGETLBFS', 'MINOR_SHMEM'];
const RWP_ASYNC = ['RWP', 'RWP_ASYNC'];

const protects = all(on('register.wp'), call('writeprotect'));
const protectsAll = all(on('register.rwp'), call('rwprotect'));
const copies = all(on('register.missing'), call('copy'));

const test = (needs, shows = none, absent = none) => ({ needs, shows, absent });

export const TABLE = new Map([
  [
    'register-ioctls',
    test(
      ['MISSING_HUGETLBFS', 'MISSING_SHMEM', ...WP, ...MINOR],
      all(
        on('register.missing'),
        on('register.wp'),
        only(FILES, all(on('register.minor'), on('register.all'))),
      ),
    ),
  ],
  // On hugetlb the test is done where the call is refused.
  ['zeropage', test([], only(PLAIN, call('zeropage')), only(['hugetlb-2M'], call('zeropage')))],
  ['move', test(['MOVE'], call('move'))],
  ['move-pmd', test(['MOVE'], on('move.huge'))],
  ['move-pmd-split', test(['MOVE'], call('move'))],
  ['wp-fork', test(WP, protects)],
  ['wp-fork-with-event', test([...WP, 'EVENT_FORK'], protects)],
  ['wp-fork-pin', test(WP, protects)],
  ['wp-fork-pin-with-event', test([...WP, 'EVENT_FORK'], protects)],
  ['wp-unpopulated', test(['PAGEFAULT_FLAG_WP', 'WP_UNPOPULATED'], protects)],
  ['minor', test(MINOR, all(on('register.minor'), call('continue')))],
  [
    'minor-wp',
    test(
      [...MINOR, 'PAGEFAULT_FLAG_WP', 'WP_UNPOPULATED'],
      all(call('continue'), protects, only(['shmem'], on('track.continue_wp'))),
    ),
  ],
  ['minor-collapse', test(['MINOR_SHMEM'], all(call('continue'), on('collapse.huge')))],
  ['rwp-async', test(RWP_ASYNC, protectsAll)],
  ['rwp-sync', test(['RWP'], protectsAll)],
  ['rwp-pagemap', test(RWP_ASYNC, all(protectsAll, only(PLAIN, on('track.accessed'))))],
  ['rwp-mprotect', test(RWP_ASYNC, protectsAll)],
  ['rwp-gup', test(RWP_ASYNC, protectsAll)],
  ['rwp-async-toggle', test(RWP_ASYNC, protectsAll)],
  ['rwp-close', test(['RWP'], protectsAll)],
  ['rwp-fork', test(['RWP', 'EVENT_FORK'], protectsAll)],
  ['rwp-fork-pin', test([...RWP_ASYNC, 'EVENT_FORK'], protectsAll)],
  ['rwp-swap-cow', test(['RWP'], protectsAll)],
  ['rwp-wp-exclusive', test(['RWP', ...WP], all(protectsAll, protects))],
  ['sigbus', test(['SIGBUS', 'EVENT_FORK'], copies)],
  ['sigbus-wp', test(['SIGBUS', 'EVENT_FORK', ...WP], all(copies, protects))],
  ['events', test(['EVENT_FORK', 'EVENT_REMAP', 'EVENT_REMOVE'], copies)],
  ['events-wp', test(['EVENT_FORK', 'EVENT_REMAP', 'EVENT_REMOVE', ...WP], all(copies, protects))],
  ['poison', test(['POISON'], call('poison'))],
  ['mmap-changing', test(['EVENT_REMOVE', 'MOVE', 'POISON', 'MINOR_SHMEM'], call('continue'))],
]);

/** The two tests of UFFDIO_API, by the way that they open. */
const WAYS = { syscall: 'open.syscall', '/dev/userfaultfd': 'open.device' };

/** What a test's name says: `{ needs, shows, absent }`, all cells, or null where the table does not know it. */
export function entryOf(title) {
  const way = /^UFFDIO_API \(with (.*)\)$/.exec(title)?.[1];
  if (way !== undefined) return WAYS[way] ? { needs: [], shows: [WAYS[way]], absent: [] } : null;
  const [, name, memory] = /^(\S+) on (\S+)$/.exec(title) ?? [];
  const entry = TABLE.get(name);
  if (entry === undefined) return null;
  const needs = entry.needs.map((each) => `feature.${each.toLowerCase()}`);
  const ours = MEMORIES[memory];
  // A feature may fail there alone: 6.1 leaves a stale bit in the child of a fork (wp-fork on hugetlb-private).
  if (ours === undefined) return { needs, shows: needs, absent: [], isOther: true };
  return { needs, shows: [...needs, ...entry.shows(ours)], absent: entry.absent(ours) };
}
