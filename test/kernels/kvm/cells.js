/** The cells of KVM and guest_memfd: rows of the tool, and in a guest that has KVM what the plain program says. */
import { isSince } from '../series.js';
import { expectedAnswers } from './answers.js';

/** How /dev/kvm stands, by the situations of guest/kvm.js; a guest that is not booted for it has no driver. */
const OPENED = {
  root: 'supported',
  'no npt': 'supported',
  'mode 0666': 'supported',
  'mode 0600': 'not_permitted device_node',
  'filter on KVM_CREATE_VM': 'not_permitted seccomp',
};

/** From the answers of the plain program: of memory that has pages, `sizes` those of hugetlb. */
export function addKvmRows(cells, { name, arch }, { pool, situation }, sizes) {
  const opened = OPENED[situation];
  // Without a driver there is nothing else to ask. A node alone is not opened: that would load a module.
  cells.set('kvm.open', opened ?? 'absent not_loaded');
  if (opened === undefined) return;
  const since = (version) => isSince(name.split('-')[0], version);
  const refused = opened === 'supported' ? null : opened;
  // Arm64 has no counters of its second stage.
  const x86 = arch === 'amd64';
  // A fault of a vCPU is one of the kernel: nobody gets descriptors of user mode only, by which no handler hears of it.
  const fault = situation === 'mode 0666' ? 'not_permitted device_node' : 'supported';
  const counted = x86 ? 'supported' : 'unknown no_counters';
  const stage = situation === 'no npt' ? 'unknown shadow_paging' : counted;
  const set = (cell, state) => cells.set(cell, refused ?? state);
  for (const memory of ['anonymous', 'shmem']) {
    set(`kvm.fault.base ${memory}`, fault);
    for (const row of ['stage2.base', 'collapse.huge', 'dirty.split', 'dirty.join'])
      set(`kvm.${row} ${memory}`, stage);
  }
  for (const size of sizes) {
    const lent = size === pool ? null : 'no_resources pool_empty';
    set(`kvm.fault.huge hugetlb-${size}`, lent ?? fault);
    for (const row of ['stage2.huge', 'dirty.split', 'dirty.join'])
      set(`kvm.${row} hugetlb-${size}`, lent ?? stage);
  }
  set('kvm.exit.memory_fault', 'absent not_annotated');
  const guestMemfd = since('6.18');
  const of = (state) => (guestMemfd ? state : 'absent no_guest_memfd');
  set('gmem.create', guestMemfd ? 'supported' : 'absent refused');
  for (const row of ['mmap', 'punch.base']) set(`gmem.${row}`, of('supported'));
  for (const row of ['register.missing', 'register.wp', 'register.minor', 'collapse.huge'])
    set(`gmem.${row}`, of('absent refused'));
  set('gmem.register.rwp', of(since('7.3') ? 'absent refused' : 'absent not_offered'));
  // By the plain program: 512 base pages (answers.js, gmem.pages).
  set('gmem.stage2.huge', of(stage === 'supported' ? 'absent stays_on_base_pages' : stage));
}

/** What the plain program should say. */
export function expectedPlain({ name, arch }, { situation, answers }) {
  // Nothing that the tool does may have the kernel look for a module.
  const cells = new Map([['asked for a module', '']]);
  if (answers === undefined) return cells;
  const said = expectedAnswers({ arch, series: name.split('-')[0], npt: situation !== 'no npt' });
  for (const [each, answer] of said) cells.set(`plain kvm ${each}`, answer);
  return cells;
}

/** What it said, and which modules the kernel was asked for. */
export function seenPlain({ answers, asked }) {
  const cells = new Map([['asked for a module', asked]]);
  for (const line of (answers ?? '').split('\n').filter(Boolean)) {
    const [name] = line.split(' ');
    cells.set(`plain kvm ${name}`, line.slice(name.length + 1));
  }
  return cells;
}
