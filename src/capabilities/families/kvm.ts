/** What a guest meets: KVM's second stage of translation on memory that userfaultfd serves, and guest_memfd. */
import type { Declared } from '../capability.js';
import { KVM_GROUP } from '../group.js';

const BY_TOUCH =
  'KVM_PRE_FAULT_MEMORY (6.11), which maps as a fault of the vCPU would; where it is not, a vCPU stored a byte ' +
  'on that page.';

const BY_HANDLER =
  'Then a vCPU waited on a missing page until a handler served it, and one with a descriptor of user mode only.';

const USER_MODE =
  'Of /dev/kvm, or of userfaultfd: a fault of a vCPU is one of the kernel, and no handler hears of it by a descriptor ' +
  'of user mode only.';

const COUNTERS = 'The machine counts how many pages of each size it maps (KVM_GET_STATS_FD, x86-64).';

const EMULATED =
  'Among others: KVM emulates the instructions of this vCPU (emulated), so that none of its accesses was one of the ' +
  "processor, as a guest's are later. A module of its own for hosts without virtualization does (kvm_pvm).";

const SHADOW = {
  unknown:
    'Shadow paging (shadow_paging) has no second stage, so its sizes say nothing; or no counters are to be had, or ' +
    'they count no page of the memory (none_counted), as where KVM emulates what the vCPU does.',
} as const;

export const KVM = {
  'kvm.open': {
    name: 'make a virtual machine',
    title: '/dev/kvm',
    group: KVM_GROUP,
    memories: 'none',
    since: 'always',
    what: 'A virtual machine with a vCPU for this caller. The mode of the node decides, as a rule through a group kvm.',
    probed:
      'Opened where /proc/misc lists kvm, and nowhere else: an open without the driver would load a module. Then its ' +
      'version, a machine, a vCPU; the evidence has the capabilities that decide, and parameters of the modules.',
    states: {
      absent:
        'No driver of KVM runs here now, by /proc/misc. Whether one could was not asked: no module is loaded.',
      not_permitted: 'The gate says who refused, as for /dev/userfaultfd.',
      unknown: '/proc/misc can not be read, or an errno that nobody expected.',
    },
    action: 'setfacl -m u:USER:rw /dev/kvm, or the group kvm; pass the node to containers.',
  },
  'kvm.fault.base': {
    name: "serve a guest's fault with a base page",
    title: "A vCPU's fault is served at the base page",
    group: KVM_GROUP,
    memories: 'plain',
    since: { anonymous: '4.14', shmem: '4.14' },
    what: 'A page that is missing is missing for the guest, once served it is there, and its neighbour is not.',
    probed: `A registered page was touched before and after UFFDIO_COPY, and the one beside it: ${BY_TOUCH} ${BY_HANDLER}`,
    states: {
      absent: 'The guest found a page that nobody had served.',
      not_permitted: USER_MODE,
      unknown: EMULATED,
    },
  },
  'kvm.fault.huge': {
    name: "serve a guest's fault with a huge page",
    title: "A vCPU's fault is served at the huge page",
    group: KVM_GROUP,
    memories: 'hugetlb',
    since: '4.14',
    what: 'The same on hugetlb memory, where a fault moves the whole huge page.',
    probed: `A registered huge page was touched before and after UFFDIO_COPY, and the one beside it: ${BY_TOUCH} ${BY_HANDLER}`,
    states: {
      not_permitted: USER_MODE,
      absent: 'The guest found a page that nobody had served.',
      unknown: EMULATED,
      not_probed: 'It would take a page of the pool: borrow one to try it.',
    },
  },
  'kvm.stage2.base': {
    name: 'served base pages are such for the guest',
    title: 'Served base pages are base pages for the guest',
    group: KVM_GROUP,
    memories: 'plain',
    since: '5.14',
    what: 'The size at which the second stage maps what was served page by page.',
    probed: COUNTERS,
    states: SHADOW,
  },
  'kvm.stage2.huge': {
    name: 'a huge page is one for the guest',
    title: 'A huge page is one page for the guest',
    group: KVM_GROUP,
    memories: 'hugetlb',
    since: '5.14',
    what: 'The size at which the second stage maps a hugetlb page.',
    probed: COUNTERS,
    states: { ...SHADOW, absent: 'It is mapped in smaller pages.' },
  },
  'kvm.collapse.huge': {
    name: 'the guest is on collapsed huge pages',
    title: 'Base pages that were served become one huge page for the guest',
    group: KVM_GROUP,
    memories: 'plain',
    since: '6.1',
    what: 'MADV_COLLAPSE while the memory is registered, seen from the guest: the way back that stands in for HGM at 2M.',
    probed: `Served in base pages, mapped for the guest, collapsed, touched again. ${COUNTERS}`,
    states: { ...SHADOW, absent: 'The advice is refused, or the guest stays on base pages.' },
  },
  'kvm.dirty.split': {
    name: 'a dirty log splits huge pages',
    title: 'A dirty log splits huge pages of the guest',
    group: KVM_GROUP,
    memories: 'each',
    since: '5.14',
    what: 'Pre-copy logs dirty base pages: the second stage splits what it maps, whatever the memory below.',
    probed: `KVM_MEM_LOG_DIRTY_PAGES on memory that was mapped by a huge page. ${COUNTERS}`,
    states: { ...SHADOW, absent: 'The huge page stayed whole.' },
  },
  'kvm.dirty.join': {
    name: 'huge pages are back after a dirty log',
    title: 'The guest is on huge pages again after a dirty log',
    group: KVM_GROUP,
    memories: 'each',
    since: '5.14',
    what: 'A migration that was called off costs the guest its huge pages no longer than to the next touch.',
    probed: `The log switched off, and the memory touched. ${COUNTERS}`,
    states: { ...SHADOW, absent: 'The guest stays on base pages.' },
  },
  'kvm.exit.memory_fault': {
    name: 'KVM hands a fault to its monitor',
    title: 'KVM_EXIT_MEMORY_FAULT',
    group: KVM_GROUP,
    memories: 'none',
    since: 'never',
    what:
      'Whether a vCPU that can not have its memory comes back saying where. Capability 232 says so on kernels that do ' +
      'it for guest_memfd alone: it proves nothing of other memory.',
    probed: 'A vCPU ran on memory without rights, then on a page of its own as control.',
    states: { absent: 'It came back with EFAULT and no word of where.', unknown: EMULATED },
  },
  'gmem.create': {
    name: 'make guest_memfd memory',
    title: 'guest_memfd',
    group: KVM_GROUP,
    memories: 'none',
    since: '6.8',
    what: 'Memory that belongs to a machine and need not be mapped into its monitor.',
    probed:
      'KVM_CREATE_GUEST_MEMFD without flags, with MMAP, with INIT_SHARED, with both, and with each flag that capability ' +
      '244 has and nobody here names: accepted, its meaning is unknown.',
    states: { absent: 'The machine does not know the call, and capability 234 says so.' },
  },
  'gmem.mmap': {
    name: 'map guest_memfd memory',
    title: 'guest_memfd: mapped',
    group: KVM_GROUP,
    memories: 'none',
    since: '6.18',
    what: 'Its pages can be written through a mapping (flags MMAP and INIT_SHARED).',
    probed: 'Mapped, written and read.',
    states: { absent: 'Its flags or the mapping are refused.' },
  },
  'gmem.punch.base': {
    name: 'give a page of guest_memfd back',
    title: 'guest_memfd: a hole of one base page',
    group: KVM_GROUP,
    memories: 'none',
    since: '6.8',
    what: 'A balloon gives single pages back.',
    probed: 'A page with bytes was punched, and its neighbour looked at.',
    states: { advertised: 'Accepted; without a mapping there was nothing to see its effect by.' },
  },
  'gmem.register.missing': {
    name: 'be told of missing pages of guest_memfd',
    title: 'guest_memfd: UFFDIO_REGISTER, MISSING',
    group: KVM_GROUP,
    memories: 'none',
    since: 'never',
    what: 'Post-copy and lazy restore on guest_memfd.',
    probed: 'Registered; shmem in the same mode is the control.',
    states: { absent: 'Refused, or there is no guest_memfd that can be mapped.' },
  },
  'gmem.register.wp': {
    name: 'be told of writes to guest_memfd',
    title: 'guest_memfd: UFFDIO_REGISTER, WP',
    group: KVM_GROUP,
    memories: 'none',
    since: 'never',
    what: 'Snapshots by write protection on guest_memfd.',
    probed: 'Registered; shmem in the same mode is the control.',
    states: { absent: 'Refused, or there is no guest_memfd that can be mapped.' },
  },
  'gmem.register.minor': {
    name: 'be told of minor faults on guest_memfd',
    title: 'guest_memfd: UFFDIO_REGISTER, MINOR',
    group: KVM_GROUP,
    memories: 'none',
    since: 'never',
    what: 'UFFDIO_CONTINUE on guest_memfd.',
    probed: 'Registered; shmem in the same mode is the control.',
    states: { absent: 'Refused, or there is no guest_memfd that can be mapped.' },
  },
  'gmem.register.rwp': {
    name: 'be told of accesses to guest_memfd',
    title: 'guest_memfd: UFFDIO_REGISTER, RWP',
    group: KVM_GROUP,
    memories: 'none',
    since: 'never',
    what: 'Which pages of guest_memfd a guest uses, by protection against reading and writing.',
    probed: 'Registered; shmem in the same mode is the control.',
    states: {
      absent:
        'Refused, or userfaultfd does not offer the mode, or there is no guest_memfd that can be mapped.',
    },
  },
  'gmem.stage2.huge': {
    name: 'guest_memfd is on a huge page for the guest',
    title: 'guest_memfd: the size of its pages for the guest',
    group: KVM_GROUP,
    memories: 'none',
    since: 'never',
    what: 'Whether a huge page range of guest_memfd that is all there is one page for the guest.',
    probed:
      'The range was shown to the guest and touched; the counters of the machine say of which size its pages are.',
    states: {
      absent: 'It is on base pages.',
      unknown:
        'This architecture has no such counters, or the second stage is the shadow of the guest (no NPT, no EPT).',
    },
  },
  'gmem.collapse.huge': {
    name: 'put guest_memfd on a huge page',
    title: 'guest_memfd: MADV_COLLAPSE',
    group: KVM_GROUP,
    memories: 'none',
    since: 'never',
    what: 'Whether memory of guest_memfd, which is made of base pages, can be put on a huge page.',
    probed: 'A huge page range that was all there; the range and anonymous memory are controls.',
    states: { absent: 'Refused, or there is no guest_memfd that can be mapped.' },
  },
} as const satisfies Declared<string>;

export type KvmId = keyof typeof KVM;

/** Without memory; `kvm.open` first, whose refusal the others share. */
export const KVM_EXPERIMENTS = ['kvm.open', 'kvm.exit', 'gmem'] as const;
/** On each memory. */
export const GUEST_EXPERIMENTS = ['kvm.fault', 'kvm.stage2'] as const;
/** The same, timed. */
export const TIMED_GUESTS: readonly string[] = ['time.vcpu', 'time.second_stage'];

/**
 * The rows that show a way through KVM, beside `kvm.open`, and their memory.
 *
 * @param way `hgm-1G`, `hugetlb-2M`, `shmem-thp`, `anonymous-thp`
 */
export function guestRows(way: string): { memory: string; ids: readonly KvmId[] } {
  const memory = way.replace(/^hgm-/, 'hugetlb-').replace(/-thp$/, '');
  if (way.endsWith('-thp')) return { memory, ids: ['kvm.fault.base', 'kvm.collapse.huge'] };
  return { memory, ids: [way.startsWith('hgm-') ? 'kvm.fault.base' : 'kvm.fault.huge', 'kvm.stage2.huge'] };
}
