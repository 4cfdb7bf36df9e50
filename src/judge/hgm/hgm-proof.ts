import type { Call, Experiment } from '../../observe/observations.js';
import { line } from '../evidence.js';
import { number, step, succeeded } from '../lookup.js';
import { ending, isHugetlbfs, kindOf } from '../outcome.js';
import { gotNoDescriptor } from '../ways/access.js';

export interface Proof {
  /** `impossible`: no page or descriptor could be had, so it says nothing either way. */
  verdict: 'mapped' | 'failed' | 'impossible';
  reason: string;
  evidence: string[];
  /** Some call behaved as only a granular mapping does, whatever came of the rest. */
  sawGranular: boolean;
}

const STEPS = /^(continue_|base_on_whole|load_|again)/;

/**
 * The proof with a page in hand: one base page mapped, the right bytes seen through it, and its neighbour
 * still faulting. All three, or it is none.
 */
export function judgeProof(of: Experiment, basePageBytes: number): Proof {
  const base = step(of, 'continue_base');
  const sawGranular = succeeded(base) || step(of, 'base_on_whole')?.errno === 'EEXIST';
  const shown = of.calls.filter((call) => STEPS.test(call.step));
  const last = of.calls.at(-1);
  const calls = shown.length === 0 && last ? [last] : shown;
  const evidence = calls.map((call) => line(call, { proof: String(of.dialect) }));
  const proof = (verdict: Proof['verdict'], reason: string): Proof => ({
    verdict,
    reason,
    evidence,
    sawGranular,
  });

  if (!base && hadNoMeans(of)) return proof('impossible', 'no_page');
  const problem = preparation(of) ?? mapping(of, base, basePageBytes) ?? bytes(of) ?? neighbour(of);
  return problem === null ? proof('mapped', 'works') : proof('failed', problem);
}

/** Somebody else took the page or the descriptor first: nothing was learnt. */
function hadNoMeans(of: Experiment): boolean {
  if (of.end === 'not_run' || gotNoDescriptor(of)) return true;
  const last = of.calls.at(-1);
  if (last?.role !== 'setup') return false;
  // A store into a page that the pool could not give is SIGBUS.
  return kindOf(last) === 'exhausted' || (last.step.startsWith('store') && last.out.signal === 'SIGBUS');
}

function preparation(of: Experiment): string | null {
  const file = step(of, 'fstatfs');
  if (file && !isHugetlbfs(file, of.pageBytes)) return 'not_hugetlb';
  const whole = step(of, 'continue_whole');
  if (!file || !whole || whole.ret === null) return of.end === 'done' ? 'proof_not_prepared' : ending(of);
  return succeeded(whole) && number(whole, 'mapped') === of.pageBytes ? null : 'proof_control_failed';
}

function mapping(of: Experiment, base: Call | undefined, basePageBytes: number): string | null {
  if (!base) return of.end === 'done' ? 'proof_not_prepared' : ending(of);
  if (base.ret === null) return ending(of);
  if (base.ret < 0) return 'proof_refused';
  return number(base, 'mapped') === basePageBytes ? null : 'wrong_length';
}

function bytes(of: Experiment): string | null {
  const load = step(of, 'load_base');
  if (!load || load.ret === null) return ending(of);
  if (load.out.signal !== undefined) return 'mapped_page_faulted';
  const byte = number(load, 'byte');
  return byte !== null && byte === number(load, 'expected') ? null : 'wrong_bytes';
}

function neighbour(of: Experiment): string | null {
  const load = step(of, 'load_neighbour');
  if (!load || load.ret === null) return ending(of);
  if (load.out.signal === undefined) return 'neighbour_did_not_fault';
  if (load.out.signal !== 'SIGBUS') return 'neighbour_other_signal';
  const offset = number(load, 'offset');
  return offset !== null && offset === number(load, 'expectedOffset') ? null : 'neighbour_wrong_offset';
}
