import { isHugetlb, shortName } from '../../ground/memory.js';
import { sizeWord } from '../../ground/size.js';
import { list, words } from '../../ground/units.js';
import type { Capability, Report, State } from '../../report/contract.js';
import { refusalWords } from '../../report/refusal-words.js';
import { STATE_WORDS } from './state.js';

/** The answer in one plain sentence, and what is written of HGM where that is something else. */
export function verdict(report: Report): string {
  const against = contradicting(report);
  return against.length === 0 ? answer(report) : `${answer(report)} Against it: ${against.join(', ')}.`;
}

/** `kconfig says on`: what contradicts the verdict, or a kernel that has HGM where there is none. */
function contradicting({ hgm, witnesses }: Report): string[] {
  const open = hgm.state !== 'supported' && hgm.state !== 'absent';
  return witnesses
    .filter(({ says, agrees }) => agrees === false || (open && says === 'on'))
    .map(({ id, says }) => `${words(id)} says ${says}`);
}

function answer(report: Report): string {
  const { hgm } = report;
  switch (hgm.state) {
    case 'supported':
    case 'limited':
    case 'advertised':
      return `HGM: ${STATE_WORDS[hgm.state]} (${how(report)})${granules(report)}.`;
    case 'absent':
      return `HGM: absent. ${absence(report)}`;
    case 'not_applicable':
      return 'HGM: not applicable. This kernel has no huge page sizes.';
    default:
      return `HGM: cannot be said: ${openQuestion(report)}.`;
  }
}

function how({ hgm }: Report): string {
  const proof = hgm.proof === null ? words(hgm.reason) : PROOF[hgm.proof];
  return hgm.dialect === null ? `dialect not told apart, ${proof}` : `dialect ${hgm.dialect}, ${proof}`;
}

const PROOF = {
  mapped: 'mapped and looked at',
  accepted: 'accepted at the alignment check, no page taken',
} as const;

function granules({ hgm }: Report): string {
  const each = hgm.granules.map(({ hugePageBytes, granuleBytes, proof }) => {
    const unproven = hgm.proof === 'mapped' && proof === 'accepted' ? ' (accepted only)' : '';
    return `${sizeWord(hugePageBytes)} pages down to ${sizeWord(granuleBytes)}${unproven}`;
  });
  return each.length === 0 ? '' : `: ${each.join(', ')}`;
}

/** Why HGM is absent; the codes are those of the judge. */
function absence(report: Report): string {
  switch (report.hgm.reason) {
    case 'compiled_out':
      return 'This kernel carries the HGM patches, but HGM was compiled out.';
    case 'no_userfaultfd':
      return 'This kernel has no userfaultfd, and every control passed.';
    case 'no_minor_faults':
      return 'This kernel has no minor faults for hugetlb memory, which HGM builds on, and every control passed.';
  }
  const sizes = refusedSizes(report.capabilities);
  const where = sizes.length === 0 ? '' : ` on ${list(sizes)} pages`;
  return `This kernel maps hugetlb memory whole; base-page UFFDIO_CONTINUE was refused${where}, and every control passed.`;
}

/** Huge page sizes on which HGM itself was tried and is absent, in the report's order. */
function refusedSizes(capabilities: readonly Capability[]): string[] {
  const absent = capabilities.filter((one) => one.state === 'absent' && one.id === 'hgm');
  const sizes = absent.flatMap(({ memory }) => (isHugetlb(memory) ? [shortName(memory)] : []));
  return [...new Set(sizes)];
}

const STOPPED: Readonly<Partial<Record<State, string>>> = {
  not_permitted: 'this caller may not ask the kernel',
  no_resources: 'it needs something that is not there now',
  not_probed: 'it was not tried',
};

/** Why there is no verdict, in words. */
function openQuestion({ hgm, capabilities }: Report): string {
  const row = capabilities.find((one) => one.gate !== undefined && one.reason === hgm.reason);
  const why = refusalWords({ ...row, reason: hgm.reason });
  const stopped = STOPPED[hgm.state];
  return stopped === undefined ? why : `${stopped} (${why})`;
}
