/** The words of the stall table, the same on every page. */
import type { Report, Stall, StallEntry, StallPart } from '../report/contract.js';
import { sizeWord } from '../size.js';
import { duration } from './units.js';

const PART_WORDS: Readonly<Record<StallPart['part'], string>> = {
  link: 'link',
  copy: 'copy',
  continue: 'CONTINUE',
  fault: 'fault',
};

/** The columns of the table, without the name of the row. */
export const STALL_HEADING: readonly string[] = [...Object.values(PART_WORDS), 'in all'];

/** The parts in the order of the heading, `~` before what is assumed, then the sum. */
export function stallCells(stall: Stall): string[] {
  const parts = Object.keys(PART_WORDS).map((part) => {
    const found = stall.parts.find((one) => one.part === part);
    return `${found?.basis === 'assumed' ? '~' : ''}${duration(found?.ns ?? null)}`;
  });
  return [...parts, stallTime(stall)];
}

/** `~434ms`: the link in it is assumed; `>344ms` where a part is missing. */
const stallTime = ({ totalNs, lowerBound }: Stall): string => `${lowerBound ? '>' : '~'}${duration(totalNs)}`;

const about = ({ totalNs, lowerBound }: Stall): string =>
  `${lowerBound ? 'at least' : 'about'} ${duration(totalNs)}`;

/** `a fault on a 1G page stalls about 434ms today, about 14.2µs with 4K granularity: 30600 times less`. */
export function stallSentence({ hugePageBytes, whole, granular, ratio }: StallEntry): string {
  const less = ratio === null ? '' : `: ${ratio} times less`;
  const granule = sizeWord(granular.bytes);
  return `a fault on a ${sizeWord(hugePageBytes)} page stalls ${about(whole)} as a whole page, ${about(granular)} with ${granule} granularity${less}`;
}

/** What is assumed, where each part comes from, and what is not in it. */
export function assumptions({ stalls, hgm }: Report): string[] {
  const assumed = sources(stalls, 'assumed');
  const missing = sources(stalls, 'missing');
  const first = stalls.filter((one) => one.firstGranuleNs !== null);
  return [
    ...(hgm.state === 'supported' ? [] : [NOT_GRANULAR]),
    `~ assumed, all else was measured here: ${assumed.join('; ')}`,
    ...(missing.length === 0 ? [] : [`> the least it can be, not known: ${missing.join('; ')}`]),
    ...first.map(
      ({ hugePageBytes, firstGranuleNs }) =>
        `CONTINUE of the first granule in a ${sizeWord(hugePageBytes)} page takes ${duration(firstGranuleNs)}, for it makes page tables`,
    ),
  ];
}

/** `copy of 4K, 1G (memcpy 2M p50, in proportion)`: what came from the same place together. */
function sources(stalls: readonly StallEntry[], basis: StallPart['basis']): string[] {
  const found = new Map<string, Set<string>>();
  for (const { bytes, parts } of stalls.flatMap(({ whole, granular }) => [whole, granular])) {
    for (const { part, from } of parts.filter((one) => one.basis === basis)) {
      const key = `${PART_WORDS[part]} of SIZES (${from})`;
      found.set(key, (found.get(key) ?? new Set()).add(sizeWord(bytes)));
    }
  }
  return [...found].map(([key, sizes]) => key.replace('SIZES', [...sizes].join(', ')));
}

const NOT_GRANULAR =
  'no HGM here to measure: CONTINUE and fault with base-page granularity are those of base pages on shmem, as an estimate';
