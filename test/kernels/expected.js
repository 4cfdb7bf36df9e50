/**
 * What kernels of a series answer: from the kernel's source and headers, and from a C probe that was run on
 * them, never from what the tool reports. `cells.js` makes of it the cells of one run.
 */

const IOCTLS = '0x8000000000000003';

/**
 * By series: what UFFDIO_API answers with nothing asked for; whether vm.unprivileged_userfaultfd is set by
 * default (5.11 changed it to 0); and the ioctls that UFFDIO_REGISTER answers by memory and mode. Modes:
 * missing, wp, minor, rwp, all (missing, wp and minor at once); null stands for EINVAL.
 */
export const SERIES = new Map([
  [
    '5.10',
    {
      features: '0x1ff',
      ioctls: IOCTLS,
      openToAll: true,
      register: {
        anonymous: ['0x1c', '0x5c', null, null, null],
        shmem: ['0x1c', null, null, null, null],
        hugetlb: ['0xc', null, null, null, null],
      },
    },
  ],
  [
    '6.1',
    {
      features: '0x1fff',
      ioctls: IOCTLS,
      openToAll: false,
      register: {
        anonymous: ['0x1c', '0x5c', null, null, null],
        shmem: ['0x1c', '0x5c', '0x9c', null, '0xdc'],
        hugetlb: ['0xc', '0x4c', '0x8c', null, '0xcc'],
      },
    },
  ],
  // Up to 7.2.
  [
    '6.12',
    {
      features: '0x1ffff',
      ioctls: IOCTLS,
      openToAll: false,
      register: {
        anonymous: ['0x13c', '0x17c', null, null, null],
        shmem: ['0x13c', '0x17c', '0x1bc', null, '0x1fc'],
        hugetlb: ['0x10c', '0x14c', '0x18c', null, '0x1cc'],
      },
    },
  ],
  [
    '7.3',
    {
      features: '0x7ffff',
      ioctls: '0x8000000000000403',
      openToAll: false,
      register: {
        anonymous: ['0x13c', '0x17c', null, '0x33c', null],
        shmem: ['0x13c', '0x17c', '0x1bc', '0x33c', '0x1fc'],
        hugetlb: ['0x10c', '0x14c', '0x18c', '0x30c', '0x1cc'],
      },
    },
  ],
]);

export const MODES = ['missing', 'wp', 'minor', 'rwp', 'all'];

/** Names of the feature bits, from bit 0 (include/uapi/linux/userfaultfd.h). */
export const FEATURES = [
  'PAGEFAULT_FLAG_WP',
  'EVENT_FORK',
  'EVENT_REMAP',
  'EVENT_REMOVE',
  'MISSING_HUGETLBFS',
  'MISSING_SHMEM',
  'EVENT_UNMAP',
  'SIGBUS',
  'THREAD_ID',
  'MINOR_HUGETLBFS',
  'MINOR_SHMEM',
  'EXACT_ADDRESS',
  'WP_HUGETLBFS_SHMEM',
  'WP_UNPOPULATED',
  'POISON',
  'WP_ASYNC',
  'MOVE',
  'RWP',
  'RWP_ASYNC',
];

/** First kernels of the ways to a descriptor. */
export const USER_MODE_ONLY = '5.11';
export const DEVICE = '6.1';
/** HGM needs minor faults on hugetlb to be looked for at all. */
export const MINOR_HUGETLB = '5.13';
/** Minor faults on shmem, without which none is timed there. */
export const MINOR_SHMEM = '5.14';

/** MADV_COLLAPSE, whatever `enabled` and `shmem_enabled` say: it asks for a huge page by name (mm/khugepaged.c). */
export const REGAIN = '6.1';
/**
 * Whether a page that a handler writes through another mapping stays alone, by what the host does with shmem: a huge
 * page comes with `always`, and where it was asked for with `advise` (kvm-facts.md, 1). Debian's `shmem_enabled` is never.
 */
export const ISOLATION = {
  default: 'supported',
  never: 'supported',
  advise: 'limited exposed_if_advised',
  always: 'absent exposed',
  pair: 'absent exposed',
};
/** Commit 79dfc695525f, "hugetlb: add demote hugetlb page sysfs interfaces". */
export const DEMOTE = '5.16';
/** Huge pages of shmem by size, `pair` among them. */
export const SIZES_OF_SHMEM = '6.11';
/**
 * How many pages beside one that was written through another mapping are there and were never written, as settings are
 * and where huge pages were asked for: the rest of the largest, the other of two, or none.
 */
export const EXPOSED = {
  never: ['none', 'none'],
  advise: ['none', 'rest'],
  always: ['rest', 'rest'],
  pair: ['other', 'other'],
};

/**
 * What each call does on stock kernels, by memory; `base` and `huge` are a base page and a whole huge page of
 * hugetlb memory. A version: works since then, absent before. `yes` and `no`: on every kernel. `-`: there is
 * no such thing. A word after a version or `yes` is the reason that goes with it.
 */
export const OPERATIONS = {
  //             anonymous         shmem          base                      huge
  continue: { anonymous: '-', shmem: '5.14', base: 'no', huge: '5.13' },
  copy: { anonymous: 'yes', shmem: 'yes', base: 'no', huge: 'yes' },
  zeropage: { anonymous: 'yes', shmem: 'yes', base: 'no', huge: 'no' },
  poison: { anonymous: '6.6', shmem: '6.6', base: 'no', huge: '6.6' },
  writeprotect: { anonymous: '5.7', shmem: '5.19', base: 'no', huge: '5.19' },
  rwprotect: { anonymous: '7.3', shmem: '7.3', base: 'no', huge: '7.3' },
  // REGISTER lists it for shmem, too, but only anonymous private memory is taken; a transparent huge page of it whole
  // (mm/huge_memory.c, move_pages_huge_pmd).
  move: { anonymous: '6.8', shmem: 'no', base: 'no', huge: 'no' },
  // On hugetlb a length below the huge page is rounded down: 0, and nothing happens.
  dontneed: { anonymous: 'yes', shmem: 'yes', base: 'no', huge: '5.18' },
  // A part of a huge page is zeroed since 5.19 (hugetlbfs_zero_partial_page) and left alone before.
  remove: { anonymous: '-', shmem: 'yes', base: '5.19 zeroes_only', huge: 'yes' },
  populate: { anonymous: '5.14', shmem: '5.14', base: '5.14 rounds_up', huge: '5.14' },
  // Of a whole transparent huge page; hugetlb memory is never collapsed.
  collapse: { anonymous: '6.1', shmem: '6.1', base: null, huge: 'no' },
  wake: { anonymous: 'yes', shmem: 'yes', base: 'yes', huge: null },
};

/**
 * The same on hugetlb where no page may be taken. What is not named here needs none: the row is as above, and
 * so is that of an ioctl that the kernel has not.
 */
export const WITHOUT_PAGE = {
  'continue.huge': 'no_resources pool_empty',
  'copy.huge': 'no_resources pool_empty',
  'zeropage.huge': 'no_resources pool_empty',
  'writeprotect.huge': 'advertised accepted_not_observed',
  'rwprotect.huge': 'advertised accepted_not_observed',
  'dontneed.base': 'no_resources pool_empty',
  'dontneed.huge': 'no_resources pool_empty',
  'remove.base': 'no_resources pool_empty',
  'remove.huge': 'no_resources pool_empty',
  'populate.base': 'no_resources pool_empty',
  'populate.huge': 'no_resources pool_empty',
  // Protected is what nobody may write to: that takes the page.
  'track.written': 'advertised accepted_not_observed',
};

/**
 * Which pages were written or touched since somebody asked. The scan of fs/proc/task_mmu.c came with WP_ASYNC (6.7), the
 * category of touched pages with RWP (7.3); soft-dirty is built where the architecture has it (HAVE_ARCH_SOFT_DIRTY,
 * which arm64 does not select).
 */
export const TRACKING = { written: '6.7', accessed: '7.3' };
/**
 * The same scan on memory that nobody registered: from 7.3 on a page is called written only where its memory is
 * registered for write protection (pagemap_page_category), so nothing is named.
 */
export const OWN_UNTIL = '7.3';
/**
 * A page that arrives protected: mm/userfaultfd.c asks for memory that is registered for writes (5.7, of files 5.19);
 * CONTINUE has that mode since 6.4.
 */
export const ARRIVES_PROTECTED = { copy: { anonymous: '5.7', shmem: '5.19' }, continue: '6.4' };

/**
 * Private mappings of files. MINOR asks for no shared one (mm/userfaultfd.c), so it is as old as on those; MADV_REMOVE does
 * (mm/madvise.c, EACCES); MADV_COLLAPSE takes pages of the file and none that was written (mm/khugepaged.c), which a C
 * probe saw on 6.18. MADV_DONTNEED of hugetlb memory came with 5.18.
 */
export const PRIVATE = {
  minor: { shmem: '5.14', hugetlb: '5.13' },
  dontneed: { shmem: '5.10', hugetlb: '5.18' },
  collapse: '6.1',
};

/**
 * Features whose behaviour is that of a call that the tool has always made; the others were told by UFFDIO_API alone
 * until `messages`, `events` and `protection` were.
 */
export const SHOWN_BY_CALLS = ['MISSING_SHMEM', 'MINOR_SHMEM', 'WP_HUGETLBFS_SHMEM', 'POISON', 'MOVE', 'RWP'];

/**
 * Calls whose effect on a file can only be seen by minor faults: accepted before the first kernel that has them,
 * and no more than that can be said.
 */
export const UNSEEN_BEFORE = { 'dontneed.base shmem': '5.14' };

/** What test/features asks by a plain program, whose answers our rows have to be. */
export const ASKED_PLAINLY = [
  'unpopulated-without',
  'wp_unpopulated',
  'wp_async',
  'sigbus',
  'exact_address',
  'thread_id',
  'pagefault_flag_wp',
  'event_remove',
  'event_remap',
  'event_unmap',
  'event_fork',
  'written',
  'soft_dirty',
];

/** Huge page sizes, by architecture and base page (arch/x86/mm/hugetlbpage.c, arch/arm64/mm/hugetlbpage.c). */
export const SIZES = {
  'amd64 4096': ['2M', '1G'],
  'arm64 4096': ['64K', '2M', '32M', '1G'],
  'arm64 16384': ['2M', '32M', '1G'],
  'arm64 65536': ['2M', '512M', '16G'],
};

export const MACHINE = { amd64: 'x86_64', arm64: 'aarch64' };
