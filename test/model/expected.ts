/** What an honest report says of a kernel that answers without mishaps, straight from the drawn properties. */
import type { State } from '../../src/report/contract.js';
import { borrow, DIALECTS, granular, hasDevice, hasMinor, isOn, type Kernel, type Size } from './kernel.js';
import { device, opens, userfaultfd } from './opening.js';

type Proof = 'mapped' | 'accepted';

export interface Expected {
  state: State;
  proof: Proof | null;
  reason?: string;
}

/** What the caller's lack of a descriptor means; null where one is to be had. */
function access(kernel: Kernel): State | null {
  if (opens(kernel)) return null;
  // ENOSYS is the kernel's own only where nothing filters, and then it is everybody's answer.
  if (!kernel.userfaultfd && kernel.filter === 'none') return 'absent';
  // A kernel that shows userfaultfd in /proc does not answer ENOSYS itself.
  const filtered = kernel.userfaultfd && kernel.filter === 'ENOSYS';
  const denied = filtered || userfaultfd(kernel, 0) === 'EPERM' || userfaultfd(kernel, 1) === 'EPERM';
  const node = hasDevice(kernel) && device(kernel) !== null;
  return denied || node ? 'not_permitted' : 'unknown';
}

/** Whether a base page was really mapped and looked at. */
const shown = (size: Size): boolean => borrow(size) === 'taken' && !size.stolen;

export function expectedOf(kernel: Kernel, size: Size): Expected {
  const none = (state: State, reason?: string): Expected => ({
    state,
    proof: null,
    ...(reason === undefined ? {} : { reason }),
  });
  const closed = access(kernel);
  if (closed !== null && closed !== 'absent') return none(closed);
  const on = isOn(kernel, size);
  if (closed === null && on) {
    if (shown(size)) return { state: 'supported', proof: 'mapped', reason: 'works' };
    // Every HGM kernel collapses: one that does not, and has not shown a page, is not believed.
    return size.marker === 'odd'
      ? none('unknown')
      : { state: 'supported', proof: 'accepted', reason: 'works' };
  }
  const refuses = size.marker === 'as_seen' && !on;
  const marked = size.marker === 'odd' && on;
  if (!refuses && !marked) return none('unknown');
  if (closed === 'absent') return none('absent', 'no_userfaultfd');
  if (kernel.patch === 'rfc-v2-off') return none('absent', 'compiled_out');
  return none('absent', hasMinor(kernel) ? 'refused' : 'no_minor_faults');
}

/** The opt-in that a found HGM is credited to: what needs none is nobody's opt-in. */
export const dialectOf = (kernel: Kernel, size: Size) =>
  DIALECTS.find((dialect) => granular(kernel, size, dialect)) ?? null;

/** Over all sizes: one that works is enough, none but all that lack it are a lack. */
export function overall(sizes: readonly Expected[]): State {
  for (const state of ['supported', 'unknown', 'not_permitted', 'no_resources'] as const) {
    if (sizes.some((size) => size.state === state)) return state;
  }
  return 'absent';
}
