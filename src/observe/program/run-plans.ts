/** Planned experiments, run and read: in this process's own place or in somebody else's. */
import { experiment } from '../experiment.js';
import type { Experiment } from '../observations.js';
import type { Identity } from '../place/identity-request.js';
import type { Planned } from '../plan/planned.js';
import { runProgram } from './program.js';
import { follow, type Progress } from './progress.js';

export interface Told {
  /** Told, in one line, why experiments of this run were lost. */
  onLoss?: (text: string) => void;
  /** Told, in one line, that the experiments may not do what this process may, or more. */
  onOtherRights?: (text: string) => void;
  /** Told how far the run is, for a person who waits. */
  onProgress?: (progress: Progress) => void;
}

/** @throws IdentityError where the kernel does not let that place be taken; ProgramError where nothing came of it */
export async function runPlans(
  plans: readonly Planned[],
  identity: Identity | null,
  told: Told,
): Promise<Experiment[]> {
  const native = plans.map((plan) => plan.native);
  try {
    const onText = told.onProgress && follow(plans, told.onProgress);
    const { results, differs, lost } = await runProgram(native, identity?.native ?? null, onText);
    if (lost !== null) told.onLoss?.(lost);
    if (differs.length > 0)
      told.onOtherRights?.(`the experiments have other rights than this process: ${differs.join(', ')}`);
    return plans.map((plan, index) => experiment(plan, results[index]));
  } catch (error) {
    throw identity === null ? error : (await import('../place/identity.js')).refusal(error, identity);
  }
}
