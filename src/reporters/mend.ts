import type { Capability } from '../report/contract.js';

export interface Mend {
  /** What to do, without why and without what else. */
  hint: string;
  /** Enough by itself; null where there is none, or where several belong together. */
  command: string | null;
}

/** What the first that would open a refused way is; null where nobody is refused. */
export function mend({ state, action }: Pick<Capability, 'state' | 'action'>): Mend | null {
  if (state !== 'not_permitted' || action === null) return null;
  const { hint, commands = [], commandsAll = false } = action;
  return { hint: firstSentence(hint), command: commandsAll ? null : (commands[0]?.command ?? null) };
}

/** A path may have a full stop in it, so the next sentence has to begin with a capital. */
export const firstSentence = (hint: string): string =>
  (hint.split(/\. (?=[A-Z/])/, 1)[0] ?? hint).replace(/\.$/, '');

type Asking = Pick<Capability, 'action' | 'gate'>;

/** The least first: who changes less stands before who changes more. */
export const byReach = (a: Asking, b: Asking): number => rank(a) - rank(b);

/** Who can act at once, then a node that is opened to one account, then what opens to all; a new kernel last. */
function rank({ action, gate }: Asking): number {
  if (action?.who === 'caller') return 0;
  if (action?.who === 'kernel_build') return 3;
  return gate === 'device_node' ? 1 : 2;
}
