import { CATALOG } from '../../capabilities/catalog.js';
import { byMemory } from '../../ground/memory.js';
import { words } from '../../ground/units.js';
import type { Capability, Report } from '../../report/contract.js';
import { groups } from '../table/groups.js';
import { cellWords, NO_EFFECT, STATE_WORDS } from '../table/state.js';
import { type Markup, markup } from './markup.js';
import { table } from './table.js';

/** Two tables: what depends on memory, by memory, and what does not, with its reason. */
export function matrix({ capabilities }: Report): Markup {
  const all = groups(capabilities, CATALOG);
  const memories = [...new Set(capabilities.flatMap(({ memory }) => memory ?? []))].sort(byMemory);
  const byGroup = all
    .map(({ title, rows }) => ({
      title,
      rows: rows
        .filter(({ single }) => single === null)
        .map(({ id, cells }) => [id, ...memories.map((memory) => cell(cells.get(memory)))]),
    }))
    .filter(({ rows }) => rows.length > 0);
  const singles = all
    .map(({ title, rows }) => ({
      title,
      rows: rows.flatMap(({ id, single }) => (single === null ? [] : [[id, cell(single), because(single)]])),
    }))
    .filter(({ rows }) => rows.length > 0);
  const starred = capabilities.some((one) => cellWords(one).endsWith(NO_EFFECT));
  return markup`${table('matrix', 'Capabilities by memory', ['capability', ...memories], byGroup)}
${starred ? markup`<p>${NO_EFFECT} returned 0 and did nothing</p>` : null}
${table('others', 'Capabilities that do not depend on memory', ['capability', 'state', 'because'], singles)}`;
}

function cell(capability: Capability | undefined): Markup {
  if (capability === undefined || capability.state === 'not_applicable')
    return markup`<span class="not_applicable">not applicable</span>`;
  return markup`<span class="${capability.state}">${cellWords(capability)}</span>`;
}

function because({ gate, reason, state }: Capability): string {
  if (gate !== undefined) return words(gate);
  return words(reason) === STATE_WORDS[state] ? '' : words(reason);
}
