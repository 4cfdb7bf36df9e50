/** What the rules of KVM share: an experiment with a machine, and what a touch and the counters say. */
import type { Call, Experiment } from '../../observe/observations.js';
import type { Context } from '../context.js';
import { fact, line } from '../evidence.js';
import { type Finding, finding } from '../finding.js';
import { experiment, number, step, succeeded } from '../lookup.js';
import { failure } from '../outcome.js';
import { notBorrowed } from '../pools/borrow.js';
import type { Column } from '../sizes.js';
import { inShort } from '../ways/access.js';

/** The experiment, or why there is nothing to judge: no machine for this caller, no page, or it was not made. */
export function tried(
  context: Context,
  open: Finding,
  id: string,
  { memory, pageBytes }: Pick<Column, 'pageBytes'> & { memory: string | null },
): Experiment | Finding {
  if (open.state !== 'supported') return inShort(open);
  const of = experiment(context.observations, id, memory);
  if (of !== undefined) return of;
  return pageBytes === null ? finding('unknown', 'not_run') : notBorrowed(context, pageBytes);
}

export const isFinding = (of: Experiment | Finding): of is Finding => 'state' in of;

/** What the guest found; null where the touch says neither. */
export function touched(call: Call): 'there' | 'missing' | null {
  if (call.errno === 'EFAULT') return 'missing';
  if (!succeeded(call)) return null;
  // Of a vCPU that ran: whether it came to the end of its code. A prefault runs none.
  return (number(call, 'done') ?? 1) === 1 ? 'there' : null;
}

/** KVM_EXIT_MMIO */
const MMIO = 6;

/**
 * A touch that says neither. The vCPU runs for a second at the most, which a signal then ends. Memory that is shown to
 * it is a device for it only where KVM carries out the instruction itself (arch/x86/kvm/x86.c,
 * emulator_read_write_onepage), as modules do that have no use for the processor's virtualization.
 */
export function strange(of: Experiment, call: Call): Finding {
  if (call.errno === 'EINTR') return finding('unknown', 'deadline', [line(call)]);
  if (number(call, 'exit') === MMIO) return finding('unknown', 'emulated', [line(call)]);
  return succeeded(call) ? finding('unknown', 'unexpected_exit', [line(call)]) : failure(call, of);
}

/** EOPNOTSUPP of a prefault, or the modules' own word: the second stage is then the kernel's shadow of the guest's tables. */
export function shadowPaging({ observations }: Context, of: Experiment): Finding | null {
  const refused = step(of, 'kvm_prefault');
  if (refused?.errno === 'EOPNOTSUPP') return finding('unknown', 'shadow_paging', [line(refused)]);
  const parameters = observations.settings.kvm?.parameters ?? {};
  const off = ['kvm_amd.npt', 'kvm_intel.ept'].find(
    (name) => parameters[name] === 'N' || parameters[name] === '0',
  );
  return off === undefined ? null : finding('unknown', 'shadow_paging', [fact(off, String(parameters[off]))]);
}

const NAMES: ReadonlyMap<number, string> = new Map([
  [2 ** 12, 'pages_4k'],
  [2 ** 21, 'pages_2m'],
  [2 ** 30, 'pages_1g'],
]);

/** Of the memory's pages, those of the huge size and those below; null where no counter tells. */
export function counted(look: Call | undefined, hugeBytes: number): { huge: number; smaller: number } | null {
  // Of other sizes there is none, and no such field.
  const huge = number(look, String(NAMES.get(hugeBytes)));
  if (huge === null) return null;
  const below = [...NAMES].filter(([bytes]) => bytes < hugeBytes);
  const smaller = below.reduce((sum, [, each]) => sum + Number(number(look, each)), 0);
  return { huge, smaller: Math.max(smaller - Number(number(look, 'code_pages')), 0) };
}
