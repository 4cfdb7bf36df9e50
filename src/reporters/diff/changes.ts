import type { Cause, Difference, FactChange, RowChange, Verdict } from '../../diff/contract.js';
import { words } from '../../ground/units.js';
import { type Page, paragraph } from '../table/page.js';
import { STATE_WORDS } from '../table/state.js';
import { factWords } from './fact.js';

export const TITLES: Readonly<Record<Cause, string>> = {
  kernel: 'Kernel',
  configuration: 'Configuration',
  privilege: "This caller's privilege",
  resources: 'Resources of the moment',
  tool: 'hgm-probe and how it was run',
  unexplained: 'UNEXPLAINED: nothing in the two documents accounts for it',
};

/** Facts of one cause, then the rows that they account for, those of one transition together. */
export function changes(page: Page, { facts, rows }: Difference, cause: Cause): string[] {
  const together = new Map<string, RowChange[]>();
  for (const row of rows.filter((one) => one.causes[0] === cause)) {
    const head = `${transition(row)}${because(row, facts)}`;
    together.set(head, [...(together.get(head) ?? []), row]);
  }
  const loud = cause === 'unexplained' ? page.paint.red.bold : (text: string) => text;
  return [
    ...facts
      .filter((fact) => fact.cause === cause)
      .map((fact) => paragraph(page, `${fact.name} ${factWords(fact)}`, '  ', '    ')),
    ...[...together].map(([head, of]) => loud(paragraph(page, `${head}: ${names(of)}`, '  ', '    '))),
  ];
}

function transition({ old, new: now }: RowChange): string {
  if (old === null || now === null) return `${side(old)} → ${side(now)}`;
  if (old.state !== now.state) return `${side(old)} → ${side(now)}`;
  const why = (one: Verdict) => words(one.gate ?? one.reason);
  return why(old) === why(now)
    ? `${word(now)}: ${words(old.reason)} → ${words(now.reason)}`
    : `${word(now)}: ${why(old)} → ${why(now)}`;
}

const word = ({ state }: Verdict): string =>
  state === 'not_applicable' ? 'not applicable' : STATE_WORDS[state];

function side(verdict: Verdict | null): string {
  if (verdict === null) return 'no such row';
  const { state, gate, reason } = verdict;
  if (state === 'supported' || state === 'absent' || state === 'not_applicable') return word(verdict);
  return `${word(verdict)} (${words(gate ?? reason)})`;
}

/** Only where it is not the plain consequence of what stands above it: another cause, or none of the facts. */
function because({ causes: [first, ...others], shownBy }: RowChange, facts: readonly FactChange[]): string {
  if (first === 'unexplained') return shownBy.length === 0 ? '' : ` (changed besides: ${shownBy.join(', ')})`;
  const own = facts.filter((fact) => fact.cause === first).map((fact) => fact.name);
  const also = others.length > 0 ? [`also ${others.join(', ')}`] : [];
  const by = shownBy.some((name) => own.includes(name)) ? [] : [`by its ${shownBy.join(', ')}`];
  return also.length + by.length > 0 ? ` (${[...by, ...also].join('; ')})` : '';
}

/** `copy.base on anonymous, shmem; open.device`. */
function names(rows: readonly RowChange[]): string {
  const memories = new Map<string, string[]>();
  for (const { id, memory } of rows)
    memories.set(id, [...(memories.get(id) ?? []), ...(memory === null ? [] : [memory])]);
  return [...memories].map(([id, on]) => (on.length === 0 ? id : `${id} on ${on.join(', ')}`)).join('; ');
}
