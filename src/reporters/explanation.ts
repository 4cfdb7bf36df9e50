import type { CapabilityInfo } from '../judge/catalog.js';
import { STATES, type State } from '../report/contract.js';
import { wrap } from './text.js';
import { words } from './units.js';

/** What a state means where the catalog has nothing more exact to say. */
const MEANING: Readonly<Record<State, string>> = {
  supported: 'exercised, and it worked',
  advertised: 'the kernel says so; not exercised',
  absent: 'refused, and every control passed',
  limited: 'works, with the restriction that the reason names',
  not_permitted: 'this caller may not; the gate says what stops it',
  no_resources: 'needs a page, a pool or locked memory that is not there now',
  not_applicable: 'makes no sense on this memory, page size or architecture',
  not_probed: 'needs to be asked for',
  unknown: 'an answer that nobody expected, a deadline or a crash of the experiment',
};

/**
 * The text of `hgm-probe explain`.
 *
 * @param memory a column of the matrix, or null
 * @param width columns; Infinity for lines that are never broken
 */
export function explanation(info: CapabilityInfo, memory: string | null, width: number): string {
  const paragraph = (text: string): string => wrap(text, width, '  ');
  const sections: [string, string[]][] = [
    ['What it is', [paragraph(info.what)]],
    ['Since', [paragraph(since(info))]],
    ['How it is probed', [paragraph(info.probed)]],
    ['What each state means', states(info, width)],
    [
      'Who needs it',
      [paragraph(info.neededBy.length === 0 ? 'nobody that is known here' : info.neededBy.join(', '))],
    ],
    ['What to do', [paragraph(info.action ?? 'nothing')]],
  ];
  const head = `${memory === null ? info.id : `${info.id}:${memory}`}: ${info.title}`;
  const body = sections.map(([title, lines]) => `${title}\n${lines.join('\n')}\n`);
  return [`${wrap(head, width)}\n`, ...body].join('\n');
}

/** A capability without a first kernel: in none, or in all that have userfaultfd (4.3). */
function since({ since: kernel, group }: CapabilityInfo): string {
  if (kernel !== null) return `Linux ${kernel}`;
  if (group === 'hgm') return 'no mainline kernel';
  return group === 'operation' ? 'older than userfaultfd (Linux 4.3)' : 'not known';
}

function states(info: CapabilityInfo, width: number): string[] {
  return STATES.map((state) => {
    const meaning = info.states[state] ?? MEANING[state];
    return wrap(meaning, width, `  ${words(state).padEnd(16)}`, ' '.repeat(18));
  });
}
