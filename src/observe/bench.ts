/** A bench: the observations of a probe, then each measurement by itself, so that it can be watched and ended. */

import { experiment } from './experiment.js';
import { readPools } from './files/memory/pools.js';
import { readThpBytes } from './files/memory/thp.js';
import { type ObserveOptions, observe } from './index.js';
import type { Bench, Experiment, Observations } from './observations.js';
import { type BenchPlan, planBench } from './plan/plan-timings.js';
import { callWouldLog, isSilent } from './plan/quiet.js';
import { sparedBy } from './plan/spared.js';
import { runProgram, stopPrograms } from './program/program.js';
import type { Progress } from './program/progress.js';

export interface BenchOptions extends Omit<ObserveOptions, 'latency'> {
  wish: Omit<Bench, 'complete'>;
  /** Ends the run with what was measured so far. */
  signal?: AbortSignal;
}

/** What a child needs beside the time that is measured: to begin, to touch its memory, to end. */
const AROUND_MS = 5_000;
const DIALECT_COUNT = 3;

/** @throws Error as `observe` does */
export async function observeBench(options: BenchOptions): Promise<Observations> {
  const { wish, onProgress, signal, ...rest } = options;
  // How long the measurements will take is not known yet.
  const before = onProgress && {
    onProgress: (progress: Progress) => onProgress({ ...progress, leftMs: null }),
  };
  const observations = await observe({ ...rest, ...before, latency: false });
  const plans = planBench(situationOf(observations), {
    samples: wish.samples,
    durationMs: wish.durationMs ?? 0,
    cpu: wish.cpu ?? -1,
    sizes: wish.sizes,
  });
  signal?.addEventListener('abort', stopPrograms, { once: true });
  const timed = await measure(plans, wish.durationMs, onProgress, signal, rest.onLoss);
  signal?.removeEventListener('abort', stopPrograms);
  return {
    ...observations,
    latency: true,
    bench: { ...wish, complete: signal?.aborted !== true },
    poolsAfter: readPools(),
    experiments: [...observations.experiments, ...timed],
  };
}

/** The conditions of the probe's own plan, as it found them. */
function situationOf({ poolsBefore, borrows, settings, ranAs, experiments }: Observations) {
  return {
    pools: poolsBefore,
    borrows,
    quiet: callWouldLog(settings, ranAs),
    quietFaults: !isSilent(settings),
    spared: sparedBy(experiments),
    thpBytes: readThpBytes(),
    latency: true,
  };
}

async function measure(
  plans: readonly BenchPlan[],
  durationMs: number | null,
  onProgress: BenchOptions['onProgress'],
  signal: AbortSignal | undefined,
  onLoss: BenchOptions['onLoss'],
): Promise<Experiment[]> {
  const began = performance.now();
  const done: Experiment[] = [];
  for (const [at, plan] of plans.entries()) {
    if (signal?.aborted) break;
    const elapsed = performance.now() - began;
    const rest = plans.slice(at);
    const budget = durationMs === null ? null : Math.max(0, durationMs - elapsed);
    onProgress?.({
      title: plan.title,
      at: at + 1,
      of: plans.length,
      leftMs: left(elapsed, at, rest, budget),
    });
    const native = budget === null ? plan.native : within(plan, budget / weight(rest));
    const { results, lost } = await runProgram([native], null);
    if (lost !== null) onLoss?.(lost);
    done.push(experiment(plan, results[0]));
  }
  return done;
}

/** What the rest will take if it goes on like this, and no more than its budget. */
function left(elapsed: number, at: number, rest: readonly unknown[], budget: number | null): number | null {
  if (at === 0) return budget;
  return Math.min(budget ?? Number.POSITIVE_INFINITY, (elapsed / at) * rest.length);
}

/** Series that are to be expected of these plans: of three dialects one works, the others end at their first call. */
function weight(plans: readonly BenchPlan[]): number {
  return plans.reduce((sum, { turns, dialect }) => sum + turns / (dialect === null ? 1 : DIALECT_COUNT), 0);
}

/** The plan with its share of the time that is left: what others did not need is for those that come after. */
function within({ native, turns }: BenchPlan, share: number): BenchPlan['native'] {
  const durationMs = Math.max(1, Math.floor(share));
  return { ...native, durationMs, deadlineMs: Math.max(native.deadlineMs, turns * durationMs + AROUND_MS) };
}
