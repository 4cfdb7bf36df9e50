/** Who needs a capability: the profiles that require it, and for what. Pure. */
import { rowIds } from '../capabilities/families/operations.js';
import { isHugetlb } from '../ground/memory.js';
import { type Expression, type Term, termsOf } from '../require/language/expression.js';
import { EVERY_SIZE } from '../require/language/memory.js';
import type { Profile } from './profile.js';

export interface Need {
  profile: string;
  title: string;
  /** What alone is lost without it; null where the consumer can't do without. */
  loses: string | null;
}

/**
 * One need for each profile: the one that it can't do without, where it has several.
 *
 * @param memory a column of the matrix; null for needs on any memory
 */
export function needsOf(id: string, memory: string | null, profiles: readonly Profile[]): Need[] {
  return profiles.flatMap(({ name, title, requires }) => {
    const all = requires.filter(({ expression }) => speaksOf(expression, id, memory));
    const first = all.find(({ otherwise }) => otherwise === 'not_ready') ?? all[0];
    return first === undefined ? [] : [{ profile: name, title, loses: first.loses ?? null }];
  });
}

function speaksOf(expression: Expression, id: string, memory: string | null): boolean {
  // Who can't do beside it does not need it.
  if (expression.kind === 'capability' && expression.is === 'absent') return false;
  return termsOf(expression).some((term) => {
    const rows = rowsOf(term);
    return rows?.ids.includes(id) === true && (memory === null || isOn(rows.memory, memory));
  });
}

function isOn(asked: string | null, memory: string): boolean {
  return asked === null || asked === memory || (asked === EVERY_SIZE && isHugetlb(memory));
}

/** What a term asks of the matrix; null for a term of something else. */
function rowsOf(term: Term): { ids: string[]; memory: string | null } | null {
  switch (term.kind) {
    case 'capability':
      return { ids: [term.id], memory: term.memory };
    case 'granule':
      return { ids: ['hgm'], memory: term.memory };
    case 'operation':
      return { ids: rowIds(term.operation), memory: term.memory };
    default:
      return null;
  }
}
