import type { Call, Experiment } from '../../observe/observations.js';
import type { Context } from '../context.js';
import { line } from '../evidence.js';
import { type Finding, finding, withEvidence } from '../finding.js';
import { experiment, step, succeeded } from '../lookup.js';
import { ending, failure, kindOf } from '../outcome.js';
import { missingStep } from '../setup.js';
import type { Column } from '../sizes.js';
import type { SizeVerdict } from './hgm.js';

const STEPS = ['len0', 'unaligned', 'odd_length', 'middle', 'whole'];

/**
 * MADV_SPLIT on one kind of memory. A number that the kernel takes proves nothing: only a base-page CONTINUE
 * that it made granular does, on hugetlb.
 */
export function judgeSplit(context: Context, column: Column, sizes: readonly SizeVerdict[]): Finding {
  const { memory, kind } = column;
  const verdict = sizes.find((size) => size.column.memory === memory);
  const of = experiment(context.observations, kind === 'hugetlb' ? 'split.shared' : 'split', memory);
  const evidence = [...(of ? shown(of) : []), ...privateLines(context, memory)];
  if (verdict?.splits) {
    return finding('supported', 'works', [...evidence, ...verdict.hgm.evidence]);
  }
  if (!of) return finding('unknown', 'not_run', evidence);
  const whole = step(of, 'whole');
  if (!whole) return missingStep(context, of, false);
  const tests = STEPS.flatMap((name) => step(of, name) ?? []);
  if (succeeded(whole)) return finding('unknown', 'accepted_meaning_unknown', evidence);
  const odd = tests.find((call) => !succeeded(call) && kindOf(call) !== 'refused');
  if (odd) return withEvidence(failure(odd, of), ...evidence);
  const known = sizes.some((size) => size.splits);
  return refused(
    of,
    tests,
    kind === 'hugetlb' ? (known ? 'not_on_this_size' : null) : 'hugetlb_only',
    evidence,
  );
}

/**
 * Every range refused is a kernel without the advice; one that knows it says 0 to no bytes at all, on memory that
 * it refuses as well: `elsewhere` then says where it is good. Null where nothing shows what this advice is.
 */
function refused(
  of: Experiment,
  tests: readonly Call[],
  elsewhere: string | null,
  evidence: string[],
): Finding {
  if (!succeeded(step(of, 'range'))) return finding('unknown', 'control_failed', evidence);
  if (of.end !== 'done') return finding('unknown', ending(of), evidence);
  const taken = tests.filter(succeeded);
  if (taken.length === 0) return finding('absent', 'refused', evidence);
  return elsewhere !== null && taken.every((call) => call.step === 'len0')
    ? finding('absent', elsewhere, evidence)
    : finding('unknown', 'accepted_meaning_unknown', evidence);
}

/** The calls, and what became of the VMAs of those that were taken. */
function shown(of: Experiment): string[] {
  return of.calls
    .filter((call) => {
      if (call.role !== 'look') return call.role === 'control' || STEPS.includes(call.step);
      return succeeded(step(of, call.step.replace(/^vmas_/, '')));
    })
    .map((call) => line(call));
}

function privateLines(context: Context, memory: string): string[] {
  const whole = step(experiment(context.observations, 'split.private', memory), 'whole');
  return whole ? [line(whole, { mapping: 'private' })] : [];
}
