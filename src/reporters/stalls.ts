/** The words of the stall table, the same on every page. */

import { hugetlbOf } from '../ground/memory.js';
import { sizeWord } from '../ground/size.js';
import { duration } from '../ground/units.js';
import { isDoubtful } from '../judge/timings/stalls.js';
import type { Hgm, Report, Stall, StallEntry, StallPart, Timing } from '../report/contract.js';

const PART_WORDS: Readonly<Record<StallPart['part'], string>> = {
  link: 'link',
  copy: 'copy',
  continue: 'CONTINUE',
  fault: 'fault',
};

/** The columns of the table, without the name of the row. */
export const STALL_HEADING: readonly string[] = [...Object.values(PART_WORDS), 'in all'];

/** The parts in the order of the heading, `~` before what is assumed, `?` before what is in doubt, then the sum. */
export function stallCells(stall: Stall): string[] {
  const parts = Object.keys(PART_WORDS).map((part) => {
    const found = stall.parts.find((one) => one.part === part);
    const mark = found?.doubt ? '?' : found?.basis === 'assumed' ? '~' : '';
    return `${mark}${duration(found?.ns ?? null)}`;
  });
  return [...parts, stallTime(stall)];
}

/** `~434ms`: the link in it is assumed; `?434ms` where a part is in doubt, `>344ms` where one is missing. */
const stallTime = (stall: Stall): string => {
  const mark = isDoubtful(stall) ? '?' : stall.lowerBound ? '>' : '~';
  return `${mark}${duration(stall.totalNs)}`;
};

const about = (stall: Stall): string => {
  // A sum with too much in it bounds nothing.
  const word = isDoubtful(stall) ? 'perhaps' : stall.lowerBound ? 'at least' : 'about';
  return `${word} ${duration(stall.totalNs)}`;
};

/** `a fault on a 1G page stalls about 434ms as a whole page, and would stall about 14.2µs with 4K granularity: 30600 times less`. */
export function stallSentence(hgm: Hgm, { hugePageBytes, whole, granular, ratio }: StallEntry): string {
  const less = ratio === null ? '' : `: ${ratio} times less`;
  const works = hgm.granules.some((one) => one.hugePageBytes === hugePageBytes);
  const fine = `${works ? '' : 'and would stall '}${about(granular)} with ${sizeWord(granular.bytes)} granularity`;
  return `a fault on a ${sizeWord(hugePageBytes)} page stalls ${about(whole)} as a whole page, ${fine}${less}`;
}

const DOUBT_WORDS: Readonly<Record<NonNullable<StallPart['doubt']>, string>> = {
  few_samples: 'too few samples for a median, run again or bench',
  below_grain: 'less than a step of the clock',
  busy: 'others had the CPU meanwhile, run again or bench',
};

/** What is assumed, where each part comes from, and what is not in it. */
export function assumptions({ stalls, hgm, timings }: Report): string[] {
  const assumed = sources(stalls, ({ basis }) => basis === 'assumed');
  const missing = sources(stalls, ({ basis }) => basis === 'missing');
  const bound = stalls.some(({ whole, granular }) =>
    [whole, granular].some((one) => one.lowerBound && !isDoubtful(one)),
  );
  const doubts = Object.entries(DOUBT_WORDS).map(([doubt, words]) => ({
    words,
    of: sources(stalls, (part) => part.doubt === doubt),
  }));
  const first = stalls.filter((one) => one.firstGranuleNs !== null);
  return [
    ...(hgm.state === 'supported' ? [] : [NOT_GRANULAR]),
    `~ assumed, all else was measured here: ${assumed.join('; ')}`,
    ...(missing.length === 0
      ? []
      : [`${bound ? '> the least it can be, ' : ''}not known: ${missing.join('; ')}`]),
    ...doubts.flatMap(({ words, of }) => (of.length === 0 ? [] : [`? ${words}: ${of.join('; ')}`])),
    ...first.map((entry) => firstGranule(entry, timings)),
  ];
}

function firstGranule({ hugePageBytes, firstGranuleNs }: StallEntry, timings: readonly Timing[]): string {
  const size = sizeWord(hugePageBytes);
  const timed = timings.find(
    ({ id, memory }) => id === 'continue.first_base' && memory === hugetlbOf(hugePageBytes),
  );
  const few =
    timed === undefined || timed.p50Ns !== null ? '' : ` (mean of ${timed.n}, too few for a median)`;
  return `CONTINUE of the first granule in a ${size} page takes ${duration(firstGranuleNs)}${few}, for it makes page tables`;
}

/** `copy of 4K, 1G (memcpy 2M p50, in proportion)`: what came from the same place together. */
function sources(stalls: readonly StallEntry[], which: (part: StallPart) => boolean): string[] {
  const found = new Map<string, Set<string>>();
  for (const { bytes, parts } of stalls.flatMap(({ whole, granular }) => [whole, granular])) {
    for (const { part, from } of parts.filter(which)) {
      const key = `${PART_WORDS[part]} of SIZES (${from})`;
      found.set(key, (found.get(key) ?? new Set()).add(sizeWord(bytes)));
    }
  }
  return [...found].map(([key, sizes]) => key.replace('SIZES', [...sizes].join(', ')));
}

const NOT_GRANULAR =
  'no HGM here to measure: CONTINUE and fault with base-page granularity are those of base pages on shmem, as an estimate';
