/** What there is to say of a capability and of a profile. */

import { type CapabilityInfo, kindsOf } from '../../capabilities/capability.js';
import { firstKernel } from '../../capabilities/since.js';
import { type Kind, kindOf } from '../../ground/memory.js';
import { words } from '../../ground/units.js';
import type { Need } from '../../profiles/needs.js';
import type { Profile } from '../../profiles/profile.js';
import { STATES, type State } from '../../report/contract.js';
import type { Article, Item } from './article.js';
import { newer, sinceWords } from './since-words.js';

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

/** @param memory a column of the matrix, or null for all of them */
export function ofCapability(info: CapabilityInfo, memory: string | null, needs: readonly Need[]): Article {
  const kinds = memory === null ? kindsOf(info) : [kindOf(memory)];
  const states = STATES.map((state) => ({ name: words(state), text: meaning(info, kinds, state) }));
  return {
    id: memory === null ? info.id : `${info.id}:${memory}`,
    title: info.name,
    sections: [
      {
        title: 'What it is',
        parts: [[`${info.title}.`, info.what, ...kinds.flatMap((kind) => own(info, kind))].join(' ')],
      },
      { title: 'Since', parts: [sinceWords(info, kinds)] },
      { title: 'How it is probed', parts: [info.probed] },
      { title: 'What each state means', parts: [states] },
      { title: 'Who needs it', parts: [needs.length === 0 ? 'no profile' : needs.map(need)] },
      { title: 'What to do', parts: [remedy(info, kinds)] },
    ],
  };
}

const own = ({ on }: CapabilityInfo, kind: Kind | null): string[] =>
  kind === null || on?.[kind] === undefined ? [] : [on[kind]];

/** Only hugetlb pages come from a pool and may be borrowed. */
export function meaning({ states }: CapabilityInfo, kinds: readonly (Kind | null)[], state: State): string {
  const pool = state === 'not_probed' || state === 'no_resources';
  return (pool && !kinds.includes('hugetlb') ? undefined : states[state]) ?? MEANING[state];
}

const need = ({ profile, title, loses }: Need): Item => ({
  name: profile,
  text: loses === null ? title : `${title}; only for ${loses}`,
});

function remedy(info: CapabilityInfo, kinds: readonly (Kind | null)[]): string {
  if (info.action !== undefined) return [...newer(info, kinds), info.action].join(' ');
  const pool =
    'Where it is not probed, or wants a huge page: add one to the pool, or allow it with --borrow SIZE.';
  const access = 'Where it is not permitted: open a way in first, see hgm-probe explain open.device.';
  const nothing = kinds.every((kind) => kind !== null && firstKernel(info, kind, 'x86_64') === 'nothing');
  if (nothing) return 'Nothing: this memory has no such thing.';
  return [...newer(info, kinds), ...(kinds.includes('hugetlb') ? [pool] : []), access].join(' ');
}

export function ofProfile({ name, title, consumer, sources, requires }: Profile): Article {
  const needed = requires.filter(({ otherwise }) => otherwise === 'not_ready');
  const wanted = requires.filter(({ otherwise }) => otherwise === 'restricted');
  const all: Item[] = needed.map(({ expr, why }) => ({ name: expr, text: why }));
  const some: Item[] = wanted.map(({ expr, why, loses }) => ({ name: expr, text: `For ${loses}. ${why}` }));
  return {
    id: `profile:${name}`,
    title,
    sections: [
      { title: 'Who needs it', parts: [consumer] },
      { title: 'What it requires', parts: [all] },
      ...(some.length === 0 ? [] : [{ title: 'What it wants besides', parts: [some] }]),
      { title: 'What is known of it', parts: [sources.map(source)] },
    ],
  };
}

const source = ({ what, url, date }: Profile['sources'][number]): Item => ({
  name: date,
  text: url === undefined ? what : `${what}: ${url}`,
});
