/**
 * What the plain program of test/kvm should say, by architecture, kernel and situation: from kvm-facts (6.12 and 7.3
 * on x86-64, runs and source), and where a comment says so from the kernel's source or from the first run of this
 * program on that kernel. Never from what the tool reports.
 */
import { isSince } from '../series.js';

/** KVM_PRE_FAULT_MEMORY on x86-64. */
const PREFAULT = '6.11';
/** Of x86-64 and arm64, with its flags. It is there from 6.8 on, but not for an ordinary VM. */
const GUEST_MEMFD = '6.18';
/** "KVM: x86/mmu: Recover TDP MMU huge page mappings in-place instead of zapping". Source; 6.18 was seen to do so. */
const JOINED_AT_ONCE = '6.13';
/** A file system of its own, since some kernel between. Seen: 6.18 has that of anonymous inodes. */
const GUEST_MEMFD_FS = '7.3';
const RWP = '7.3';

const FAULTS = [
  ['anonymous', 'copy'],
  ['shmem', 'continue'],
  ['shmem', 'copy'],
  ['hugetlb', 'continue'],
  ['hugetlb', 'copy'],
];
const SIZES = { '4k': [1, 0, 0], '2m': [0, 1, 0] };
const stage = (pages4k, pages2m, pages1g = 0) => `4k=${pages4k} 2m=${pages2m} 1g=${pages1g}`;

/** `series` is the kernel's own: 6.18 where the facts of userfaultfd are those of 6.12. */
export function expectedAnswers({ arch, series, npt = true }) {
  const x86 = arch === 'amd64';
  const since = (version) => isSince(series, version);
  const said = new Map([['device', '0']]);
  const say = (name, answer) => said.set(name, answer);
  // Arm64 has no counters of its second stage by size (arch/arm64/kvm/guest.c, kvm_vm_stats_desc).
  const pages = (name, ...counts) => say(name, x86 ? stage(...counts) : 'none');
  const prefaults = x86 && since(PREFAULT);
  // An ioctl that a vCPU does not know is EINVAL (kvm_arch_vcpu_ioctl); for a VM it is ENOTTY on x86-64, EINVAL on arm64.
  const prefault = (answer) => (prefaults ? (npt ? answer : 'EOPNOTSUPP') : 'EINVAL');
  // HLT leaves a vCPU of x86-64, for arm64 it is a store to where there is no memory.
  const served = x86 ? 'exit=5' : 'exit=6';
  const look = (name, there, ran = there ? served : 'EFAULT exit=0') => {
    say(`${name}.prefault`, prefault(there ? '0' : 'EFAULT'));
    say(`${name}.run`, ran);
  };

  say('api', '12');
  say('cap.16', '1');
  // Annotated faults are announced from 6.8 on x86-64. Seen: arm64 announces none on 6.12 and 7.3.
  say('cap.232', x86 && since('6.8') ? '1' : '0');
  say('cap.234', since(GUEST_MEMFD) ? '1' : '0');
  // Two-dimensional paging only, so not with npt=0.
  say('cap.236', prefaults && npt ? '1' : '0');
  say('cap.244', since(GUEST_MEMFD) ? '3' : '0');
  say('setting.eager_page_split', x86 ? 'Y' : 'ENOENT');
  say('setting.nx_huge_pages', x86 ? 'N' : 'ENOENT');
  // Seen: what was asked for stands there on 6.1, from 6.12 on what came of it.
  say('setting.tdp_mmu', x86 ? (npt || !since('6.12') ? 'Y' : 'N') : 'ENOENT');
  say('setting.npt', x86 ? (npt ? 'Y' : 'N') : 'ENOENT');
  say('memslot.userfault', since('6.8') ? 'EINVAL' : x86 ? 'ENOTTY' : 'EINVAL');

  for (const [memory, by] of FAULTS) {
    const name = `fault.${memory}.${by}`;
    look(`${name}.before`, false);
    if (memory === 'hugetlb') say(`${name}.part`, 'EINVAL');
    say(`${name}.serve`, '0');
    look(`${name}.after`, true);
    look(`${name}.neighbour`, false);
    pages(`${name}.pages`, ...SIZES[memory === 'hugetlb' ? '2m' : '4k']);
  }
  addDirty({ npt, since, say, pages });
  // Shadow paging is asked no more than this.
  if (!npt) return said;

  look('usermode', false);
  // Without an annotation, whatever capability 232 says.
  say('reset.missing', 'EFAULT exit=0');
  say('reset.details', '0 0 0');
  say('reset.closed', 'EFAULT exit=0');
  for (const memory of ['shmem', 'anonymous']) {
    pages(`collapse.${memory}.served`, 512, 0);
    say(`collapse.${memory}.madvise`, '0');
    pages(`collapse.${memory}.after`, 0, 1);
  }
  look('alias.never.written', true);
  look('alias.never.unwritten', false);
  pages('alias.never.pages', 1, 0);
  look('alias.always.written', true);
  // Zeros: ADD [BX+SI], AL for x86-64, and an exception after the other for arm64.
  look('alias.always.unwritten', true, x86 ? 'exit=6' : 'EINTR exit=10');
  pages('alias.always.pages', 0, 1);
  addGuestMemfd({ x86, since, say, pages, prefault });
  return said;
}

/** Eager splitting is a matter of two-dimensional paging. */
function addDirty({ npt, since, say, pages }) {
  pages('dirty.before', 0, 2);
  say('dirty.set', '0');
  for (const name of ['dirty.on', 'dirty.on.touched']) pages(name, ...(npt ? [1024, 0] : [0, 2]));
  say('dirty.clear', '0');
  pages('dirty.off', 0, !npt || since(JOINED_AT_ONCE) ? 2 : 0);
  pages('dirty.off.touched', 0, 2);
}

function addGuestMemfd({ x86, since, say, pages, prefault }) {
  const there = since(GUEST_MEMFD);
  for (let flags = 0; flags < 8; flags++) {
    const known = there && flags < 4;
    say(`gmem.create.${flags}`, known ? '0' : there || !x86 ? 'EINVAL' : 'ENOTTY');
    if (!known) continue;
    say(`gmem.f_type.${flags}`, since(GUEST_MEMFD_FS) ? '474d454d' : '9041934');
    say(`gmem.mmap.${flags}`, flags & 1 ? '0' : 'ENODEV');
    say(`gmem.punch.${flags}`, '0');
    say(`gmem.pwrite.${flags}`, 'ESPIPE');
  }
  if (!there) return;
  for (const mode of ['missing', 'wp', 'minor']) say(`gmem.register.${mode}`, 'EINVAL');
  say('gmem.register.rwp', since(RWP) ? 'EINVAL' : 'no-feature');
  say('gmem.register.wp_async', '0');
  say('gmem.memslot', '0');
  say('gmem.prefault', prefault('0'));
  pages('gmem.pages', 512, 0);
  say('gmem.collapse', 'EINVAL');
  pages('gmem.collapse.pages', 512, 0);
}
