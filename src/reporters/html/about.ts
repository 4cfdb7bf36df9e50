/** What a row of the matrix is, and why its cells are what they are. */

import { kindsOf } from '../../capabilities/capability.js';
import { findCapability } from '../../capabilities/catalog.js';
import { kindOf } from '../../ground/memory.js';
import { words } from '../../ground/units.js';
import type { Capability } from '../../report/contract.js';
import { refusalWords } from '../../report/refusal-words.js';
import { meaning } from '../explain/explanation.js';
import { sinceWords } from '../explain/since-words.js';
import { type Markup, markup } from './markup.js';

export function about(id: string, cells: readonly Capability[]): Markup {
  const info = findCapability(id);
  const what =
    info && markup`<strong>${info.title}.</strong> ${info.what} Since: ${sinceWords(info, kindsOf(info))}`;
  const hints = new Set(cells.filter(refused).flatMap(({ action }) => action?.hint ?? []));
  return markup`${what ?? `${id}: a newer version wrote it.`}${[...reasons(cells)].map(
    ([why, on]) => markup`<br>${on.length === 0 ? null : markup`${on.join(', ')}: `}${why}`,
  )}${[...hints].map((hint) => markup`<br>To change it: ${hint}`)}`;
}

const refused = ({ state }: Capability): boolean => state !== 'supported' && state !== 'not_applicable';

/** Memories by what is so of them, where that is not that it works. */
function reasons(cells: readonly Capability[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const one of cells.filter(refused)) {
    const info = findCapability(one.id);
    const kind = one.memory === null ? null : kindOf(one.memory);
    const means = info === undefined ? '' : `: ${meaning(info, [kind], one.state)}`;
    const exact = refusalWords(one);
    const why = exact === words(one.state) ? '' : ` (${exact})`;
    const text = `${words(one.state)}${why}${means}`;
    found.set(text, [...(found.get(text) ?? []), ...(one.memory === null ? [] : [one.memory])]);
  }
  return found;
}
