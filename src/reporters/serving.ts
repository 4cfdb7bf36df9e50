/** The words of the ways to serve a guest on big pages, the same on every page. */
import { hugetlbOf } from '../ground/memory.js';
import { sizeWord } from '../ground/size.js';
import { duration, words } from '../ground/units.js';
import type { Hgm, Way } from '../report/contract.js';
import { refusalWords } from '../report/refusal-words.js';

/** The columns, without the name of the row; behind them stands how it is, in words. */
export const WAY_HEADING = ['a fault moves', 'stall', 'big pages again'] as const;
/** Over the verdict of a way, which stands last. */
export const VERDICT_HEADING = 'how it is';

/** `Instead, on this host:` where HGM is not. */
export const waysTitle = ({ state }: Hgm): string =>
  state === 'supported' ? 'What serves big guests on this host' : 'Instead, on this host';

/** `hugetlb 1G`, `shmem, THP`, `hugetlb 1G, HGM`. */
export const wayName = ({ id }: Pick<Way, 'id'>): string =>
  id
    .replace(/^hgm-(.*)/, 'hugetlb $1, HGM')
    .replace(/^hugetlb-/, 'hugetlb ')
    .replace(/-thp$/, ', THP');

export const wayCells = (way: Way): string[] => [sizeWord(way.faultBytes), stallWord(way), regainWord(way)];

const MARKS = { at_least: '>', in_doubt: '?' } as const;

const stallWord = ({ stallNs, stallIs }: Way): string =>
  stallNs === null ? '-' : `${stallIs === undefined ? '~' : MARKS[stallIs]}${duration(stallNs)}`;

/** `2M, ~310ms/GiB`; `-` where the pages are never broken up or do not come back, `?` where nobody can tell. */
function regainWord({ regain }: Way): string {
  if (regain === null) return '-';
  if (regain.state !== 'supported')
    return regain.state === 'absent' || regain.state === 'not_applicable' ? '-' : '?';
  const size = regain.bytes === null ? 'yes' : sizeWord(regain.bytes);
  return regain.nsPerGiB === null
    ? size
    : `${size}, ${regain.doubt ? '?' : '~'}${duration(regain.nsPerGiB)}/GiB`;
}

/** How it is, and what a handler has to mind. */
export function wayVerdict(way: Way, hgm: Hgm): string {
  return [stateWords(way), kvmWords(way), fineWords(way, hgm), handlerWords(way)]
    .filter((part) => part !== '')
    .join('; ');
}

/** `works`, `not permitted: mode of /dev/userfaultfd`. */
export function stateWords({ state, reason, rests }: Way): string {
  if (state === 'supported') return 'works';
  if (state === 'not_permitted') {
    const row = rests.find((one) => one.state === state && one.reason === reason);
    return `${words(state)}: ${refusalWords({ ...row, reason })}`;
  }
  return reason === '' || reason === state ? words(state) : `${words(state)}: ${words(reason)}`;
}

/** Where KVM itself is not there, its own row says so. */
function kvmWords({ state, throughKvm }: Way): string {
  if (throughKvm === undefined || throughKvm.why?.id === 'kvm.open') return '';
  if (state !== 'supported' && state !== 'limited') return '';
  const { why } = throughKvm;
  return why === null ? 'seen through KVM' : `not seen through KVM: ${words(why.reason)}`;
}

/** The same in few words, for a line of the first screen. */
export function shortVerdict(way: Way): string {
  const { throughKvm } = way;
  // What refuses stands with who is not ready, and with what to do.
  if (way.state === 'not_permitted') return words(way.state);
  if (way.state !== 'supported') return stateWords(way);
  const why = throughKvm?.why ?? null;
  if (throughKvm === undefined || why?.id === 'kvm.open') return 'works';
  return why === null ? 'works, through KVM' : `works; KVM: ${words(why.reason)}`;
}

/** `absent`, `supported (rfc-v2)`, `unknown (collapse marker only)`. */
export function stateOfHgm({ state, dialect, reason }: Hgm): string {
  const more = state === 'supported' ? dialect : reason === 'refused' ? null : words(reason);
  return more === null ? words(state) : `${words(state)} (${more})`;
}

/** Whole huge pages are no answer to a fault of 4K. */
function fineWords({ id, state }: Way, { state: hgm, granules }: Hgm): string {
  if (!id.startsWith('hugetlb-') || state !== 'supported') return '';
  if (granules.some(({ hugePageBytes }) => id === hugetlbOf(hugePageBytes))) return '';
  return hgm === 'absent' ? 'whole pages only, less needs HGM' : 'whole pages; of less nothing is known';
}

function handlerWords({ aliasWrites, state }: Way): string {
  if (state !== 'supported' && state !== 'limited') return '';
  if (aliasWrites === 'exposed') return 'a handler must COPY or CONTINUE, not write through another mapping';
  if (aliasWrites === 'exposed_if_advised')
    return 'with MADV_HUGEPAGE a handler must COPY or CONTINUE, not write through another mapping';
  return '';
}
